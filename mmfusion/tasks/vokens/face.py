"""What the task `vokens` is, and what can be done with it."""

from __future__ import annotations

from mmfusion.tasks.registry import Task
from mmfusion.tasks.vokens import PACKS, commands

TASK = Task(
    name="vokens",
    title="a picture for every word: what vokens are worth to text alone, beside codes without pictures",
    modalities=("text", "visual"),
    packs=PACKS,
    notes={"evaluate": "topics of captions, joint training, colours of things, each with its controls"},
    train=commands.train,
    evaluate=commands.evaluate,
)
