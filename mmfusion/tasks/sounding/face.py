"""What the task `sounding-objects` is, and what can be done with it."""

from __future__ import annotations

from mmfusion.tasks.registry import Task, loaded
from mmfusion.tasks.sounding import MODALITIES, STRATEGIES, commands

TASK = Task(
    name="sounding-objects",
    title="drawn objects bounce and one of them sounds; five questions, no data needed",
    modalities=MODALITIES,
    strategies=STRATEGIES,
    inside=("heads", "exchange", "clips", "attributions", "contributions", "information"),
    notes={"seeds": "of those in front"},
    predictor=loaded("mmfusion.tasks.sounding.predictor"),
    predict=commands.predict,
    trace=commands.trace,
    train=commands.train,
    evaluate=commands.evaluate,
    inspect=commands.inspect,
    own_commands={"grid": commands.grid},
)
