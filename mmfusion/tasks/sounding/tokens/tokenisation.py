"""From a clip to tokens, one step at a time: z = g(x; E, z_cls) = [z_cls, E x_1, …, E x_N] + p.

`dissect` hands out each term of the equation for one clip, from a network's own tokeniser; `as_convolution`
computes E x in the other way that it can be computed, a convolution whose stride is its kernel (Dosovitskiy
et al., An Image is Worth 16x16 Words, 2021, §3.1); `likeness` compares positions (their figure 7).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from mmfusion.media.spectrogram import hz_to_mel, mel_to_hz
from mmfusion.nn.device import home, to_numpy
from mmfusion.nn.tokens import PatchTokens
from mmfusion.tasks.sounding import BAND, COLUMNS, DURATION, FRAMES, HEIGHT, MELS, PATCH, STEP, WIDTH
from mmfusion.tasks.sounding.raster import HIGH, LOW

FloatArray = NDArray[np.float32]


@dataclass(frozen=True)
class Raster:
    """How a clip of `DURATION` s is cut; by default as the shipped networks cut it.

    Raises:
        ValueError: patches that do not tile a frame, cells that do not tile the spectrogram.

    """

    frames: int = FRAMES
    patch: int = PATCH
    """Side of a patch, px."""
    columns: int = COLUMNS
    """Columns of the spectrogram that are heard, from its start."""
    step: int = STEP
    """Columns of a cell."""

    def __post_init__(self) -> None:
        if HEIGHT % self.patch or WIDTH % self.patch:
            raise ValueError(f"patches of {self.patch} px do not tile a frame of {WIDTH} × {HEIGHT} px")
        if self.columns > COLUMNS or self.columns % self.step:
            raise ValueError(
                f"cells of {self.step} columns do not tile {self.columns}, of which there are {COLUMNS}"
            )

    @property
    def visual(self) -> int:
        """Number of patches, N_v."""
        return self.frames * (HEIGHT // self.patch) * (WIDTH // self.patch)

    @property
    def audio(self) -> int:
        """Number of cells, N_a."""
        return (MELS // BAND) * (self.columns // self.step)

    @property
    def tokens(self) -> int:
        """Length of the whole input: every patch, every cell, a CLS for either sense."""
        return self.visual + self.audio + 2

    @property
    def scores(self) -> int:
        """Pairs that one head compares when every token asks every token."""
        return self.tokens**2

    @property
    def per_second(self) -> tuple[float, float]:
        """Tokens of one second of picture and of one second of sound, CLS left out."""
        return self.visual / DURATION, self.audio / (DURATION * self.columns / COLUMNS)


@dataclass(frozen=True, eq=False)
class Dissection:
    """The terms of one sense's tokens: z = [z_cls, E x] + p."""

    pieces: FloatArray
    """x, `(N, C · h · w)`: patches or cells, flattened."""
    projected: FloatArray
    """E x, `(N, d)`."""
    cls: FloatArray
    """z_cls, `(d,)`."""
    places: FloatArray
    """p, `(1 + N, d)`, that of CLS first."""

    @property
    def tokens(self) -> FloatArray:
        """z, `(1 + N, d)`, CLS first."""
        return np.concatenate([self.cls[None], self.projected]) + self.places


def cut(x: Tensor, patch: tuple[int, int]) -> Tensor:
    """Return the pieces `(N, C · h · w)` of pictures `(F, C, H, W)`: frame by frame, row by row.

    Raises:
        ValueError: pieces that do not tile the pictures.

    """
    channels, height, width = x.shape[1:]
    if height % patch[0] or width % patch[1]:
        raise ValueError(f"pieces of {patch[0]} × {patch[1]} do not tile {height} × {width}")
    pieces = x.unfold(2, patch[0], patch[0]).unfold(3, patch[1], patch[1])  # (F, C, rows, columns, h, w)
    return pieces.permute(0, 2, 3, 1, 4, 5).reshape(-1, channels * patch[0] * patch[1])


