"""Where a solver takes rows of Gram matrices from: an array, or the features, a block at a time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Index = NDArray[np.int64]


class Rows(Protocol):
    """s symmetric kernels on n samples, readable by rows."""

    s: int
    n: int

    def block(self, rows: Index) -> tuple[NDArray[Any], Index]:
        """Return an array `(s, m, n)` and where in its second axis each of `rows` lies."""


class StoredRows:
    """Rows of Gram matrices `(s, n, n)` that are in memory; nothing is copied."""

    def __init__(self, grams: NDArray[Any]) -> None:
        self.grams = grams
        self.s, self.n = grams.shape[:2]

    def block(self, rows: Index) -> tuple[NDArray[Any], Index]:
        """Return all of it, and the rows themselves."""
        return self.grams, rows


class ComputedRows:
    """Rows computed when they are asked for, the last ones kept: n beyond what Gram matrices' memory allows.

    Args:
        compute: rows `(m,)` -> their kernel values `(s, m, n)`, float32.
        s: number of kernels.
        n: number of samples.
        cache_bytes: how much memory the kept rows may take.

    Raises:
        ValueError: a cache smaller than one block of 2 rows.

    """

    def __init__(
        self, compute: Callable[[Index], NDArray[np.float32]], s: int, n: int, cache_bytes: int
    ) -> None:
        self.compute, self.s, self.n = compute, s, n
        self.room = int(cache_bytes // (4 * s * n))
        if self.room < 2:
            raise ValueError(
                f"the cache must hold two rows of {4 * s * n} bytes at least, not {cache_bytes} bytes"
            )
        self._kept: OrderedDict[int, int] = OrderedDict()
        self._values = np.empty((s, 0, n), dtype=np.float32)
        self.asked = 0
        self.computed = 0

    def block(self, rows: Index) -> tuple[NDArray[Any], Index]:
        """Return the rows `(s, m, n)`, from the cache where it has them."""
        self.asked += len(rows)
        if len(rows) > self.room:  # more than fits: compute, keep nothing
            self.computed += len(rows)
            return self.compute(rows), np.arange(len(rows))
        if not self._values.shape[1]:
            self._values = np.empty((self.s, self.room, self.n), dtype=np.float32)
        missing = [int(r) for r in rows if int(r) not in self._kept]
        for row in rows:
            if int(row) in self._kept:
                self._kept.move_to_end(int(row))
        if missing:
            self.computed += len(missing)
            fresh = self.compute(np.asarray(missing, dtype=np.int64))
            for place, row in enumerate(missing):
                full = len(self._kept) == self.room
                slot = self._kept.popitem(last=False)[1] if full else len(self._kept)
                self._kept[row] = slot
                self._values[:, slot] = fresh[:, place]
        return self._values, np.asarray([self._kept[int(r)] for r in rows], dtype=np.int64)
