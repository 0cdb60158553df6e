"""Softmax regression: knowledge in weights, trained to the optimum or tuned a few steps further.

    L(W) = − Σ_i c_i log softmax(s x_i W)_{y_i} / Σ c_i + λ ‖W‖² / 2

x has length 1, s is a fixed scale, c weighs items: all alike, or each class alike. Tuning on new items is
plain gradient descent from where training ended; where it goes is a path, which may leave what was known.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from mmfusion.measure.metrics import softmax

Floats = NDArray[np.floating]
Index = NDArray[np.int64]
SCALE = 10.0
"""s."""


def balanced(labels: Index) -> Floats:
    """Return weights `(n,)` by which each class counts alike, of mean 1.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning.softmax import balanced
        >>> balanced(np.array([0, 0, 0, 1])).round(2).tolist()
        [0.67, 0.67, 0.67, 2.0]

    """
    counts = np.bincount(labels)
    return np.asarray(len(labels) / (np.count_nonzero(counts) * counts[labels]))


def loss(weights: Floats, x: Floats, labels: Index, counts: Floats, penalty: float) -> tuple[float, Floats]:
    """Return L and its gradient `(d, K)`.

    Args:
        weights: W `(d, K)`.
        x: `(n, d)`.
        labels: `(n,)`.
        counts: c `(n,)`.
        penalty: λ.

    """
    p = softmax(SCALE * x @ weights)
    rows = np.arange(len(labels))
    value = -(counts * np.log(p[rows, labels] + 1e-300)).sum() / counts.sum()
    p[rows, labels] -= 1
    gradient = SCALE * x.T @ (p * counts[:, None]) / counts.sum() + penalty * weights
    return float(value + penalty * (weights**2).sum() / 2), gradient


def trained(
    x: Floats, labels: Index, classes: int, penalty: float, counts: Floats | None = None, steps: int = 100
) -> Floats:
    """Return W `(d, classes)` at the optimum, by L-BFGS.

    Args:
        x: `(n, d)`.
        labels: `(n,)`.
        classes: how many there are; those without items get weights too.
        penalty: λ.
        counts: c; all alike by default.
        steps: at most.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import softmax
        >>> w = softmax.trained(np.eye(2), np.array([0, 1]), classes=2, penalty=1e-3)
        >>> (np.eye(2) @ w).argmax(axis=1).tolist()
        [0, 1]

    """
    c = np.ones(len(labels)) if counts is None else counts
    shape = (x.shape[1], classes)

    def flat(w: Floats) -> tuple[float, Floats]:
        value, gradient = loss(w.reshape(shape), x, labels, c, penalty)
        return value, gradient.ravel()

    found = minimize(flat, np.zeros(np.prod(shape)), jac=True, method="L-BFGS-B", options={"maxiter": steps})
    return np.asarray(found.x.reshape(shape))


def tuned(weights: Floats, x: Floats, labels: Index, rate: float, stops: Sequence[int]) -> list[Floats]:
    """Return W after each number of gradient steps on items `(n, d)` alone.

    Args:
        weights: where it starts, `(d, K)`.
        x: the new items.
        labels: their classes.
        rate: of the steps.
        stops: rising numbers of steps.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import softmax
        >>> path = softmax.tuned(np.zeros((2, 2)), np.eye(2), np.array([0, 1]), rate=0.1, stops=(0, 5))
        >>> path[0].any(), (np.eye(2) @ path[1]).argmax(axis=1).tolist()
        (np.False_, [0, 1])

    """
    w, done, path = weights.copy(), 0, []
    ones = np.ones(len(labels))
    for stop in stops:
        for _ in range(stop - done):
            w = w - rate * loss(w, x, labels, ones, 0.0)[1]
        done = stop
        path.append(w)
    return path
