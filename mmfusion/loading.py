"""`mmfusion.load`: a shipped network of any task, ready to predict."""

from __future__ import annotations

from pathlib import Path

from mmfusion.printing import listed
from mmfusion.tasks.registry import Predicts, tasks


def load(task: str, strategy: str, root: Path | None = None) -> Predicts:
    """Return a shipped network, loaded once and shared.

    Raises:
        ValueError: no such task or strategy.
        FileNotFoundError: its weights or card are missing; the text says which command makes them.

    """
    loading = {name: own.predictor for name, own in tasks().items() if own.predictor is not None}
    if task not in loading:
        raise ValueError(f"unknown task {task!r}: there are {listed(map(repr, loading))}")
    return loading[task](strategy, root)
