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

    Example:
        >>> import numpy as np
        >>> import mmfusion
        >>> hiss = np.random.default_rng(0).normal(0, 0.01, 64_000).astype(np.float32)
        >>> clip = mmfusion.media.Clip(None, None, hiss, 16_000, "hiss")
        >>> said = mmfusion.load("events", "audio").predict(clip).answers["event"].probabilities
        >>> max(said, key=said.get), round(sum(said.values()), 6)
        ('none of these', 1.0)

    """
    loading = {name: own.predictor for name, own in tasks().items() if own.predictor is not None}
    if task not in loading:
        raise ValueError(f"unknown task {task!r}: there are {listed(map(repr, loading))}")
    return loading[task](strategy, root)
