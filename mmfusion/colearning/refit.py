"""Least squares solved anew: what weights would answer had some items been there, or not been there.

Weights of least squares on one-hot targets are W = A⁻¹XᵀY with A = XᵀX + λI. If a set S of items joins or
leaves (c_i = +1, −1), Woodbury's identity gives the answer to a question q without solving again,

    s'(q) = s(q) + g (C⁻¹ + G)⁻¹ (Y_S − s(X_S)),    g = qᵀA⁻¹X_Sᵀ,   G = X_S A⁻¹ X_Sᵀ,

with as many unknowns as items changed: exact, not a first-order influence. For one item that leaves it is the
residual of leave-one-out, (y_i − s_i) / (1 − G_ii) (Allen's PRESS, 1974).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mmfusion.measure.metrics import softmax

Floats = NDArray[np.floating]
Index = NDArray[np.int64]
TEMPERATURES = tuple(float(t) for t in np.geomspace(0.02, 0.5, 25))


@dataclass(frozen=True, eq=False)
class Around:
    """What the weights know of a question and of items near it: enough to change any of these.

    Attributes:
        scores: `(K,)` of the question.
        reach: g, `(m,)`.
        gram: G, `(m, m)`.
        residuals: `(m, K)`, Y − s(X) of the items.

    """

    scores: Floats
    reach: Floats
    gram: Floats
    residuals: Floats

    def changed(self, joining: list[int], leaving: list[int]) -> Floats:
        """Return the scores `(K,)` once some of the m items have joined and others have left."""
        some = [*joining, *leaving]
        if not some:
            return self.scores
        signs = np.diag([1.0] * len(joining) + [-1.0] * len(leaving))
        solved = np.linalg.solve(signs + self.gram[np.ix_(some, some)], self.residuals[some])
        return np.asarray(self.scores + self.reach[some] @ solved)


class Refit:
    """A least-squares classifier that can say what it would be with other items.

    Args:
        features: `(n, d)`.
        labels: `(n,)`.
        classes: how many there are, K.
        penalty: λ > 0.

    Attributes:
        temperature: of probabilities softmax(s / T), by the likelihood of leave-one-out.

    Raises:
        ValueError: λ ≤ 0.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import Refit
        >>> x, y = np.random.default_rng(0).normal(size=(30, 4)), np.arange(30) % 3
        >>> question, fewer = x[:1], Refit(x[1:], y[1:], 3, penalty=1.0)
        >>> around = Refit(x, y, 3, penalty=1.0).around(question[0], question, y[:1])
        >>> bool(np.allclose(around.changed([], [0]), fewer.scores(question)[0]))
        True

    """

    def __init__(self, features: Floats, labels: Index, classes: int, penalty: float) -> None:
        if not penalty > 0:
            raise ValueError(f"the penalty λ must be positive, not {penalty}")
        self.classes = classes
        target = np.eye(classes)[labels]
        x = features.astype(np.float64)
        self.inverse = np.linalg.inv(x.T @ x + penalty * np.eye(x.shape[1]))
        self.weights = self.inverse @ x.T @ target
        leverage = np.einsum("nd,de,ne->n", x, self.inverse, x)[:, None]
        left = target - (target - x @ self.weights) / (1 - leverage)  # as the others foretell it

        def likelihood(temperature: float) -> float:
            return float(np.log(softmax(left, temperature)[np.arange(len(labels)), labels] + 1e-12).mean())

        self.temperature = max(TEMPERATURES, key=likelihood)

    def scores(self, questions: Floats) -> Floats:
        """Return s `(Q, K)`."""
        return np.asarray(questions @ self.weights)

    def shares(self, questions: Floats) -> Floats:
        """Return probabilities `(Q, K)`."""
        return softmax(self.scores(questions), self.temperature)

    def around(self, question: Floats, items: Floats, labels: Index) -> Around:
        """Return what is known of a question `(d,)` and of m items `(m, d)`, stored or not."""
        half = items @ self.inverse
        return Around(
            self.scores(question[None])[0],
            half @ question,
            half @ items.T,
            np.eye(self.classes)[labels] - self.scores(items),
        )
