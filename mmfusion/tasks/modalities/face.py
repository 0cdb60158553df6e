"""The tasks of true modalities by kernels: three sets of items, measured in the same way."""

from __future__ import annotations

from mmfusion.tasks.events import PACKS as EVENTS_PACKS
from mmfusion.tasks.flowers import PACKS as FLOWERS_PACKS
from mmfusion.tasks.modalities import commands
from mmfusion.tasks.registry import Task

EMOJI = Task(
    name="emoji",
    title="name and picture of an emoji as families of kernels, eight groups",
    modalities=("text", "visual"),
    packs=("openmoji.csv", "glove6b_50d_slice.npz", "caltech101_160.zip"),
    notes={"evaluate": "every way to weight the kernels, on ten splits"},
    evaluate=commands.evaluate_emoji,
)
EVENTS_KERNELS = Task(
    name="events-kernels",
    title="picture and sound of an event as families of kernels, thirteen kinds",
    modalities=("visual", "audio"),
    packs=tuple(dict.fromkeys((*EVENTS_PACKS, *FLOWERS_PACKS))),
    notes={"evaluate": "every way to weight the kernels, on five splits"},
    evaluate=commands.evaluate_events,
)
CALTECH = Task(
    name="caltech",
    title="Caltech-101 by the kernels of the flowers, 101 kinds",
    modalities=("visual",),
    packs=FLOWERS_PACKS,
    notes={"evaluate": "every way to weight the kernels, on five splits"},
    evaluate=commands.evaluate_caltech,
)
