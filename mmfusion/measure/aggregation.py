"""Late fusion of separately trained experts: how their calibrated probabilities are joined.

Each sense's network was trained alone and calibrated alone. For senses that are independent given the
class, Bayes' rule is the product of the posteriors over the prior; the other rules are what is often done.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mmfusion.measure.metrics import cross_entropy, softmax

FloatArray = NDArray[np.float64]
AGGREGATORS = ("mean probability", "product / prior", "max", "learned weights")
_TINY = 1e-12


def aggregate(seen: FloatArray, heard: FloatArray, name: str, experts: Mapping[str, object]) -> FloatArray:
    """Return the late fusion of two calibrated experts' probabilities `(…, K)` each.

    Args:
        seen: probabilities of the picture's expert.
        heard: probabilities of the sound's expert.
        name: one of `AGGREGATORS`. The product is divided by the prior once, since both posteriors hold it;
            learned weights are exponents of the experts' probabilities.
        experts: ``prior`` `(K,)` and ``weights`` ``(visual, audio)``, as the card of `late` has them.

    Raises:
        ValueError: an unknown aggregator.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.aggregation import aggregate
        >>> seen, heard, experts = np.array([0.8, 0.2]), np.array([0.6, 0.4]), {"prior": [0.5, 0.5]}
        >>> aggregate(seen, heard, "mean probability", experts).round(3).tolist()
        [0.7, 0.3]
        >>> aggregate(seen, heard, "product / prior", experts).round(3).tolist()  # .48 : .08, two that agree
        [0.857, 0.143]

    """
    if name == "mean probability":
        return np.asarray((seen + heard) / 2)
    if name == "max":
        top = np.maximum(seen, heard)
        return np.asarray(top / top.sum(axis=-1, keepdims=True))
    log_seen, log_heard = np.log(seen + _TINY), np.log(heard + _TINY)
    if name == "product / prior":
        return softmax(log_seen + log_heard - np.log(np.asarray(experts["prior"], dtype=np.float64)))
    if name == "learned weights":
        first, second = np.asarray(experts["weights"], dtype=np.float64)
        return softmax(first * log_seen + second * log_heard)
    raise ValueError(f"unknown aggregator {name!r}: there are {', '.join(AGGREGATORS)}")


def fit_weights(seen: FloatArray, heard: FloatArray, targets: NDArray[np.int64]) -> tuple[float, float]:
    """Return the exponents of both experts that minimise the cross-entropy on validation pairs.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.aggregation import fit_weights
        >>> seen, guess = np.array([[0.8, 0.2]] * 4 + [[0.2, 0.8]]), np.array([[0.9, 0.1]] * 5)
        >>> weights = fit_weights(seen, guess, np.array([0, 0, 0, 1, 1]))
        >>> weights[0] > weights[1]  # the expert that tells the classes apart weighs more
        True

    """
    from scipy.optimize import minimize

    log_seen, log_heard = np.log(seen + _TINY), np.log(heard + _TINY)
    found = minimize(
        lambda w: cross_entropy(w[0] * log_seen + w[1] * log_heard, targets),
        x0=np.ones(2),
        bounds=[(0.0, 4.0)] * 2,
    )
    return float(found.x[0]), float(found.x[1])
