"""What the task `photos` is, and what can be done with it."""

from __future__ import annotations

from mmfusion.tasks.photos import PACKS, commands
from mmfusion.tasks.registry import Task

TASK = Task(
    name="photos",
    title="a photograph and words: where each word looks, without training",
    modalities=("visual", "text"),
    packs=PACKS,
    notes={"evaluate": "hits in the boxes of COCO, beside area, centre and another word"},
    evaluate=commands.evaluate,
    features=commands.features,
)
