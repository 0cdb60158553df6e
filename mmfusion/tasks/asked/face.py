"""What the task `asked-objects` is, and what can be done with it."""

from __future__ import annotations

from mmfusion.tasks.asked import MODALITIES, STRATEGIES, commands
from mmfusion.tasks.registry import Task, loaded

TASK = Task(
    name="asked-objects",
    title="a sentence asks which of two drawn objects sounds: words, picture and sound, no data needed",
    modalities=MODALITIES,
    strategies=STRATEGIES,
    predictor=loaded("mmfusion.tasks.asked.predictor"),
    predict=commands.predict,
    train=commands.train,
    evaluate=commands.evaluate,
)
