"""Retrieval: is a query's partner among the first k that are found? With ties by chance, and intervals.

Similarities are `(N, M)`, a query a row, a candidate a column. Without groups the partner of query i is
candidate i. Where similarities are equal no order is there: the figure is then the expectation over random
orders, so that a space in which everything has one place is at chance, not at 0 or 1.

CSLS (Conneau et al., Word translation without parallel data, ICLR 2018) takes from each similarity how near
either end is to its own nearest in the other view; a candidate that is near everything, a hub, loses.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmfusion.measure.metrics import Estimate, macro_estimate_of, two_way_weights

FloatArray = NDArray[np.float64]
DRAWS = 1000
"""Bootstrap draws of queries."""
TIED = 1e-6
"""Similarities no further apart are equal: two names with one vector differ by rounding alone, and which of
them comes first would depend on the machine."""


def cosine(a: ArrayLike, b: ArrayLike) -> FloatArray:
    """Return the cosines of rows `(N, d)` with rows `(M, d)`, `(N, M)`; a row of noughts has 0 with all.

    Example:
        >>> from mmfusion.measure.retrieval import cosine
        >>> cosine([[3.0, 4.0]], [[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]]).round(2).tolist()
        [[0.6, 0.8, 0.0]]

    """
    return np.asarray(_unit(a) @ _unit(b).T)


def _unit(x: ArrayLike) -> FloatArray:
    rows = np.asarray(x, dtype=np.float64)
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1.0))


def found_within(
    similarity: ArrayLike,
    k: int,
    groups: NDArray[Any] | None = None,
    candidates: NDArray[Any] | None = None,
) -> FloatArray:
    """Return for each query whether a partner is among the first k, `(N,)`; in between where there are ties.

    Args:
        similarity: `(N, M)`.
        k: how many are looked at; more than M are M.
        groups: `(N,)` of the queries: candidates of the same group are partners; None for row i and column i.
        candidates: `(M,)` groups of the candidates; those of the queries where none are given.

    Raises:
        ValueError: forms that do not fit, a query without a partner, k below 1, similarities that are NaN.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.retrieval import found_within
        >>> found_within([[0.9, 0.1], [0.8, 0.2]], 1).tolist()  # the second query finds the first's partner
        [1.0, 0.0]
        >>> found_within(np.zeros((4, 4)), 1).tolist()  # nothing is known: chance
        [0.25, 0.25, 0.25, 0.25]

    """
    s = np.asarray(similarity, dtype=np.float64)
    if s.ndim != 2 or np.isnan(s).any():
        raise ValueError(f"similarities must be a matrix without NaN; their form is {s.shape}")
    if k < 1:
        raise ValueError(f"one candidate at least must be looked at, not {k}")
    partner = partners(s.shape, groups, candidates)
    best = np.where(partner, s, -np.inf).max(axis=1, keepdims=True)
    above = (s > best + TIED).sum(axis=1)
    equal = np.abs(s - best) <= TIED
    others = (equal & ~partner).sum(axis=1)
    tied = others + (equal & partner).sum(axis=1)
    left = np.clip(k - above, 0, tied)
    missed = np.ones(len(s))
    for place in range(int(left.max(initial=0))):  # no partner at any of the places that are left
        drawn = np.maximum(others - place, 0) / np.maximum(tied - place, 1)
        missed *= np.where(place < left, drawn, 1.0)
    return np.asarray(1.0 - missed)


def partners(
    shape: tuple[int, ...],
    groups: NDArray[Any] | None = None,
    candidates: NDArray[Any] | None = None,
) -> NDArray[np.bool_]:
    """Return which candidates are a query's partners, `(N, M)`.

    Raises:
        ValueError: forms that do not fit, or a query without a partner.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.retrieval import partners
        >>> partners((2, 2), np.array(["dog", "dog"])).tolist()
        [[True, True], [True, True]]

    """
    if groups is None:
        if shape[0] != shape[1]:
            raise ValueError(f"without groups query i belongs to candidate i: {shape} is not square")
        return np.eye(shape[0], dtype=bool)
    own = groups if candidates is None else candidates
    if (len(groups), len(own)) != tuple(shape):
        raise ValueError(f"{len(groups)} and {len(own)} groups do not fit similarities {shape}")
    found = np.asarray(groups)[:, None] == np.asarray(own)[None, :]
    if not found.any(axis=1).all():
        raise ValueError("a query has no partner among the candidates")
    return np.asarray(found)


def recall(similarity: ArrayLike, k: int, groups: NDArray[Any] | None = None, *, seed: int = 0) -> Estimate:
    """Return R@k, the share of queries with a partner among the first k, with its bootstrap interval.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.retrieval import recall
        >>> recall(np.eye(50), 1).to_dict()
        {'value': 1.0, 'low': 1.0, 'high': 1.0, 'n': 50.0}

    """
    return mean_of(found_within(similarity, k, groups), seed=seed)


def recall_difference(
    similarity: ArrayLike,
    other: ArrayLike,
    k: int,
    groups: NDArray[Any] | None = None,
    *,
    seed: int = 0,
) -> Estimate:
    """Return R@k of the first less that of the second, paired by query, with its bootstrap interval.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.retrieval import recall_difference
        >>> round(recall_difference(np.eye(50), np.zeros((50, 50)), 5).value, 2)  # against chance
        0.9

    """
    return mean_of(found_within(similarity, k, groups) - found_within(other, k, groups), seed=seed)


def mean_of(values: ArrayLike, *, seed: int = 0) -> Estimate:
    """Return the mean of one value a query `(N,)`, with the interval of a bootstrap of the queries.

    Example:
        >>> from mmfusion.measure.retrieval import mean_of
        >>> found = mean_of([0.0, 1.0] * 50)
        >>> found.value, found.low < 0.5 < found.high
        (0.5, True)

    """
    own = np.asarray(values, dtype=np.float64)
    weights = two_way_weights([str(i) for i in range(len(own))], None, draws=DRAWS, seed=seed)
    return macro_estimate_of(own, np.zeros(len(own), dtype=np.int64), weights, classes=1)


def csls(similarity: ArrayLike, k: int = 10) -> FloatArray:
    """Return 2 s(x, y) − r(x) − r(y), r the mean similarity to the k nearest of the other view, `(N, M)`.

    It looks at all queries at once: it is transductive, and a single query gets another answer.

    Raises:
        ValueError: k below 1.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.retrieval import csls
        >>> s = np.array([[0.5, 0.6], [0.1, 0.7]])  # the second candidate is near everything
        >>> s.argmax(axis=1).tolist(), csls(s, k=2).argmax(axis=1).tolist()
        ([1, 1], [0, 1])

    """
    s = np.asarray(similarity, dtype=np.float64)
    if k < 1:
        raise ValueError(f"one neighbour at least, not {k}")

    def nearest(rows: FloatArray) -> FloatArray:
        own = min(k, rows.shape[1])
        return np.asarray(np.partition(rows, -own, axis=1)[:, -own:].mean(axis=1))

    return np.asarray(2 * s - nearest(s)[:, None] - nearest(s.T)[None, :])
