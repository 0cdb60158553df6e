"""What the task `imagine` is, and what can be done with it."""

from __future__ import annotations

from mmfusion.tasks.digits import PACKS
from mmfusion.tasks.imagine import commands
from mmfusion.tasks.registry import Task

TASK = Task(
    name="imagine",
    title="the other modality imagined: names of pictures, colours of names, sounds of digits",
    modalities=("visual", "text", "audio"),
    packs=PACKS,
    notes={"evaluate": "what is imagined beside what is real and beside controls, on five or ten splits"},
    evaluate=commands.evaluate,
)
