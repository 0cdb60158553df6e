"""What the task `names` is, and what can be done with it."""

from __future__ import annotations

from mmfusion.tasks.names import PACKS, commands
from mmfusion.tasks.registry import Task

TASK = Task(
    name="names",
    title="names of one's own for a picture, without a labelled example",
    modalities=("visual", "text"),
    packs=PACKS,
    notes={"evaluate": "what a name is worth in labels, on Caltech-101 and on emoji"},
    evaluate=commands.evaluate,
    features=commands.features,
)
