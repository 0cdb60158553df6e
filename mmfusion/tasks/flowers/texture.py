"""Texture: local binary patterns, and the filter bank MR8.

A binary pattern says which of eight neighbours are brighter (Ojala, Pietikäinen, Mäenpää, PAMI 2002);
patterns with at most two changes around the circle have a bin each, the rest share one. MR8 (Varma,
Zisserman, IJCV 2005): edge and bar filters at three scales, each the maximum over six orientations, with a
Gaussian and its Laplacian.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
RADII = (1, 2, 4)
CIRCLE = ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1))
SCALES, TURNS, REACH, CANVAS = ((1, 3), (2, 6), (4, 12)), 6, 24, 208
"""MR8: σ across and along, orientations, half the support of a filter, side of the transform (160 + 2·24)."""


@lru_cache(maxsize=1)
def uniform_bins() -> NDArray[np.int64]:
    """Return the bin, 0 to 58, of each of the 256 patterns."""
    bits = (np.arange(256)[:, None] >> np.arange(8)) & 1
    changes = np.abs(bits - np.roll(bits, 1, axis=1)).sum(axis=1)
    bins = np.full(256, 58)
    bins[changes <= 2] = np.arange(58)
    return bins


def binary_patterns(grey: Floats, weight: Floats) -> Floats:
    """Return weighted histograms of uniform patterns at three radii, joined: `(177,)`."""
    parts = []
    for radius in RADII:
        padded = np.pad(grey, radius, mode="edge")
        code = np.zeros(grey.shape, dtype=np.int64)
        for bit, (down, across) in enumerate(CIRCLE):
            top, left = radius * (1 + down), radius * (1 + across)
            code |= (padded[top : top + grey.shape[0], left : left + grey.shape[1]] > grey).astype(
                np.int64
            ) << bit
        counts = np.bincount(uniform_bins()[code].ravel(), weights=weight.ravel(), minlength=59)
        parts.append(counts / counts.sum())
    return np.concatenate(parts).astype(np.float32)


@lru_cache(maxsize=1)
def _bank() -> NDArray[np.complex64]:
    """Return the transforms of the 38 filters, `(38, 208, 105)`: 18 edges, 18 bars, Gaussian, Laplacian."""
    y, x = np.mgrid[-REACH : REACH + 1, -REACH : REACH + 1].astype(float)
    filters = []
    for order in (1, 2):
        for across, along in SCALES:
            for turn in np.pi * np.arange(TURNS) / TURNS:
                u, v = np.cos(turn) * x + np.sin(turn) * y, -np.sin(turn) * x + np.cos(turn) * y
                gauss = np.exp(-0.5 * (u / across) ** 2 - 0.5 * (v / along) ** 2)
                shape = -u / across**2 if order == 1 else u**2 / across**4 - 1 / across**2
                filters.append(gauss * shape)
    radius, sigma = x**2 + y**2, 10.0
    filters.append(np.exp(-0.5 * radius / sigma**2))
    filters.append((radius / sigma**2 - 2) / sigma**2 * np.exp(-0.5 * radius / sigma**2))
    canvas = np.zeros((len(filters), CANVAS, CANVAS))
    for own, drawn in zip(filters, canvas, strict=True):
        own = own if own is filters[-2] else own - own.mean()
        drawn[: 2 * REACH + 1, : 2 * REACH + 1] = own / np.abs(own).sum()
    canvas = np.roll(canvas, (-REACH, -REACH), axis=(1, 2))
    return np.asarray(np.fft.rfft2(canvas), dtype=np.complex64)


def maximum_responses(grey: Floats) -> Floats:
    """Return the eight responses `(H, W, 8)` of a grey picture of at most 160 px, contrast-normalised.

    Raises:
        ValueError: a larger picture.

    """
    from scipy import fft

    height, width = grey.shape
    if max(height, width) > CANVAS - 2 * REACH:
        raise ValueError(f"the filter bank reads pictures up to {CANVAS - 2 * REACH} px, not {grey.shape}")
    standard = (grey - grey.mean()) / (grey.std() + 1e-6)
    canvas = np.zeros((CANVAS, CANVAS), dtype=np.float32)
    mode = "reflect" if min(height, width) > REACH else "edge"
    canvas[: height + 2 * REACH, : width + 2 * REACH] = np.pad(standard, REACH, mode=mode)  # type: ignore[call-overload]  # one of two names
    found = fft.irfft2(fft.rfft2(canvas)[None] * _bank(), s=(CANVAS, CANVAS))
    found = found[:, REACH : REACH + height, REACH : REACH + width]
    oriented = np.abs(found[: 6 * TURNS]).reshape(6, TURNS, height, width).max(axis=1)
    answer = np.concatenate([oriented, found[6 * TURNS :]])
    length = np.sqrt((answer**2).sum(axis=0)) + 1e-6
    return np.asarray(np.moveaxis(answer * np.log1p(length / 0.03) / length, 0, -1), dtype=np.float32)
