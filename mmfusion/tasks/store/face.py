"""What the task `store` is, and what can be done with it."""

from __future__ import annotations

from mmfusion.tasks.registry import Task
from mmfusion.tasks.store import commands

TASK = Task(
    name="store",
    title="knowledge in weights or in a store: poisoned, made stale, blurred, a modality missing",
    modalities=("visual", "text"),
    notes={"evaluate": "weights, store and both on ten splits"},
    evaluate=commands.evaluate,
)
