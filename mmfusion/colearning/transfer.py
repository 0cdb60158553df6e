"""Pretrain on two modalities, fine-tune on one: what unlabelled pairs are worth in labels.

Pairs (x, t) of two modalities, without labels, teach an encoder of x alone: ridge regression to the other
modality,

    f(x) = Wᵀ(x − x̄) + t̄,   W = argmin ‖(X − x̄)W − (T − t̄)‖² + λ n s̄² ‖W‖²,

with s̄² the mean squared length of the centred x, so that one λ suits every scale (Socher et al., Zero-shot
learning through cross-modal transfer, 2013, learn such a map from pictures to words). A few labelled x then
teach a linear classifier of f(x), ridge regression to one-hot labels; t is never seen again. `choose_encoder`
and `choose_classifier` take the λ that is best on validation, the same for every arm that is compared.

What would give the gain away as something else: the same encoder from shuffled pairs, or from a denoising
autoencoder of x (Chen et al., Marginalized denoising autoencoders, 2012), the same ridge without the other
modality. `alike` makes pairings that know less or more than who belongs to whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Index = NDArray[np.int64]
Pairing = Literal["true", "same class", "random"]
PAIRINGS: tuple[Pairing, ...] = get_args(Pairing)
PENALTIES = tuple(float(10.0**k) for k in np.arange(-5, 3.1, 0.5))
"""What λ is chosen among."""


@dataclass(frozen=True, eq=False)
class AffineMap:
    """An affine map, `z = x W + b`: `weight` `(d, k)`, `bias` `(k,)`."""

    weight: Floats
    bias: Floats

    def __call__(self, x: NDArray[np.floating]) -> Floats:
        """Return `(n, k)` of `x` `(n, d)`."""
        return np.asarray(x @ self.weight + self.bias, dtype=np.float64)


class RidgePath:
    """Ridge regressions of any targets on one `x`, at any λ: one decomposition for all of them.

    Args:
        x: `(n, d)`, the rows to learn from.

    Raises:
        ValueError: no rows.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import RidgePath
        >>> x = np.array([[0.0], [1.0], [2.0]])
        >>> line = RidgePath(x)(np.array([[1.0], [3.0], [5.0]]), penalty=1e-9)
        >>> line(np.array([[10.0]])).round(3).tolist()
        [[21.0]]

    """

    def __init__(self, x: NDArray[np.floating]) -> None:
        if not len(x):
            raise ValueError("there are no rows to learn from")
        self.mean = np.asarray(x.mean(axis=0), dtype=np.float64)
        centred = np.asarray(x - self.mean, dtype=np.float64)
        if len(x) <= x.shape[1]:  # W = Xᵀ (X Xᵀ + λ)⁻¹ T
            values, left = np.linalg.eigh(centred @ centred.T)
            self.right, self.reads = centred.T @ left, left.T
        else:  # W = (Xᵀ X + λ)⁻¹ Xᵀ T
            values, self.right = np.linalg.eigh(centred.T @ centred)
            self.reads = self.right.T @ centred.T
        self.values = np.maximum(values, 0)
        self.scale = max(float(self.values.sum()), 1e-300)
        """n s̄²: of centred rows, the sum of squared lengths."""

    def __call__(self, targets: NDArray[np.floating], penalty: float) -> AffineMap:
        """Return the map to targets `(n, k)`.

        Args:
            targets: one row for each row of x.
            penalty: λ, above 0.

        Raises:
            ValueError: another number of rows, or λ of 0 or less.

        """
        inner, middle = self._inner(targets)
        weight = self.right @ (inner / self._damped(penalty)[:, None])
        return AffineMap(weight, middle - self.mean @ weight)

    def answers(
        self, x: NDArray[np.floating], targets: NDArray[np.floating], penalties: Sequence[float]
    ) -> Iterator[Floats]:
        """Yield for each λ what the map to `targets` says of new `x` `(m, d)`, `(m, k)`, without the map.

        Raises:
            ValueError: another number of rows, or a λ of 0 or less.

        """
        inner, middle = self._inner(targets)
        seen = (x - self.mean) @ self.right
        for penalty in penalties:
            yield np.asarray((seen / self._damped(penalty)) @ inner + middle, dtype=np.float64)

    def _inner(self, targets: NDArray[np.floating]) -> tuple[Floats, Floats]:
        if len(targets) != self.reads.shape[1]:
            raise ValueError(f"{len(targets)} targets for {self.reads.shape[1]} rows")
        middle = np.asarray(targets.mean(axis=0), dtype=np.float64)
        return np.asarray(self.reads @ (targets - middle), dtype=np.float64), middle

    def _damped(self, penalty: float) -> Floats:
        if not penalty > 0:
            raise ValueError(f"the penalty must be above 0, not {penalty}")
        return np.asarray(self.values + penalty * self.scale, dtype=np.float64)


def choose_encoder(
    path: RidgePath,
    targets: NDArray[np.floating],
    x: NDArray[np.floating],
    other: NDArray[np.floating],
    penalties: Sequence[float] = PENALTIES,
) -> tuple[AffineMap, float]:
    """Return the encoder from pairs that predicts the other modality best on validation, and its λ.

    Args:
        path: of the x of the pairs.
        targets: `(n, k)`, the other modality of the pairs.
        x: `(m, d)`, validation.
        other: `(m, k)`, its other modality.
        penalties: what λ is chosen among.

    Raises:
        ValueError: as `RidgePath` does.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import RidgePath, choose_encoder
        >>> x = np.random.default_rng(0).normal(size=(30, 2))
        >>> encoder, penalty = choose_encoder(RidgePath(x), x[:, :1], x, x[:, :1], penalties=(0.01, 10.0))
        >>> penalty  # without noise the least is the best
        0.01

    """
    errors = [float(((said - other) ** 2).sum()) for said in path.answers(x, targets, penalties)]
    best = penalties[int(np.argmin(errors))]
    return path(targets, best), best


@dataclass(frozen=True, eq=False)
class Chosen:
    """A classifier and how it was chosen: its λ, and its accuracy on validation."""

    classifier: AffineMap
    penalty: float
    validation: float


def choose_classifier(
    z: NDArray[np.floating],
    labels: Index,
    validation: tuple[NDArray[np.floating], Index],
    classes: int,
    penalties: Sequence[float] = PENALTIES,
) -> Chosen:
    """Return the linear classifier of representations that is right most often on validation.

    Args:
        z: `(n, k)`, what is labelled.
        labels: `(n,)`.
        validation: `(m, k)` and its labels `(m,)`.
        classes: how many there are.
        penalties: what λ is chosen among; of equals the largest is taken.

    Raises:
        ValueError: as `RidgePath` does.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import choose_classifier
        >>> z = np.array([[-1.0, 0.0], [-2.0, 1.0], [1.0, 0.0], [2.0, 1.0]])
        >>> labels = np.array([0, 0, 1, 1])
        >>> choose_classifier(z, labels, (z, labels), classes=2).validation
        1.0

    """
    targets, (held, truth) = np.eye(classes)[labels], validation
    path = RidgePath(z)
    right = [float((said.argmax(axis=1) == truth).mean()) for said in path.answers(held, targets, penalties)]
    best = max(range(len(penalties)), key=lambda i: (right[i], penalties[i]))
    return Chosen(path(targets, penalties[best]), penalties[best], right[best])


def denoising_autoencoder(x: NDArray[np.floating], keep: float = 0.5, penalty: float = 1e-3) -> AffineMap:
    """Return the linear map that restores x best when each feature is dropped at random: in closed form.

    The mean over all ways to drop is taken exactly: with S = XᵀX of centred rows,
    W = (Q + λ n s̄²/d I)⁻¹ P, P = keep S, Q = keep² S off its diagonal and keep S on it.

    Args:
        x: `(n, d)`.
        keep: probability that a feature is kept, above 0, below 1.
        penalty: λ, at least 0.

    Raises:
        ValueError: a probability of 0 or less, or of 1 or more.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import denoising_autoencoder
        >>> twice = np.array([[1.0, 1.0], [-1.0, -1.0]])  # either feature restores the other
        >>> denoising_autoencoder(twice)(twice).round(2).tolist()
        [[1.33, 1.33], [-1.33, -1.33]]

    """
    if not 0 < keep < 1:
        raise ValueError(f"what is kept must lie between 0 and 1, not {keep}")
    mean = np.asarray(x.mean(axis=0), dtype=np.float64)
    centred = x - mean
    scatter = centred.T @ centred
    noisy = keep * keep * scatter
    np.fill_diagonal(noisy, keep * np.diag(scatter))
    noisy[np.diag_indices_from(noisy)] += penalty * np.trace(scatter) / len(scatter)
    weight: Floats = np.asarray(np.linalg.solve(noisy, keep * scatter), dtype=np.float64)
    return AffineMap(weight, mean - mean @ weight)


def alike(labels: Index, pairing: Pairing, rng: np.random.Generator) -> Index:
    """Return for each of n items whose other modality it is paired with, `(n,)`.

    Args:
        labels: `(n,)` class of each.
        pairing: ``true`` (its own), ``same class`` (any of its class: the pairing itself then knows the
            class), ``random`` (anyone's).
        rng: what shuffles.

    Raises:
        ValueError: another pairing.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import alike
        >>> labels = np.array([0, 0, 0, 1, 1, 1])
        >>> alike(labels, "true", np.random.default_rng(0)).tolist()
        [0, 1, 2, 3, 4, 5]
        >>> labels[alike(labels, "same class", np.random.default_rng(0))].tolist()
        [0, 0, 0, 1, 1, 1]

    """
    if pairing not in PAIRINGS:
        raise ValueError(f"pairings are {', '.join(PAIRINGS)}, not {pairing!r}")
    partner = np.arange(len(labels), dtype=np.int64)
    if pairing == "random":
        return rng.permutation(partner)
    if pairing == "same class":
        for label in np.unique(labels):
            own = np.flatnonzero(labels == label)
            partner[own] = rng.permutation(own)
    return partner


def labels_needed(budgets: Sequence[float], accuracy: Sequence[float], reached: float) -> float:
    """Return how many labels bring a curve to an accuracy: between its points, along the logarithm.

    Where the curve falls, what it had reached before counts. Infinity where it never gets there; the first
    budget where it begins above.

    Args:
        budgets: labels, ascending, above 0.
        accuracy: at each.
        reached: what is to be reached.

    Raises:
        ValueError: not one accuracy a budget, or budgets that do not ascend.

    Example:
        >>> from mmfusion.colearning import labels_needed
        >>> round(labels_needed([1, 10, 100], [0.2, 0.4, 0.6], 0.5), 1)
        31.6

    """
    if len(budgets) != len(accuracy) or any(b <= a for a, b in pairwise(budgets)):
        raise ValueError(f"{len(accuracy)} accuracies at budgets {list(budgets)}, which must ascend")
    best = np.maximum.accumulate(np.asarray(accuracy, dtype=np.float64))
    if reached > best[-1]:
        return float("inf")
    after = int(np.argmax(best >= reached))
    if after == 0:
        return float(budgets[0])
    share = (reached - best[after - 1]) / (best[after] - best[after - 1])
    low, high = np.log(budgets[after - 1]), np.log(budgets[after])
    return float(np.exp(low + share * (high - low)))
