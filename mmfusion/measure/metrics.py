"""Metrics with intervals: macro accuracy, cross-entropy, AUROC, two-way bootstrap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Estimate:
    """A figure and its 95 % interval.

    Example:
        >>> from mmfusion.measure.metrics import Estimate
        >>> Estimate(value=0.91234, low=0.89, high=0.93, n=500).to_dict(digits=3)
        {'value': 0.912, 'low': 0.89, 'high': 0.93, 'n': 500.0}

    """

    value: float
    low: float
    high: float
    n: int

    def to_dict(self, digits: int = 4) -> dict[str, float]:
        """Return a JSON-ready mapping."""
        return {k: round(float(v), digits) for k, v in vars(self).items()}


def softmax(logits: NDArray[np.floating], temperature: float = 1.0) -> FloatArray:
    """Return the softmax of logits over temperature, along the last axis.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.metrics import softmax
        >>> softmax(np.log([1.0, 3.0])).round(3).tolist()
        [0.25, 0.75]
        >>> softmax(np.log([1.0, 3.0]), temperature=2.0).round(3).tolist()  # hotter is less certain
        [0.366, 0.634]

    """
    z = np.asarray(logits, dtype=np.float64) / temperature
    z = z - z.max(axis=-1, keepdims=True)
    e = np.exp(z)
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


def cross_entropy(logits: NDArray[np.floating], targets: IntArray, temperature: float = 1.0) -> float:
    """Return the mean negative log-likelihood in nats of `targets` `(N,)` under `logits` `(N, K)`.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.metrics import cross_entropy
        >>> round(cross_entropy(np.zeros((5, 3)), np.array([0, 1, 2, 0, 1])), 4)  # ln 3: no idea
        1.0986

    """
    p = softmax(logits, temperature)
    return float(-np.log(np.maximum(p[np.arange(len(targets)), targets], 1e-12)).mean())


def auroc(scores: FloatArray, positive: NDArray[np.bool_]) -> float:
    """Return the probability that a positive scores above a negative, ties halved (Mann, Whitney 1947).

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.metrics import auroc
        >>> auroc(np.array([0.9, 0.4, 0.6, 0.1]), np.array([True, True, False, False]))  # 3 of 4 pairs
        0.75

    """
    from scipy.stats import rankdata

    ranks = rankdata(scores)
    n = int(positive.sum())
    m = len(scores) - n
    if n == 0 or m == 0:
        return float("nan")
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * m))


def macro(right: NDArray[np.floating], targets: IntArray, weights: FloatArray, classes: int) -> FloatArray:
    """Return the mean over classes of the weighted mean of `right` `(..., N)` for weights `(R, N)`: `(R,)`.

    Only the targets below `classes` count; a class without weight in a draw is left out of that draw.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.metrics import macro
        >>> right, targets = np.array([1.0, 1.0, 1.0, 0.0]), np.array([0, 0, 0, 1])
        >>> macro(right, targets, np.ones((1, 4)), classes=2).tolist()  # each class counts once
        [0.5]

    """
    member = (targets[:, None] == np.arange(classes)).astype(np.float64)  # (N, K)
    total = weights @ member
    hit = (weights * right) @ member
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(total > 0, hit / total, 0.0)
        return np.asarray(shares.sum(axis=1) / (total > 0).sum(axis=1))


def two_way_weights(
    first: Sequence[str], second: Sequence[str] | None, draws: int = 1000, seed: int = 0
) -> FloatArray:
    """Return bootstrap weights `(draws, N)` over two crossed groupings: the pigeonhole bootstrap.

    Groups of pictures and groups of recordings are drawn with replacement, each on its own; a pair counts
    as often as both of its groups were drawn. Owen, The pigeonhole bootstrap, Ann. Appl. Stat. 1 (2007).

    Example:
        >>> from mmfusion.measure.metrics import two_way_weights
        >>> weights = two_way_weights(["a", "a", "b"], ["x", "y", "y"], draws=4)
        >>> weights.shape, float(two_way_weights(["a"], ["x"], draws=2).mean())
        ((4, 3), 1.0)

    """
    rng = np.random.default_rng(seed)
    weights = np.ones((draws, len(first)))
    for names in (first, second):
        if names is None:
            continue
        unique, index = np.unique(np.asarray(names), return_inverse=True)
        counts = rng.multinomial(len(unique), np.full(len(unique), 1 / len(unique)), size=draws)
        weights *= counts[:, index]
    return weights


def macro_estimate(
    right: NDArray[np.bool_], targets: IntArray, weights: FloatArray, classes: int
) -> Estimate:
    """Return macro accuracy with the interval that the bootstrap `weights` give.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.metrics import macro_estimate, two_way_weights
        >>> right, targets = np.array([True] * 8 + [False] * 2), np.array([0, 1] * 5)
        >>> weights = two_way_weights([str(i) for i in range(10)], None)
        >>> found = macro_estimate(right, targets, weights, classes=2)
        >>> found.value, found.low < found.value < found.high, found.n
        (0.8, True, 10)

    """
    value = macro(right.astype(float), targets, np.ones((1, len(targets))), classes)[0]
    draws = macro(right.astype(float), targets, weights, classes)
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    return Estimate(float(value), float(low), float(high), int((targets < classes).sum()))


def macro_difference(
    right: NDArray[np.bool_],
    other: NDArray[np.bool_],
    targets: IntArray,
    weights: FloatArray,
    classes: int,
) -> Estimate:
    """Return the paired difference of macro accuracies, first minus second, with its interval.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.metrics import macro_difference, two_way_weights
        >>> right, targets = np.array([True] * 8 + [False] * 2), np.array([0, 1] * 5)
        >>> weights = two_way_weights([str(i) for i in range(10)], None)
        >>> macro_difference(right, right, targets, weights, classes=2).to_dict()  # paired
        {'value': 0.0, 'low': 0.0, 'high': 0.0, 'n': 10.0}

    """
    return macro_estimate_of(right.astype(float) - other.astype(float), targets, weights, classes)


def macro_estimate_of(
    values: NDArray[np.floating], targets: IntArray, weights: FloatArray, classes: int
) -> Estimate:
    """Return the macro mean of any per-pair value with its bootstrap interval.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.metrics import macro_estimate_of, two_way_weights
        >>> nats, targets = np.array([0.1, 0.3, 0.2, 0.6]), np.array([0, 0, 1, 1])
        >>> weights = two_way_weights(["a", "b", "c", "d"], None)
        >>> round(macro_estimate_of(nats, targets, weights, classes=2).value, 2)
        0.3

    """
    value = macro(values, targets, np.ones((1, len(targets))), classes)[0]
    low, high = np.nanpercentile(macro(values, targets, weights, classes), [2.5, 97.5])
    return Estimate(float(value), float(low), float(high), int((targets < classes).sum()))


def mean_estimate(values: FloatArray) -> Estimate:
    """Return the mean of independent values `(N,)` with its normal 95 % interval.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.metrics import mean_estimate
        >>> mean_estimate(np.array([1.0, 2.0, 3.0])).to_dict(digits=3)  # 2 ± 1.96 / √3
        {'value': 2.0, 'low': 0.868, 'high': 3.132, 'n': 3.0}

    """
    half = 1.96 * float(values.std(ddof=1)) / float(np.sqrt(values.size))
    value = float(values.mean())
    return Estimate(value, value - half, value + half, values.size)


def student(values: Sequence[float]) -> Estimate:
    """Return the mean of a few values, of seeds or of splits, with Student's 95 % interval; of one as it is.

    Example:
        >>> from mmfusion.measure.metrics import student
        >>> student([1.0, 2.0, 3.0]).to_dict(digits=3)  # 2 ± 4.303 / √3
        {'value': 2.0, 'low': -0.484, 'high': 4.484, 'n': 3.0}

    """
    from scipy.stats import t

    found = np.asarray(values, dtype=np.float64)
    value = float(found.mean())
    if len(found) < 2:
        return Estimate(value, value, value, len(found))
    half = float(t.ppf(0.975, len(found) - 1) * found.std(ddof=1) / np.sqrt(len(found)))
    return Estimate(value, value - half, value + half, len(found))


def share(hits: int, count: int) -> Estimate:
    """Return a share of independent trials with Wilson's 95 % interval (Wilson, JASA 22, 1927).

    Example:
        >>> from mmfusion.measure.metrics import share
        >>> share(95, 100).to_dict(digits=3)
        {'value': 0.95, 'low': 0.888, 'high': 0.978, 'n': 100.0}

    """
    z = 1.96
    p = hits / count
    middle = (p + z * z / (2 * count)) / (1 + z * z / count)
    half = z * np.sqrt(p * (1 - p) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return Estimate(p, float(middle - half), float(middle + half), count)


def paired(right: NDArray[np.bool_], other: NDArray[np.bool_]) -> Estimate:
    """Return the difference of two accuracies on the same examples with its 95 % interval.

    Agresti and Min, Simple improved confidence intervals for comparing matched proportions, Statistics in
    Medicine 24 (2005): half an example is added to each cell of the table, so that no difference at all still
    has a width.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.metrics import paired
        >>> found = paired(np.array([True] * 9 + [False]), np.array([True] * 5 + [False] * 5))
        >>> found.value, found.low < found.value < found.high, found.n
        (0.4, True, 10)

    """
    n = right.size
    only, instead = int((right & ~other).sum()), int((~right & other).sum())
    value, centre = (only - instead) / n, (only - instead) / (n + 2)
    half = 1.96 * float(np.sqrt(((only + instead + 1) / (n + 2) - centre**2) / (n + 2)))
    return Estimate(value, min(centre - half, value), max(centre + half, value), n)


def exact_share(hits: int, count: int) -> Estimate:
    """Return a share of independent trials with its exact 95 % interval: for counts that are small.

    Clopper and Pearson, The use of confidence or fiducial limits, Biometrika 26, 1934.

    Example:
        >>> from mmfusion.measure.metrics import exact_share
        >>> found = exact_share(0, 10)
        >>> found.low, round(found.high, 4)  # 1 − .025 ** (1 / 10)
        (0.0, 0.3085)

    """
    from scipy.special import betaincinv

    if not 0 <= hits <= count or count < 1:
        raise ValueError(f"{hits} of {count} is no share")
    low = float(betaincinv(hits, count - hits + 1, 0.025)) if hits else 0.0
    high = float(betaincinv(hits + 1, count - hits, 0.975)) if hits < count else 1.0
    return Estimate(hits / count, low, high, count)
