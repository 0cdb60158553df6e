"""Shape: gradients by orientation, and the dense descriptors that are read off them.

One stack of maps, ∇ split softly over eight directions, serves all of them: a 4 × 4 grid of cells (Lowe,
SIFT, IJCV 2004; normalised as Arandjelović, Zisserman, RootSIFT, CVPR 2012), DAISY's rings of ever wider
blurs (Tola, Lepetit, Fua, PAMI 2010), and the pyramid of orientation histograms PHOG (Bosch, Zisserman,
Munoz, CIVR 2007).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Index = NDArray[np.int64]
DIRECTIONS = 8
STRIDE = 4
"""Pixels between descriptors."""
RINGS = ((0, 0.0, 1.6), (8, 5.0, 1.6), (8, 10.0, 3.2), (8, 15.0, 4.8))
"""DAISY: points, radius and blur of each ring, px."""
PHOG_BINS, PHOG_LEVELS = 20, (1, 2, 4)


def orientation_maps(channel: Floats, directions: int = DIRECTIONS) -> Floats:
    """Return gradient magnitudes `(H, W, directions)` split over the two nearest directions."""
    from scipy.ndimage import gaussian_filter

    smooth = gaussian_filter(channel.astype(np.float32), 0.8)
    dy, dx = np.gradient(smooth)
    size, turn = np.hypot(dx, dy), np.arctan2(dy, dx) / (2 * np.pi) * directions
    low = np.floor(turn)
    share = turn - low
    out = np.zeros((channel.size, directions), dtype=np.float32)
    rows, first = np.arange(channel.size), (low.astype(np.int64) % directions).ravel()
    out[rows, first] = ((1 - share) * size).ravel()
    out[rows, (first + 1) % directions] += (share * size).ravel()
    return out.reshape(*channel.shape, directions)


def grid(shape: tuple[int, ...], stride: int = STRIDE) -> Index:
    """Return the points `(N, 2)`, row and column, at which descriptors are read."""
    rows = np.arange(stride // 2, shape[0], stride)
    columns = np.arange(stride // 2, shape[1], stride)
    return np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1).reshape(-1, 2)


def _read(maps: Floats, points: Index, offsets: NDArray[np.float64]) -> Floats:
    """Return maps `(N, offsets, D)` at points plus offsets; beyond the edge stands the edge."""
    at = points[:, None, :] + np.rint(offsets).astype(np.int64)
    high = np.array(maps.shape[:2]) - 1
    at = np.clip(at, 0, high)
    return maps[at[..., 0], at[..., 1]]


def rooted(descriptors: Floats) -> Floats:
    """Return descriptors `(N, d)` as square roots of shares that sum to one; flat patches stay near 0."""
    total = descriptors.sum(axis=1, keepdims=True)
    calm = 0.1 * float(total.mean()) + 1e-6
    return np.asarray(np.sqrt(descriptors / (total + calm)))


def cells(maps: Floats, points: Index, cell: int) -> Floats:
    """Return descriptors `(N, 16·D)`: 4 × 4 cells of `cell` px around each point, not yet normalised."""
    from scipy.ndimage import uniform_filter

    pooled = np.maximum(uniform_filter(maps, size=(cell, cell, 0)), 0)  # its running sum rounds below 0
    steps = (np.arange(4) - 1.5) * cell
    offsets = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 2)
    return _read(pooled, points, offsets).reshape(len(points), -1)


def daisy(maps: Floats, points: Index) -> Floats:
    """Return DAISY descriptors `(N, 25·D)`, not yet normalised."""
    from scipy.ndimage import gaussian_filter

    parts, blurred = [], {}
    for count, radius, blur in RINGS:
        if blur not in blurred:
            blurred[blur] = gaussian_filter(maps, (blur, blur, 0), truncate=3)
        turn = 2 * np.pi * np.arange(max(count, 1)) / max(count, 1)
        offsets = radius * np.stack([np.sin(turn), np.cos(turn)], axis=1)
        parts.append(_read(blurred[blur], points, offsets))
    return np.concatenate(parts, axis=1).reshape(len(points), -1)


def phog(grey: Floats, weight: Floats) -> Floats:
    """Return PHOG `(420,)`: weighted orientation histograms of the whole, its quarters and its sixteenths."""
    maps = orientation_maps(grey, PHOG_BINS) * weight[..., None]
    height, width = grey.shape
    parts = []
    for level in PHOG_LEVELS:
        rows = np.linspace(0, height, level + 1).astype(int)
        columns = np.linspace(0, width, level + 1).astype(int)
        for top, bottom in pairwise(rows):
            for left, right in pairwise(columns):
                parts.append(maps[top:bottom, left:right].sum(axis=(0, 1)))
    return np.concatenate(parts)