@torch.inference_mode()
def dissect(tokeniser: PatchTokens, x: Tensor) -> Dissection:
    """Return every term of the tokens of one input, `(C, H, W)` or a film's `(F, C, H, W)`.

    Example:
        >>> import torch
        >>> from mmfusion.nn import PatchTokens
        >>> from mmfusion.tasks.sounding import dissect
        >>> tokeniser = PatchTokens(1, (4, 6), (2, 3), width=8).requires_grad_(False)
        >>> dissect(tokeniser, torch.randn(1, 4, 6)).pieces.shape  # 2 × 2 patches of 2 × 3 numbers
        (4, 6)

    """
    x = x.to(home(tokeniser))
    pictures = x if tokeniser.frames is not None else x[None]
    pieces = cut(pictures, tokeniser.patch)
    return Dissection(
        to_numpy(pieces).astype(np.float32),
        to_numpy(tokeniser.project(pieces)).astype(np.float32),
        to_numpy(tokeniser.cls[0]).astype(np.float32),
        to_numpy(tokeniser.place).astype(np.float32),
    )


@torch.inference_mode()
def as_convolution(tokeniser: PatchTokens, x: Tensor) -> FloatArray:
    """Return E x `(N, d)` of the same input as a convolution: stride = kernel = patch, a filter a row.

    Example:
        >>> import numpy as np
        >>> import torch
        >>> from mmfusion.nn import PatchTokens
        >>> from mmfusion.tasks.sounding import as_convolution, dissect
        >>> tokeniser, x = PatchTokens(1, (4, 6), (2, 3), width=8).requires_grad_(False), torch.randn(1, 4, 6)
        >>> bool(np.allclose(as_convolution(tokeniser, x), dissect(tokeniser, x).projected, atol=1e-6))
        True

    """
    x = x.to(home(tokeniser))
    pictures = x if tokeniser.frames is not None else x[None]
    kernel = tokeniser.project.weight.view(-1, pictures.shape[1], *tokeniser.patch)
    maps = F.conv2d(pictures, kernel, stride=tokeniser.patch)  # (F, d, rows, columns)
    return to_numpy(maps.permute(0, 2, 3, 1).reshape(-1, maps.shape[1])).astype(np.float32)


def likeness(*places: FloatArray) -> FloatArray:
    """Return the cosine `(M, M)` between any two of the positions of several senses, laid end to end."""
    rows = np.concatenate(places)
    unit = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return np.asarray(np.clip(unit @ unit.T, -1, 1), dtype=np.float32)


def neighbours(places: FloatArray, grid: tuple[int, int]) -> tuple[float, float]:
    """Return the mean cosine of positions `(F · rows · columns, d)` within a picture: neighbours, all others.

    Neighbours share an edge; pairs of different pictures are left out.
    """
    rows, columns = np.divmod(np.arange(grid[0] * grid[1]), grid[1])
    apart = np.abs(rows[:, None] - rows) + np.abs(columns[:, None] - columns)
    each = [likeness(part) for part in places.reshape(-1, apart.shape[0], places.shape[-1])]
    near, far = (np.mean([cosine[mask].mean() for cosine in each]) for mask in (apart == 1, apart > 1))
    return float(near), float(far)


def band_edges(mels: int = MELS, band: int = BAND, low: float = LOW, high: float = HIGH) -> tuple[float, ...]:
    """Return where bands of `band` of `mels` mel filters meet, Hz, lowest first: ``mels / band + 1`` values.

    Neighbouring mel filters are triangles that cross halfway between their centres: there a band ends.
    """
    centres = mel_to_hz(np.linspace(hz_to_mel(low), hz_to_mel(high), mels + 2))  # of filter k: k + 1
    inner = [float(centres[k] + centres[k + 1]) / 2 for k in range(band, mels, band)]
    return (low, *inner, high)
