"""Codes of place and time to start positions from: sines and cosines of row, column and seconds.

Learned positions that start from noise leave patches of a frame alike for hundreds of steps; these differ
from the first. Frames and spectrogram share one clock in seconds, so that what happens at one moment is
alike in both senses (Vaswani et al., Attention Is All You Need, 2017, §3.5, in two dimensions and in time).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from mmfusion.nn.tokens import Place

PERIODS_S = (0.25, 5.0)
"""Shortest and longest period of the code of time, s."""
PLACE_AMPLITUDE = 0.7


def waves(values: Tensor, width: int, shortest: float, longest: float) -> Tensor:
    """Return sines, then cosines of `values` `(N,)` at geometric periods: `(N, width)`.

    Raises:
        ValueError: a width that is odd.

    """
    if width % 2:
        raise ValueError(f"a code has as many sines as cosines: width {width} is odd")
    steps = torch.linspace(0, 1, width // 2)
    phase = values.float()[:, None] * (2 * math.pi / (shortest * (longest / shortest) ** steps))
    return torch.cat([phase.sin(), phase.cos()], dim=1)


def position_codes(places: Sequence[Place], width: int) -> Tensor:
    """Return a code `(N, width)` of each place: its time in seconds plus its row and column.

    Time is the middle of the place's span; half of the width tells the row, half the column.
    """
    seconds = torch.tensor([(p.start + p.end) / 2 for p in places])
    rows = torch.tensor([float(p.row) for p in places])
    columns = torch.tensor([float(p.column) for p in places])
    half = width // 2
    where = torch.cat([waves(rows, half, 2.0, 16.0), waves(columns, half, 2.0, 16.0)], dim=1)
    return waves(seconds, width, *PERIODS_S) + PLACE_AMPLITUDE * where
