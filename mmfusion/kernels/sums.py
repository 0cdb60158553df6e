"""Compiled sums over Gram matrices: blocks out of them, changes into their products, combinations.

Each takes a range of kernels or rows, so that threads can share it. They are as fast as memory is: every one
reads what it needs once, along rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.kernels.compiled import compiled

Floats = NDArray[np.float64]


@compiled
def gather(
    gram: NDArray[Any],
    places: NDArray[np.int64],
    columns: NDArray[np.int64],
    old: NDArray[Any],
    known: NDArray[np.int64],
    out: NDArray[Any],
    start: int,
    stop: int,
) -> None:
    """Write each K_k on a block into `out` `(s, B, B)`, for the kernels from `start` to `stop`.

    Args:
        gram: `(s, m, n)` rows of the kernels.
        places: `(B,)` where the block's rows lie in `gram`.
        columns: `(B,)` the block's variables.
        old: `(s, B', B')` the same for the block before, whose entries need not be fetched again.
        known: `(B,)` where each variable lies in `old`, −1 if it does not.
        out: where to write.
        start: first kernel.
        stop: one past the last kernel.

    """
    size = columns.shape[0]
    for k in range(start, stop):
        for i in range(size):
            if known[i] < 0:
                source, target = gram[k, places[i]], out[k, i]
                for j in range(size):
                    target[j] = source[columns[j]]
        for i in range(size):
            if known[i] >= 0:
                source, target = old[k, known[i]], out[k, i]
                for j in range(size):
                    target[j] = out[k, j, i] if known[j] < 0 else source[known[j]]


@compiled
def blend(
    gram: NDArray[Any],
    places: NDArray[np.int64],
    columns: NDArray[np.int64],
    weights: Floats,
    out: NDArray[Any],
    start: int,
    stop: int,
) -> None:
    """Write rows `start` to `stop` of Σ_k weights_k K_k on a block into `out` `(B, B)`; see `gather`."""
    size = columns.shape[0]
    row = np.empty(size)
    for i in range(start, stop):
        for j in range(size):
            row[j] = 0.0
        for k in range(weights.shape[0]):
            beta = weights[k]
            if beta != 0.0:
                source = gram[k, places[i]]
                for j in range(size):
                    row[j] += beta * source[columns[j]]
        for j in range(size):
            out[i, j] = row[j]


@compiled
def spread(
    gram: NDArray[Any], rows: NDArray[np.int64], change: Floats, f: Floats, start: int, stop: int
) -> None:
    """Add Σ_i change_i · gram[k, rows_i] to f[k] `(n,)` for the kernels from `start` to `stop`.

    Four rows a sweep, so that f is read and written a quarter as often.
    """
    n = f.shape[1]
    count = rows.shape[0]
    for k in range(start, stop):
        i = 0
        while i + 4 <= count:
            r0, r1, r2, r3 = rows[i], rows[i + 1], rows[i + 2], rows[i + 3]
            c0, c1, c2, c3 = change[i], change[i + 1], change[i + 2], change[i + 3]
            for t in range(n):
                f[k, t] += (
                    c0 * gram[k, r0, t] + c1 * gram[k, r1, t] + c2 * gram[k, r2, t] + c3 * gram[k, r3, t]
                )
            i += 4
        while i < count:
            r0, c0 = rows[i], change[i]
            for t in range(n):
                f[k, t] += c0 * gram[k, r0, t]
            i += 1


@compiled
def combine(gram: NDArray[Any], weights: Floats, out: NDArray[Any], start: int, stop: int) -> None:
    """Write Σ_k weights_k gram[k] into `out` `(n, n)`, rows from `start` to `stop`."""
    n = out.shape[1]
    for i in range(start, stop):
        for t in range(n):
            out[i, t] = 0.0
        for k in range(weights.shape[0]):
            beta = weights[k]
            if beta != 0.0:
                for t in range(n):
                    out[i, t] += beta * gram[k, i, t]
