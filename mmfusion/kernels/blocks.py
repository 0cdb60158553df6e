"""Which variables a round works on, and the kernels' small matrices on them.

A block is the pairs that violate optimality most and the free variables of the block before (Joachims, Making
Large-Scale SVM Learning Practical, 1999; keeping free variables is what stops zigzagging). It is about as
large as the number of variables that are free at once, so that few rounds suffice and rows are read seldom.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.kernels import sums
from mmfusion.kernels.compiled import in_parts
from mmfusion.kernels.problem import Floats
from mmfusion.kernels.rows import Index, Rows


def choose(e: Floats, a: Floats, low: Floats, high: Floats, before: Index, block: int) -> tuple[Index, float]:
    """Return a block of variables, rising, and the largest violation max E (may rise) − min E (may fall).

    Args:
        e: `(n,)` gradient E.
        a: `(n,)` signed duals.
        low: `(n,)` lower bounds.
        high: `(n,)` upper bounds.
        before: the block of the round before.
        block: how many at most.

    """
    rises, falls = np.flatnonzero(a < high), np.flatnonzero(a > low)
    if not len(rises) or not len(falls):
        return np.empty(0, dtype=np.int64), 0.0
    top, bottom = e[rises].max(), e[falls].min()
    violation = float(top - bottom)
    if violation <= 0.0:
        return np.empty(0, dtype=np.int64), 0.0
    rises, falls = rises[e[rises] > bottom], falls[e[falls] < top]
    half = max((block if not len(before) else block // 2) // 2, 1)
    fresh = np.union1d(_first(rises, -e[rises], half), _first(falls, e[falls], half))
    free = before[(a[before] > low[before]) & (a[before] < high[before])]
    kept = np.setdiff1d(free, fresh, assume_unique=True)[: max(block - len(fresh), 0)]
    return np.union1d(fresh, kept).astype(np.int64), violation


def _first(index: Index, keys: Floats, count: int) -> Index:
    if len(index) <= count:
        return index
    return np.asarray(index[np.argpartition(keys, count - 1)[:count]])


class BlockMatrices:
    """The small matrices of the last two blocks, in memory that is used again: fresh pages cost more."""

    def __init__(self, rows: Rows, block: int) -> None:
        self.s, self.block = rows.s, block
        self.spaces: list[NDArray[Any]] = []
        self.last = np.empty(0, dtype=np.int64)
        self.where = np.full(rows.n, -1, dtype=np.int64)

    def of(self, gram: NDArray[Any], places: Index, chosen: Index, jobs: int) -> NDArray[Any]:
        """Return the kernels `(s, B, B)` on the block."""
        if not self.spaces:
            self.spaces = [np.empty(self.s * self.block**2, dtype=gram.dtype) for _ in range(2)]
        self.spaces.reverse()
        old, new = (
            space[: self.s * len(index) ** 2].reshape(self.s, len(index), len(index))
            for space, index in zip(self.spaces, (self.last, chosen), strict=True)
        )
        self.where[self.last] = np.arange(len(self.last))
        known = self.where[chosen]
        self.where[self.last] = -1
        self.last = chosen
        jobs = jobs if new.size > 1_000_000 else 1
        in_parts(lambda i, j: sums.gather(gram, places, chosen, old, known, new, i, j), self.s, jobs)
        return new

    def combined(
        self, gram: NDArray[Any], places: Index, chosen: Index, weights: Floats, jobs: int
    ) -> NDArray[Any]:
        """Return Σ_k weights_k K_k `(1, B, B)` on the block."""
        out = np.empty((1, len(chosen), len(chosen)), dtype=gram.dtype)
        jobs = jobs if gram.shape[0] * out.size > 1_000_000 else 1
        in_parts(lambda i, j: sums.blend(gram, places, chosen, weights, out[0], i, j), len(chosen), jobs)
        return out
