"""What the task `course` is: it asks what others train, and measures what has no network of its own."""

from __future__ import annotations

from mmfusion.tasks.course import NAME, SENSES, commands
from mmfusion.tasks.registry import Task

TASK = Task(
    name=NAME,
    title="every way to fuse on the questions of sounding-objects, and what pairing is worth",
    modalities=SENSES,
    notes={"evaluate": "kernels, joint spaces and pairings, five repetitions; no data needed"},
    evaluate=commands.evaluate,
)
