"""`mmfusion.load`: a shipped network of any task, ready to predict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mmfusion.printing import listed
from mmfusion.tasks.registry import Predicts, tasks

if TYPE_CHECKING:
    import torch


def load(
    task: str,
    strategy: str,
    device: str | torch.device | None = None,
    *,
    dtype: torch.dtype | None = None,
    root: Path | None = None,
) -> Predicts:
    """Return a shipped network, loaded once and shared.

    Args:
        task: of which.
        strategy: which.
        device: where it computes, ``"cpu"``, ``"cuda"``, ``"cuda:1"``; by default what the environment
            variable `MMFUSION_DEVICE` says, else CUDA where it is, else the processor.
        dtype: `torch.bfloat16` to have its layers multiply in it, on a GPU; float32 by default.
        root: the assets folder, the package's own by default.

    Raises:
        ValueError: no such task, strategy, device or type.
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
    return loading[task](strategy, root, device=device, dtype=dtype)
