"""Tokens z = g(x; E, z_cls) = [z_cls, E x_1, …, E x_N] + p, and where each of them came from.

x_1 … x_N are the patches of a picture, of every frame of a film, or of a spectrogram (one channel, row 0
the lowest band), flattened and projected by one matrix E; p is a learned vector for each place (Dosovitskiy
et al., An Image is Worth 16x16 Words, 2021, equation 1; Nagrani et al., 2021, §3.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn


class Place(NamedTuple):
    """Where a token came from: a cell of a frame's grid, or a band and a step of a spectrogram."""

    row: int
    """Row of the grid from the top; of a spectrogram the band, lowest first."""
    column: int
    start: float = 0.0
    """Seconds from the window's start."""
    end: float = 0.0
    """For a frame, the moment at which the next one takes over."""
    frame: int | None = None
    """Index of the frame, or None for a spectrogram or a single picture."""


@dataclass(frozen=True, eq=False)
class Tokens:
    """A modality's tokens with their places, so that any view can map a token back to what it saw.

    Raises:
        ValueError: as many places as tokens are needed, or a place outside the grid.

    Example:
        >>> import torch
        >>> from mmfusion.nn import PatchTokens
        >>> tokens = PatchTokens(3, (32, 64), (16, 16), width=8)(torch.zeros(1, 3, 32, 64))
        >>> tokens.grid, tokens.values.shape  # 2 × 4 patches behind a CLS
        ((2, 4), torch.Size([1, 9, 8]))
        >>> tokens.box(6)  # the second row's second patch: left, upper, right, lower
        (0.25, 0.5, 0.5, 1.0)

    """

    values: Tensor
    """`(B, 1 + N, d)`, CLS first."""
    places: tuple[Place, ...]
    """N of them: token i + 1 is at ``places[i]``."""
    grid: tuple[int, int]
    """Rows and columns of one frame, or bands and steps of the spectrogram."""

    def __post_init__(self) -> None:
        if self.values.ndim != 3 or self.values.shape[1] != len(self.places) + 1:
            raise ValueError(
                f"{len(self.places)} places need (B, 1 + N, d) tokens, not {tuple(self.values.shape)}"
            )
        rows, columns = self.grid
        outside = [p for p in self.places if not (0 <= p.row < rows and 0 <= p.column < columns)]
        if outside:
            raise ValueError(f"{outside[0]} lies outside a grid of {rows} × {columns}")

    def box(self, token: int) -> tuple[float, float, float, float] | None:
        """Return left, upper, right, lower edge as fractions from row and column 0; None for CLS."""
        if token == 0:
            return None
        place, (rows, columns) = self.places[token - 1], self.grid
        return place.column / columns, place.row / rows, (place.column + 1) / columns, (place.row + 1) / rows


def frame_places(grid: tuple[int, int], times: Sequence[float], end: float) -> tuple[Place, ...]:
    """Return the places of frames taken at `times` s, row by row in each; the last lasts until `end`."""
    spans = zip(times, [*times[1:], end], strict=True)
    rows, columns = grid
    return tuple(
        Place(row, column, start, until, frame)
        for frame, (start, until) in enumerate(spans)
        for row in range(rows)
        for column in range(columns)
    )


def spectrogram_places(grid: tuple[int, int], duration: float) -> tuple[Place, ...]:
    """Return the places of a spectrogram of `duration` s, band by band from the lowest."""
    bands, steps = grid
    width = duration / steps
    return tuple(Place(b, s, s * width, (s + 1) * width) for b in range(bands) for s in range(steps))


class PatchTokens(nn.Module):
    """The tokeniser g: patches of pictures, films or spectrograms, one projection E, one CLS, learned places.

    Args:
        channels: channels of the input.
        size: height and width of the input, in cells.
        patch: height and width of a patch; it must tile `size`.
        width: width d of a token.
        frames: number of frames of a film, or None for pictures and spectrograms.

    Raises:
        ValueError: a patch that does not tile the input.

    Example:
        >>> import torch
        >>> from mmfusion.nn import PatchTokens
        >>> film = PatchTokens(3, (32, 32), (16, 16), width=64, frames=8)
        >>> film(torch.zeros(1, 8, 3, 32, 32)).values.shape  # CLS and 8 frames of 2 × 2 patches
        torch.Size([1, 33, 64])
        >>> spectrogram = PatchTokens(1, (64, 100), (64, 5), width=64)  # all bands, 5 steps of time
        >>> spectrogram(torch.zeros(1, 1, 64, 100)).values.shape
        torch.Size([1, 21, 64])

    """

    def __init__(
        self,
        channels: int,
        size: tuple[int, int],
        patch: tuple[int, int],
        width: int,
        frames: int | None = None,
    ) -> None:
        super().__init__()
        if size[0] % patch[0] or size[1] % patch[1]:
            raise ValueError(f"patches of {patch[0]} × {patch[1]} do not tile {size[0]} × {size[1]}")
        self.shape = (channels, *size) if frames is None else (frames, channels, *size)
        self.patch, self.frames = patch, frames
        self.grid = (size[0] // patch[0], size[1] // patch[1])
        count = (frames or 1) * self.grid[0] * self.grid[1]
        self.project = nn.Linear(channels * patch[0] * patch[1], width, bias=False)
        self.cls = nn.Parameter(torch.empty(1, width))
        self.place = nn.Parameter(torch.empty(1 + count, width))
        nn.init.normal_(self.cls, std=0.02)
        nn.init.normal_(self.place, std=0.02)

    def forward(self, x: Tensor, places: Sequence[Place] | None = None) -> Tokens:
        """Return the tokens of `x` `(B, C, H, W)`, or of films `(B, F, C, H, W)`.

        `places` may carry times (`frame_places`, `spectrogram_places`); rows and columns alone by default.

        Raises:
            ValueError: input of another shape than the tokeniser was made for.

        """
        if x.shape[1:] != self.shape:
            raise ValueError(
                f"this tokeniser reads (B, {', '.join(map(str, self.shape))}), not {tuple(x.shape)}"
            )
        (rows, columns), (height, width) = self.grid, self.patch
        frames = self.frames or 1
        cut = x.to(self.cls.device).reshape(len(x), frames, -1, rows, height, columns, width)
        patches = cut.permute(0, 1, 3, 5, 2, 4, 6).flatten(4).flatten(1, 3)  # (B, N, C · height · width)
        z = torch.cat([self.cls.expand(len(x), 1, -1), self.project(patches)], dim=1) + self.place
        if places is None:
            places = [
                Place(row, column, frame=None if self.frames is None else frame)
                for frame in range(frames)
                for row in range(rows)
                for column in range(columns)
            ]
        return Tokens(z, tuple(places), self.grid)
