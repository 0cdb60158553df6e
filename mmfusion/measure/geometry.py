"""Where the clouds of two views are on the sphere: gap, alignment and uniformity, hubs.

    gap          ‖mean of a − mean of b‖, of unit vectors (Liang et al., Mind the gap, NeurIPS 2022)
    alignment    E ‖a_i − b_i‖² over pairs; 0 where every pair is one place
    uniformity   ln E exp(−2 ‖x − y‖²) over different samples of one view; 0 where all are one place, near −4
                 where they are spread over a sphere of many dimensions (Wang and Isola, ICML 2020)
    hubs         how often a candidate is among the k nearest of a query, N_k; its skewness, and the share of
                 candidates that are nobody's neighbour (Radovanović, Nanopoulos and Ivanović, JMLR 11, 2010)

Intervals are of a bootstrap of samples; for uniformity, a statistic of pairs, of the samples' own means by
the delta method.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmfusion.measure.metrics import Estimate
from mmfusion.measure.retrieval import DRAWS, TIED, mean_of

FloatArray = NDArray[np.float64]


def unit(places: ArrayLike) -> FloatArray:
    """Return rows scaled to length 1; a row of noughts stays as it is.

    Example:
        >>> from mmfusion.measure.geometry import unit
        >>> unit([[3.0, 4.0]]).tolist()
        [[0.6, 0.8]]

    """
    rows = np.asarray(places, dtype=np.float64)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1.0))


def gap(a: ArrayLike, b: ArrayLike, *, seed: int = 0) -> Estimate:
    """Return the distance between the means of two clouds of paired unit vectors `(N, k)`; 0 to 2.

    The interval is of the basic bootstrap, as a distance is never below 0 and resampling only adds to it.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.geometry import gap
        >>> gap(np.tile([1.0, 0.0], (9, 1)), np.tile([0.0, 1.0], (9, 1))).to_dict(digits=2)
        {'value': 1.41, 'low': 1.41, 'high': 1.41, 'n': 9.0}

    """
    x = unit(a) - unit(b)
    value = float(np.linalg.norm(x.mean(axis=0)))
    n = len(x)
    weights = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=DRAWS) / n
    low, high = np.percentile(np.linalg.norm(weights @ x, axis=1), [2.5, 97.5])
    return Estimate(
        value, max(0.0, min(2 * value - float(high), value)), max(2 * value - float(low), value), n
    )


def centred(places: ArrayLike, mean: ArrayLike | None = None) -> FloatArray:
    """Return unit vectors with their mean taken away, of length 1 again: the gap is closed.

    Args:
        places: `(N, k)`.
        mean: `(k,)` of the unit vectors of other samples (training); their own by default.

    Example:
        >>> from mmfusion.measure.geometry import centred
        >>> centred([[0.8, 0.6], [0.8, -0.6]]).tolist()
        [[0.0, 1.0], [0.0, -1.0]]

    """
    x = unit(places)
    return unit(x - (x.mean(axis=0) if mean is None else np.asarray(mean, dtype=np.float64)))


def alignment(a: ArrayLike, b: ArrayLike, *, seed: int = 0) -> Estimate:
    """Return the mean squared distance of pairs of unit vectors `(N, k)`; 0 to 4, 2 where they know nothing.

    Example:
        >>> from mmfusion.measure.geometry import alignment
        >>> alignment([[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [1.0, 0.0]]).value
        1.0

    """
    return mean_of(((unit(a) - unit(b)) ** 2).sum(axis=1), seed=seed)


def uniformity(places: ArrayLike, *, seed: int = 0) -> Estimate:
    """Return ln E exp(−2‖x − y‖²) of unit vectors `(N, k)`, over pairs of different samples; −8 to 0.

    Raises:
        ValueError: fewer than two samples.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.geometry import uniformity
        >>> round(uniformity(np.eye(6)).value, 6), uniformity(np.eye(2)[[0] * 6]).value  # ‖x − y‖² = 2, and 0
        (-4.0, 0.0)

    """
    x = unit(places)
    if len(x) < 2:
        raise ValueError("uniformity needs two samples at least")
    near = np.exp(-2 * np.clip(2 - 2 * x @ x.T, 0.0, 4.0))
    own = (near.sum(axis=1) - np.diag(near)) / (len(x) - 1)
    mean = own.mean()
    spread = mean_of(own / mean, seed=seed)  # ln is straight enough; each pair is in two rows
    value = float(np.log(mean)) + 0.0
    return Estimate(value, value - 2 * (1 - spread.low), value + 2 * (spread.high - 1), len(x))


@dataclass(frozen=True, eq=False)
class Hubs:
    """How unevenly candidates are found.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.geometry import hubs
        >>> found = hubs(np.eye(4) + [0.0, 0.0, 0.0, 9.0], k=1)  # the last is everybody's nearest
        >>> found.counts.tolist(), found.unfound, found.largest
        ([0.0, 0.0, 0.0, 4.0], 0.75, 1.0)

    """

    counts: FloatArray
    """N_k of each candidate, `(M,)`; shares of one where similarities are equal."""
    queries: int
    skewness: Estimate
    """Of N_k; 0 where all are found alike, with its bootstrap interval over queries."""

    @property
    def unfound(self) -> float:
        """Share of candidates that are among nobody's nearest."""
        return float((self.counts == 0).mean())

    @property
    def largest(self) -> float:
        """Share of the queries that have the largest hub among their nearest."""
        return float(self.counts.max() / self.queries)


def hubs(similarity: ArrayLike, k: int = 10, *, seed: int = 0) -> Hubs:
    """Return how often each candidate is among the k nearest of the queries, for similarities `(N, M)`.

    Where similarities are equal no order is there: each of them is met by its share.

    Raises:
        ValueError: k below 1, or no matrix.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.geometry import hubs
        >>> hubs(np.eye(6), k=1).skewness.value  # each finds its own
        0.0

    """
    s = np.asarray(similarity, dtype=np.float64)
    if s.ndim != 2 or k < 1:
        raise ValueError(f"hubs need a matrix and one neighbour at least, not {s.shape} and {k}")
    own = min(k, s.shape[1])
    last = -np.partition(-s, own - 1, axis=1)[:, own - 1 : own]  # (N, 1): what the last of the k has
    above, equal = s > last + TIED, np.abs(s - last) <= TIED
    left = (own - above.sum(axis=1, keepdims=True)) / equal.sum(axis=1, keepdims=True)
    nearest = above + left * equal
    counts = nearest.sum(axis=0)
    n = len(s)
    weights = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=200)
    value, drawn = _skewness(counts[None])[0], _skewness(weights @ nearest)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Hubs(counts, n, Estimate(float(value), min(low, value), max(high, value), n))


def _skewness(counts: FloatArray) -> FloatArray:
    apart = counts - counts.mean(axis=1, keepdims=True)
    deviation = np.sqrt((apart**2).mean(axis=1))
    return np.asarray((apart**3).mean(axis=1) / np.where(deviation > 0, deviation, 1.0) ** 3)
