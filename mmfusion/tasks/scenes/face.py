"""What the task `scenes` is, and what can be done with it."""

from __future__ import annotations

from mmfusion.tasks.registry import Task, loaded
from mmfusion.tasks.scenes import MODALITIES, STRATEGIES, commands

TASK = Task(
    name="scenes",
    title="drawn scenes and questions in words; where each word should look is known, no data needed",
    modalities=MODALITIES,
    strategies=STRATEGIES,
    inside=("pointing",),
    notes={"seeds": "of some strategies fewer, as cards say"},
    predictor=loaded("mmfusion.tasks.scenes.predictor"),
    train=commands.train,
    evaluate=commands.evaluate,
    inspect=commands.inspect,
)
