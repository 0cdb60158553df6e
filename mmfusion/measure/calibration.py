"""Calibration: how sure a network may be, p = softmax(z / T), and how far off its confidence is.

In β = 1 / T the cross-entropy is convex: its derivative Σ_i w_i (Σ_k p_ik z_ik − z_iy) never falls. So T is
the root of the derivative, found without a range to search (Guo et al., On Calibration of Modern Neural
Networks, ICML 2017, §4.2). Two kinds of examples leave no root, and then T is no optimum and says so: where
every answer is right any T > 0 is too hot, and where answers are no better than chance no T is hot enough.

A network that never errs on clean examples says nothing about how sure it may be of spoiled ones: half of the
weight is on clean examples, half on spoiled ones (`fit_on_halves`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mmfusion.measure.metrics import Estimate, softmax

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Answered = tuple[NDArray[np.floating], IntArray]
"""Logits `(N, K)` and what is true `(N,)`."""
Limit = Literal["", "no error", "no better than chance"]
"""Why a temperature is no optimum; empty where it is one."""
FLAT = 0.01
"""Where answers are no better than chance, log-probabilities differ by no more than this."""
BINS = 15


@dataclass(frozen=True)
class Temperature:
    """What logits are divided by, and why it is no optimum if it is none."""

    value: float
    limit: Limit = ""


def fit_temperature(
    logits: NDArray[np.floating], targets: IntArray, weights: NDArray[np.floating] | None = None
) -> Temperature:
    """Return the temperature that minimises the cross-entropy on held-out examples.

    Where every answer is right it is 1: the network's own confidence, never more. Where answers are no better
    than chance it makes all of them as good as equal.

    Args:
        logits: `(N, K)`.
        targets: `(N,)`.
        weights: of the examples, `(N,)`; all count the same by default.

    Raises:
        ValueError: no example has any weight.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.calibration import fit_temperature
        >>> logits, targets = np.array([[4.0, 0.0]] * 4), np.array([0, 0, 0, 1])  # 98 % said
        >>> round(fit_temperature(logits, targets).value, 2)  # 4 / ln 3
        3.64
        >>> fit_temperature(logits, np.array([0, 0, 0, 0]))
        Temperature(value=1.0, limit='no error')
        >>> fit_temperature(logits, np.array([1, 0, 0, 1])).limit
        'no better than chance'

    """
    from scipy.optimize import brentq

    z = np.asarray(logits, dtype=np.float64)
    z = z - z.max(axis=1, keepdims=True)
    w = np.ones(len(z)) if weights is None else np.asarray(weights, dtype=np.float64)
    z, w, y = z[w > 0], w[w > 0] / max(w.sum(), np.finfo(float).tiny), np.asarray(targets)[w > 0]
    if not len(z):
        raise ValueError("a temperature needs held-out examples: there are none")
    true = z[np.arange(len(y)), y]  # how far behind the largest logit, 0 where the answer is right
    if not true.any():
        return Temperature(1.0, "no error")

    def slope(beta: float) -> float:
        return float(w @ ((softmax(beta * z) * z).sum(axis=1) - true))

    flattest = max(1.0, float(-z.min()) / FLAT)
    if slope(1 / flattest) >= 0:
        return Temperature(flattest, "no better than chance")
    sharp = 1.0
    while slope(sharp) < 0:  # ends: as β grows the slope tends to what wrong answers are behind by
        sharp *= 2
    return Temperature(1 / float(brentq(slope, 1 / flattest, sharp, rtol=1e-10)))


def fit_on_halves(clean: Answered, spoiled: Answered) -> Temperature:
    """Return the temperature of clean and of spoiled examples, half the weight on each.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.calibration import fit_on_halves, fit_temperature
        >>> logits = np.array([[4.0, 0.0]] * 4)
        >>> clean, spoiled = (logits, np.array([0, 0, 0, 0])), (logits, np.array([0, 0, 1, 1]))
        >>> fit_temperature(*clean).limit, round(fit_on_halves(clean, spoiled).value, 2)  # 3 of 4: 4 / ln 3
        ('no error', 3.64)

    """
    weights = [np.full(len(y), 0.5 / max(len(y), 1)) for _, y in (clean, spoiled)]
    logits, targets = (np.concatenate(parts) for parts in zip(clean, spoiled, strict=True))
    return fit_temperature(logits, targets, np.concatenate(weights))


def expected_calibration_error(probabilities: FloatArray, targets: IntArray, bins: int = BINS) -> float:
    """Return the ECE: |accuracy − confidence| averaged over equal-width bins of confidence.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.calibration import expected_calibration_error
        >>> says = np.array([[0.9, 0.1]] * 4)
        >>> round(expected_calibration_error(says, np.array([0, 0, 0, 1])), 2)  # 90 % said, 75 % right
        0.15

    """
    return float(_errors(probabilities, targets, np.ones((1, len(targets))), bins)[0])


def calibration_error(
    probabilities: FloatArray, targets: IntArray, weights: FloatArray, bins: int = BINS
) -> Estimate:
    """Return the expected calibration error with the 95 % interval of bootstrap `weights` `(draws, N)`.

    Drawn examples scatter more than the examples themselves, and |·| turns scatter into error: the draws lie
    above the value by about that. So they are moved back onto it before their percentiles are read.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.calibration import calibration_error
        >>> from mmfusion.measure.metrics import two_way_weights
        >>> says, true = np.array([[0.9, 0.1]] * 40), np.array([0, 0, 0, 1] * 10)
        >>> found = calibration_error(says, true, two_way_weights([str(i) for i in range(40)], None))
        >>> round(found.value, 2), found.low < found.value < found.high
        (0.15, True)

    """
    value = expected_calibration_error(probabilities, targets, bins)
    draws = _errors(probabilities, targets, weights, bins)
    low, high = np.percentile(draws - draws.mean() + value, [2.5, 97.5])
    return Estimate(value, max(0.0, min(float(low), value)), max(float(high), value), len(targets))


def _errors(probabilities: FloatArray, targets: IntArray, weights: FloatArray, bins: int) -> FloatArray:
    """Return the ECE under each row of weights `(R, N)`: `(R,)`."""
    confidence = probabilities.max(axis=1)
    gap = (probabilities.argmax(axis=1) == targets) - confidence
    member = np.minimum((confidence * bins).astype(int), bins - 1)[:, None] == np.arange(bins)  # (N, bins)
    return np.asarray(np.abs(weights @ (member * gap[:, None])).sum(axis=1) / weights.sum(axis=1))
