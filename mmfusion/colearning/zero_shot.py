"""Classes without a single labelled example: told by their names, or by whatever describes them.

What a frozen network takes an example for is a distribution p over C classes that it knows. Its names'
vectors e_c, weighted by p, make one vector of the example, which is compared with those of any other names:

    z = Σ p_c e_c over the T likeliest c,   ŷ = argmax_y cos(z, e_y)

(Norouzi et al., Zero-shot learning by convex combination of semantic embeddings, ICLR 2014; there p is scaled
to sum to 1, which a cosine does not see.) Where some of the candidates are classes that the network was
trained on, those come first almost always. Calibrated stacking takes γ from their scores,

    ŷ = argmax_y s(x, y) − γ [y seen]

(Chao et al., An empirical study and analysis of generalized zero-shot learning for object recognition in the
wild, ECCV 2016). From γ = −∞ to ∞ accuracy on seen classes falls as that on unseen ones grows: it is the
seen-unseen curve. The area below it needs no γ; the harmonic mean of both accuracies is of one γ.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def unit(vectors: ArrayLike) -> Floats:
    """Return rows scaled to length 1; a row of noughts stays as it is.

    Example:
        >>> from mmfusion.colearning.zero_shot import unit
        >>> unit([[3.0, 4.0], [0.0, 0.0]]).tolist()
        [[0.6, 0.8], [0.0, 0.0]]

    """
    rows = np.asarray(vectors, dtype=np.float64)
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1.0))


def convex_combination(probabilities: ArrayLike, embeddings: ArrayLike, best: int = 10) -> Floats:
    """Return z of each example, the mixture of its likeliest classes' vectors, of length 1, `(N, d)`.

    Args:
        probabilities: of the known classes, `(N, C)`; a row need not sum to 1.
        embeddings: vectors of their names, `(C, d)`.
        best: classes that are combined, T.

    Raises:
        ValueError: numbers of classes that differ, or no class to combine.

    Example:
        >>> from mmfusion.colearning.zero_shot import convex_combination
        >>> names = [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
        >>> convex_combination([[0.3, 0.4, 0.1]], names, best=2).round(3).tolist()
        [[0.6, 0.8]]

    """
    p, e = np.asarray(probabilities, dtype=np.float64), np.asarray(embeddings, dtype=np.float64)
    if p.ndim != 2 or e.ndim != 2 or p.shape[1] != len(e):
        raise ValueError(f"probabilities (N, C) and embeddings (C, d) must share C: {p.shape} and {e.shape}")
    if best < 1:
        raise ValueError(f"one class at least must be combined, not {best}")
    if best < p.shape[1]:
        rest = np.argpartition(-p, best, axis=1)[:, best:]
        p = p.copy()
        np.put_along_axis(p, rest, 0.0, axis=1)
    return unit(p @ e)


def calibrated(scores: ArrayLike, seen: ArrayLike, gamma: float) -> Floats:
    """Return scores `(N, K)` with γ taken from those of seen classes; `seen` `(K,)` says which.

    Raises:
        ValueError: another number of classes.

    Example:
        >>> from mmfusion.colearning.zero_shot import calibrated
        >>> calibrated([[0.61, 0.57]], [True, False], gamma=0.08).round(2).tolist()  # the second comes first
        [[0.53, 0.57]]

    """
    s, known = np.asarray(scores, dtype=np.float64), np.asarray(seen, dtype=bool)
    if known.shape != s.shape[-1:]:
        raise ValueError(
            f"{s.shape[-1]} classes are scored, of {known.shape} it is said whether they are seen"
        )
    return np.asarray(s - gamma * known)


def harmonic_mean(a: ArrayLike, b: ArrayLike) -> Floats:
    """Return 2ab / (a + b), 0 where both are 0.

    Example:
        >>> from mmfusion.colearning.zero_shot import harmonic_mean
        >>> float(harmonic_mean(0.6, 0.3)), float(harmonic_mean(0.9, 0.0)), float(harmonic_mean(0, 0))
        (0.4, 0.0, 0.0)

    """
    x, y = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    both = x + y
    return np.asarray(2 * x * y / np.where(both > 0, both, 1.0))


@dataclass(frozen=True, eq=False)
class SeenUnseenCurve:
    """Accuracy on seen and on unseen classes for every γ: a step between any two that differ.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning.zero_shot import seen_unseen_curve
        >>> scores = np.array([[0.9, 0.2, 0.5], [0.2, 0.9, 0.6], [0.7, 0.1, 0.6]])
        >>> curve = seen_unseen_curve(scores, np.array([0, 1, 2]), np.array([True, True, False]))
        >>> curve.at(0.0), curve.at(0.2), round(curve.area, 3)  # at 0 the unseen class is never found
        ((1.0, 0.0), (1.0, 1.0), 1.0)

    """

    gammas: Floats
    """Where an answer changes, rising, `(M,)`."""
    seen: Floats
    """Accuracy on seen classes below the first γ, between each two, above the last, `(M + 1,)`; falling."""
    unseen: Floats
    """The same on unseen classes, `(M + 1,)`; rising."""

    def at(self, gamma: float) -> tuple[float, float]:
        """Return both accuracies at a γ; where an answer changes just there, it is the seen class still."""
        step = int(np.searchsorted(self.gammas, gamma, side="left"))
        return float(self.seen[step]), float(self.unseen[step])

    @cached_property
    def area(self) -> float:
        """The area below the curve, by trapezoids where several answers change at one γ."""
        return float(np.sum((self.seen[:-1] - self.seen[1:]) * (self.unseen[:-1] + self.unseen[1:]) / 2))

    @cached_property
    def best(self) -> float:
        """The γ of the largest harmonic mean: the middle between the two changes that it holds between."""
        if not len(self.gammas):
            return 0.0
        step = int(harmonic_mean(self.seen, self.unseen).argmax())
        ends = np.concatenate([self.gammas[:1], self.gammas, self.gammas[-1:]])
        return float((ends[step] + ends[step + 1]) / 2)


def seen_unseen_curve(scores: ArrayLike, targets: ArrayLike, seen: ArrayLike) -> SeenUnseenCurve:
    """Return the whole curve: each class counts once, whatever its number of examples.

    An example turns from its best seen class to its best unseen one where γ passes the difference of the two
    scores, so that N differences, sorted, are all there is to know.

    Args:
        scores: of all classes together, `(N, K)`.
        targets: the right class of each example, `(N,)`.
        seen: whether each class is seen, `(K,)`.

    Raises:
        ValueError: no seen or no unseen class among those of the examples, or shapes that do not fit.

    Example:
        >>> from mmfusion.colearning import seen_unseen_curve
        >>> curve = seen_unseen_curve([[0.9, 0.2], [0.6, 0.5]], [0, 1], [True, False])
        >>> curve.gammas.round(2).tolist(), curve.unseen.tolist()  # from γ = .1 on the unseen class is found
        ([0.1, 0.7], [0.0, 1.0, 1.0])

    """
    s, y, known = np.asarray(scores, dtype=np.float64), np.asarray(targets), np.asarray(seen, dtype=bool)
    if s.ndim != 2 or y.shape != s.shape[:1] or known.shape != s.shape[1:]:
        raise ValueError(
            f"scores (N, K), targets (N,), seen (K,) do not fit: {s.shape}, {y.shape}, {known.shape}"
        )
    of_seen = known[y]
    if of_seen.all() or not of_seen.any():
        raise ValueError("a seen-unseen curve needs examples of seen and of unseen classes")
    counts = np.bincount(y, minlength=s.shape[1])
    weights = 1.0 / counts[y]
    weights /= np.where(of_seen, weights[of_seen].sum(), weights[~of_seen].sum())
    inner = np.where(known, s, -np.inf), np.where(known, -np.inf, s)
    margin = inner[0].max(axis=1) - inner[1].max(axis=1)
    right = [part.argmax(axis=1) == y for part in inner]
    gammas, step = np.unique(margin, return_inverse=True)
    lost = np.bincount(step, weights * right[0], minlength=len(gammas))
    won = np.bincount(step, weights * right[1], minlength=len(gammas))
    falls = np.concatenate([np.cumsum(lost[::-1])[::-1], [0.0]])
    rises = np.concatenate([[0.0], np.cumsum(won)])
    return SeenUnseenCurve(gammas, falls, rises)
