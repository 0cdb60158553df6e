"""What the task `digits` is, and what can be done with it."""

from __future__ import annotations

from mmfusion.tasks.digits import MODALITIES, PACKS, STRATEGIES, commands
from mmfusion.tasks.registry import Task, loaded

TASK = Task(
    name="digits",
    title="a written digit and a spoken one: whom does a strategy believe where they disagree?",
    modalities=MODALITIES,
    strategies=STRATEGIES,
    packs=PACKS,
    notes={"seeds": "each holds out two other speakers"},
    predictor=loaded("mmfusion.tasks.digits.predictor"),
    train=commands.train,
    evaluate=commands.evaluate,
    features=commands.features,
)
