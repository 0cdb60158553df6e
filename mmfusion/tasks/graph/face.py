"""What the task `graph` is, and what can be done with it."""

from __future__ import annotations

from mmfusion.tasks.graph import PACKS, commands
from mmfusion.tasks.registry import Task

TASK = Task(
    name="graph",
    title="classes without a picture, told by their ancestors in a graph of names",
    modalities=("visual", "text"),
    packs=PACKS,
    notes={"evaluate": "names, hypernyms in words, the graph and its controls on ten draws of classes"},
    evaluate=commands.evaluate,
    features=commands.features,
)
