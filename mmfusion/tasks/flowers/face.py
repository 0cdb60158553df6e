"""What the task `flowers` is, and what can be done with it."""

from __future__ import annotations

from mmfusion.tasks.flowers import PACKS, commands
from mmfusion.tasks.registry import Task

TASK = Task(
    name="flowers",
    title="Flowers-17 by kernels: nine descriptions of one picture, weighted",
    modalities=("visual",),
    packs=PACKS,
    notes={"evaluate": "every way to weight the kernels, on ten splits"},
    evaluate=commands.evaluate,
    features=commands.features,
)
