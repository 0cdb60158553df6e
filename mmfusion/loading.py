"""`mmfusion.load`: a shipped network of any task, ready to predict."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mmfusion.cards.shipped import Prediction
    from mmfusion.media import Clip

TASKS = ("events", "sounding-objects")


class Predicts(Protocol):
    """What every task's predictor does."""

    def predict(self, clip: Clip) -> Prediction:
        """Answer every question of the task about a clip."""


def load(task: str, strategy: str, root: Path | None = None) -> Predicts:
    """Return a shipped network, loaded once and shared.

    Raises:
        ValueError: no such task or strategy.
        FileNotFoundError: its weights or card are missing; the text says which command makes them.

    """
    if task not in TASKS:
        raise ValueError(f"unknown task {task!r}: there are {' and '.join(map(repr, TASKS))}")
    module = import_module(
        "mmfusion.tasks.events.predictor" if task == "events" else "mmfusion.tasks.sounding.predictor"
    )
    found: Predicts = module.load(strategy) if root is None else module.load(strategy, root)
    return found
