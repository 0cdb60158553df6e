"""What the task `pairs` is, and what can be done with it."""

from __future__ import annotations

from mmfusion.tasks.pairs import commands
from mmfusion.tasks.registry import Task

TASK = Task(
    name="pairs",
    title="pictures with their words: emoji and names, in one space",
    modalities=("visual", "text"),
    packs=("openmoji.csv", "glove6b_50d_slice.npz", "flickr8k_1000_224.zip", "coco_mini_320.zip"),
    notes={"evaluate": "every joint space and its controls, on five splits"},
    evaluate=commands.evaluate,
    features=commands.features,
)
