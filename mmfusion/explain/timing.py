"""How long a layer and each way to fuse really take on this machine, and how a layer grows with its tokens.

A run can be recorded with its machine, for pages that must not keep anyone waiting.
"""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mmfusion.explain.cost import WAYS, Shape, Way
from mmfusion.folders import ASSETS

if TYPE_CHECKING:
    from torch import Tensor

    from mmfusion.nn.fusion import FusionTransformer

RECORDED = ASSETS / "inside" / "cost.json"
"""A run of ``benchmarks/cost.py``."""

TOKENS = (128, 256, 512, 1024, 2048, 4096)
"""Lengths of the sequence at which a layer is timed."""
REPEATS = 3
AT_LEAST = 0.02
"""Seconds that a measurement lasts at least: short layers are run several times."""


def layer_times(
    width: int, heads: int, mlp_ratio: float, tokens: Sequence[int] = TOKENS
) -> Iterator[tuple[int, float]]:
    """Yield (tokens, seconds) of one layer of self-attention, the best of a few, as they are measured.

    Example:
        >>> from mmfusion.explain.timing import layer_times
        >>> ((n, seconds),) = layer_times(width=8, heads=1, mlp_ratio=2.0, tokens=[16])
        >>> n, seconds > 0
        (16, True)

    """
    import torch

    from mmfusion.nn.block import Block

    torch.manual_seed(0)
    block = Block(width, heads, mlp_ratio).eval()
    with torch.inference_mode():
        for n in tokens:
            yield n, _best(partial(block, torch.randn(1, n, width)))


def way_times(counts: Mapping[str, int], shape: Shape) -> Iterator[tuple[Way, float]]:
    """Yield (way, seconds) of one pass of each way to fuse, the best of a few, as they are measured.

    Attention is torch's fused one, as it runs when nobody watches it.

    Args:
        counts: tokens of each modality.
        shape: the network's.

    Example:
        >>> from mmfusion.explain.cost import Shape
        >>> from mmfusion.explain.timing import way_times
        >>> measured = way_times({"visual": 4, "audio": 4}, Shape(layers=1, fusion_layer=0, width=8))
        >>> way, seconds = next(measured)  # the first way; the others when they are asked for
        >>> way, seconds > 0
        ('late', True)

    """
    import torch

    from mmfusion.explain.cost import networks

    for way in WAYS:
        torch.manual_seed(0)
        parts = networks(way, counts, shape)
        tokens = {m: torch.randn(1, n, shape.width) for m, n in counts.items()}
        with torch.inference_mode():
            yield way, _best(partial(_pass, parts, tokens))


def _pass(parts: list[tuple[FusionTransformer, int]], tokens: Mapping[str, Tensor]) -> None:
    for network, times in parts:
        for _ in range(times):
            network(tokens)


def _best(function: Callable[[], object]) -> float:
    """Return the seconds of a call, the best of a few rounds."""
    function()  # the first call pays for what is set up once
    best = float("inf")
    for _ in range(REPEATS):
        began, runs = time.perf_counter(), 0
        while time.perf_counter() - began < AT_LEAST:
            function()
            runs += 1
        best = min(best, (time.perf_counter() - began) / runs)
    return best


def recorded(path: Path = RECORDED) -> dict[str, Any]:
    """Return the recorded run: its machine, layers and ways; empty where there is none.

    Example:
        >>> from pathlib import Path
        >>> from mmfusion.explain.timing import recorded
        >>> recorded(Path("nowhere.json"))
        {}

    """
    if not path.is_file():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def layer_name(width: int, heads: int, mlp_ratio: float) -> str:
    """Return the name of a layer in a recorded run.

    Example:
        >>> from mmfusion.explain.timing import layer_name
        >>> layer_name(768, 12, 4.0)
        'd 768, heads 12, ratio 4'

    """
    return f"d {width}, heads {heads}, ratio {mlp_ratio:g}"


def way_name(counts: Mapping[str, int], shape: Shape) -> str:
    """Return the name of a setting in a recorded run.

    Example:
        >>> from mmfusion.explain.cost import Shape
        >>> from mmfusion.explain.timing import way_name
        >>> way_name({"visual": 9, "audio": 5}, Shape(layers=4, fusion_layer=1, width=64))
        'visual 9, audio 5; layers 4, from 1, B 4; d 64, heads 4, ratio 4'

    """
    tokens = ", ".join(f"{m} {n}" for m, n in counts.items())
    return (
        f"{tokens}; layers {shape.layers}, from {shape.fusion_layer}, B {shape.bottlenecks}; "
        + layer_name(shape.width, shape.heads, shape.mlp_ratio)
    )


def exponent(tokens: Sequence[int], seconds: Sequence[float]) -> float:
    """Return the power of n with which times grow: the slope of a line through the logarithms.

    Raises:
        ValueError: fewer than two lengths.

    Example:
        >>> from mmfusion.explain.timing import exponent
        >>> round(exponent([128, 256, 512], [1.0, 4.0, 16.0]), 6)  # quadratic
        2.0

    """
    if len(tokens) < 2:
        raise ValueError("an exponent needs two lengths or more")
    slope, _ = np.polyfit(np.log(np.asarray(tokens, float)), np.log(np.asarray(seconds, float)), 1)
    return float(slope)


def machine() -> str:
    """Return what the times were measured on: processor, system, torch and its threads.

    Example:
        >>> from mmfusion.explain.timing import machine
        >>> ", torch 2." in machine()
        True

    """
    import torch

    threads = torch.get_num_threads()
    return (
        f"{_processor()}, {os.cpu_count()} logical cores, {platform.system()}, torch {torch.__version__}, "
        f"{threads} thread{'s' if threads > 1 else ''}"
    )


def _processor() -> str:
    """Return the processor's name; on Linux, where Python knows the architecture alone, the kernel's word."""
    listed = Path("/proc/cpuinfo")
    if listed.is_file():
        for line in listed.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
