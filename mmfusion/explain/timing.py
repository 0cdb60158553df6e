"""How long one layer really takes on this machine, and with which power of its tokens it grows."""

from __future__ import annotations

import platform
import time
from collections.abc import Iterator, Sequence

import numpy as np

TOKENS = (128, 256, 512, 1024, 2048, 4096)
"""Lengths of the sequence at which a layer is timed."""
REPEATS = 3
AT_LEAST = 0.02
"""Seconds that a measurement lasts at least: short layers are run several times."""


def layer_times(
    width: int, heads: int, mlp_ratio: float, tokens: Sequence[int] = TOKENS
) -> Iterator[tuple[int, float]]:
    """Yield (tokens, seconds) of one layer of self-attention, the best of a few, as they are measured."""
    import torch

    from mmfusion.nn.block import Block

    torch.manual_seed(0)
    block = Block(width, heads, mlp_ratio).eval()
    with torch.inference_mode():
        for n in tokens:
            x = torch.randn(1, n, width)
            block(x)  # the first call pays for what is set up once
            best = float("inf")
            for _ in range(REPEATS):
                began, runs = time.perf_counter(), 0
                while time.perf_counter() - began < AT_LEAST:
                    block(x)
                    runs += 1
                best = min(best, (time.perf_counter() - began) / runs)
            yield n, best


def exponent(tokens: Sequence[int], seconds: Sequence[float]) -> float:
    """Return the power of n with which times grow: the slope of a line through the logarithms.

    Raises:
        ValueError: fewer than two lengths.

    """
    if len(tokens) < 2:
        raise ValueError("an exponent needs two lengths or more")
    slope, _ = np.polyfit(np.log(np.asarray(tokens, float)), np.log(np.asarray(seconds, float)), 1)
    return float(slope)


def machine() -> str:
    """Return what the times were measured on: processor, system, torch and its threads."""
    import torch

    name = platform.processor() or platform.machine()
    return f"{name}, {platform.system()}, torch {torch.__version__}, {torch.get_num_threads()} threads"
