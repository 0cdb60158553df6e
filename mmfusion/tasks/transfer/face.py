"""What the task `emoji-transfer` is, and what can be done with it."""

from __future__ import annotations

from mmfusion.tasks.registry import Task
from mmfusion.tasks.transfer import commands

EMOJI = Task(
    name="emoji-transfer",
    title="what names without labels are worth once they are lost: emoji by their picture alone",
    modalities=("visual", "text"),
    notes={"evaluate": "every way to use the lost modality, on ten splits"},
    evaluate=commands.evaluate,
)
