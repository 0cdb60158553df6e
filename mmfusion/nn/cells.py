"""Tokens from frozen features: z = [z_cls, E x_1, …, E x_N] + p, where x is a cell of a feature map.

The projection E stands where ViT has its patch projection; the position p is the sum of a learned vector
for the cell's place in its grid and a projected code of its time in seconds, so that any number of frames
at any moments can be read.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

_PERIODS_S = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)


def time_code(seconds: Tensor) -> Tensor:
    """Return sines and cosines of `seconds` `(...,)` at six periods from 0.5 to 16 s: `(..., 12)`."""
    periods = torch.tensor(_PERIODS_S, device=seconds.device, dtype=torch.float32)
    phase = 2 * math.pi * seconds.float()[..., None] / periods
    return torch.cat([phase.sin(), phase.cos()], dim=-1)


class CellTokens(nn.Module):
    """Cells of a frozen map and their times -> tokens with a leading CLS.

    Args:
        features: width of a cell's features.
        width: width d of a token.
        places: number of places in the grid.
        dropout: share of the features that an example loses in training.

    Example:
        >>> import torch
        >>> from mmfusion.nn import CellTokens
        >>> tokens = CellTokens(features=112, width=64, places=20)
        >>> tokens(torch.zeros(1, 20, 112), torch.arange(20), torch.zeros(20)).shape  # CLS and 20 cells
        torch.Size([1, 21, 64])

    """

    def __init__(self, features: int, width: int, places: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(features, elementwise_affine=False)
        self.dropout = dropout
        self.project = nn.Linear(features, width)
        self.place = nn.Embedding(places, width)
        self.time = nn.Linear(2 * len(_PERIODS_S), width, bias=False)
        self.cls = nn.Parameter(torch.empty(width))
        nn.init.normal_(self.cls, std=0.02)
        nn.init.normal_(self.place.weight, std=0.2)
        nn.init.normal_(self.time.weight, std=0.1)

    def forward(self, cells: Tensor, places: Tensor, seconds: Tensor) -> Tensor:
        """Return tokens `(B, 1 + N, width)` of `cells` `(B, N, features)`.

        `places` `(N,)` indexes the grid; `seconds` `(N,)` or `(B, N)` is each cell's time in the window.
        """
        home = self.cls.device
        x = self.norm(cells.to(home))
        if self.training and self.dropout:
            # One mask for all cells of an example: a feature goes everywhere at once, and drawing is cheap.
            kept = torch.rand(len(x), 1, x.shape[2], device=x.device) >= self.dropout
            x = x * kept / (1 - self.dropout)
        tokens = self.project(x) + self.place(places.to(home))
        tokens = tokens + self.time(time_code(seconds.to(home)))
        return torch.cat([self.cls.expand(len(tokens), 1, -1), tokens], dim=1)
