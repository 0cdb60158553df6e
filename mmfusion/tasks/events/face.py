"""What the task `events` is, and what can be done with it."""

from __future__ import annotations

from mmfusion.tasks.events import MODALITIES, PACKS, SHIPPED, commands
from mmfusion.tasks.registry import Task, loaded

TASK = Task(
    name="events",
    title="real pictures and real recordings, paired by kind; thirteen kinds and none of these",
    modalities=MODALITIES,
    strategies=SHIPPED,
    packs=PACKS,
    folds=5,
    inside=("contributions", "information"),
    default=True,
    notes={"folds": "1 to 5", "keep": "no, all its folds ship at once"},
    predictor=loaded("mmfusion.tasks.events.predictor"),
    predict=commands.predict,
    trace=commands.trace,
    train=commands.train,
    evaluate=commands.evaluate,
    inspect=commands.inspect,
)
