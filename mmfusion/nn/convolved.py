"""Tokens of a picture by convolution: a stem, mixing between neighbours, one layer of self-attention.

    x = stem(picture)                                    three strided convolutions: one vector a cell
    x ← x + conv3×3(GELU(BN(x)))                         residual mixing: a cell hears its neighbours
    z = [z_cls, MSA block(x_1 + p_1, …, x_N + p_N)]

Linear patches name few of the small drawings, and relations need cells that know what stands beside them
(Xiao et al., Early Convolutions Help Transformers See Better, NeurIPS 2021).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from mmfusion.nn.block import Block
from mmfusion.nn.codes import position_codes
from mmfusion.nn.tokens import Place

STRIDE = 12
"""Side of a cell, px: the product of the stem's strides."""


class ConvolvedTokens(nn.Module):
    """Pictures `(B, 3, 12 r, 12 c)` -> tokens `(B, 1 + r c, width)`, CLS first.

    Args:
        grid: rows r and columns c of cells.
        width: width d of a token.
        heads: of the layer of self-attention.
        mixing: residual convolutions on the grid.

    Example:
        >>> import torch
        >>> from mmfusion.nn import ConvolvedTokens
        >>> ConvolvedTokens((8, 8), width=64, heads=4)(torch.zeros(2, 3, 96, 96)).shape
        torch.Size([2, 65, 64])

    """

    def __init__(self, grid: tuple[int, int], width: int, heads: int, mixing: int = 2) -> None:
        super().__init__()
        self.grid = grid
        half = width // 2
        self.stem = nn.Sequential(
            nn.Conv2d(3, half, 5, stride=3, padding=1, bias=False),
            nn.BatchNorm2d(half),
            nn.GELU(),
            nn.Conv2d(half, width, 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.GELU(),
            nn.Conv2d(width, width, 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(width),
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(width) for _ in range(mixing))
        self.mixing = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1, bias=False) for _ in range(mixing))
        places = [Place(row, column) for row in range(grid[0]) for column in range(grid[1])]
        self.place = nn.Parameter(position_codes(places, width))
        self.cls = nn.Parameter(torch.empty(width))
        nn.init.normal_(self.cls, std=0.02)
        self.block = Block(width, heads)

    def cells(self, pictures: Tensor) -> Tensor:
        """Return what stem and mixing make of pictures of any size, `(B, width, rows, columns)`."""
        x: Tensor = self.stem(pictures.to(self.cls.device))
        for norm, convolution in zip(self.norms, self.mixing, strict=True):
            x = x + convolution(F.gelu(norm(x)))
        return x

    def forward(self, pictures: Tensor) -> Tensor:
        """Return the tokens. Raises ValueError for pictures of another size than the grid's."""
        wanted = (3, STRIDE * self.grid[0], STRIDE * self.grid[1])
        if tuple(pictures.shape[1:]) != wanted:
            raise ValueError(
                f"this tokeniser reads (B, {', '.join(map(str, wanted))}), not {tuple(pictures.shape)}"
            )
        z = self.block(self.cells(pictures).flatten(2).transpose(1, 2) + self.place)  # (B, N, width)
        return torch.cat([self.cls.expand(len(z), 1, -1), z], dim=1)
