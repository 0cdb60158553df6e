"""What two variables know of a third: redundant, unique and synergistic information, in bits.

    I(S; X, Y) = R + U_X + U_Y + SI,   I(S; X) = R + U_X,   I(S; Y) = R + U_Y

Three equations for four parts: one of them has to be defined, and definitions differ.

broja   Bertschinger, Rauh, Olbrich, Jost and Ay, Quantifying unique information, Entropy 16, 2014: what is
synergy
        is what cannot be seen in either pair, so U_X = min I_Q(S; X | Y) over all Q with P's own pairs (S, X)
        and (S, Y).
i_min   Williams and Beer, Nonnegative decomposition of multivariate information, 2010: what is redundant is
        the least that either says of each outcome, R = Σ_s p(s) min_X I(S = s; X).

They part on the copy of two independent bits, S = (X, Y): broja has two unique bits, i_min one redundant and
one synergistic, though X and Y share nothing.

The minimum of *broja* is min_Q Σ q ln q(s, x, y) / q(x, y), since q(s, x) and q(s, y) are fixed. With t in
place of q(x, y) that is D(q ‖ t), convex in both, and each step has a closed form: t is the marginal of q,
and q(s, ·, ·) is t scaled in rows and columns to the pairs of P (Csiszár and Tusnády 1984; Sinkhorn). With
q = a_s(x) b_s(y) t the scalings are the variables of the dual, Σ p(s, x) ln a + Σ p(s, y) ln b subject to
Σ_s a b ≤ 1, so that every step knows how far from the minimum it can be at most: it stops below `TOLERANCE`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
TOLERANCE = 1e-4
"""Bits that the minimum of *broja* may be missed by."""
MOST = 20_000
"""Steps after which it is given up, and said."""
_TINY = 1e-300
_ROUNDING = 1e-15
"""Mass below which nothing is missing but digits."""


@dataclass(frozen=True)
class Parts:
    """What X and Y know of S, in bits.

    Example:
        >>> from mmfusion.measure.information import Parts
        >>> Parts(redundant=0.5, unique_first=0.25, unique_second=0.0, synergistic=0.25).total
        1.0

    """

    redundant: float
    unique_first: float
    unique_second: float
    synergistic: float
    gap: float = 0.0
    """How far from the minimum *broja* may be, bits."""

    @property
    def total(self) -> float:
        """I(S; X, Y)."""
        return self.redundant + self.unique_first + self.unique_second + self.synergistic

    def to_dict(self, digits: int = 4) -> dict[str, float]:
        """Return a JSON-ready mapping."""
        return {name: round(value, digits) for name, value in vars(self).items()}


def joint(target: IntArray, first: IntArray, second: IntArray) -> FloatArray:
    """Return how often each triple is seen, `(|S|, |X|, |Y|)`, of values that occur.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.information import joint
        >>> bits = np.array([0, 1])
        >>> joint(bits, bits, np.array([7, 7])).tolist()
        [[[0.5], [0.0]], [[0.0], [0.5]]]

    """
    known = [np.unique(values, return_inverse=True) for values in (target, first, second)]
    table = np.zeros([len(values) for values, _ in known])
    np.add.at(table, tuple(where.ravel() for _, where in known), 1.0)
    return np.asarray(table / table.sum())


def mutual(table: FloatArray) -> float:
    """Return the mutual information of the first variable and all others, in bits.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.information import mutual
        >>> mutual(np.eye(4) / 4), mutual(np.full((2, 2), 0.25))
        (2.0, 0.0)

    """
    p = table.reshape(len(table), -1)
    apart = p.sum(axis=1, keepdims=True) * p.sum(axis=0)
    there = p > 0
    return max(0.0, float((p[there] * np.log2(p[there] / apart[there])).sum()))


def i_min(table: FloatArray) -> Parts:
    """Return the parts by Williams and Beer's redundancy.

    Args:
        table: `(|S|, |X|, |Y|)`, adding up to one.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.information import i_min
        >>> x, y = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
        >>> from mmfusion.measure.information import joint
        >>> i_min(joint(2 * x + y, x, y)).redundant  # the copy of two independent bits
        1.0

    """
    p = _checked(table)
    s = p.sum(axis=(1, 2))
    least = np.full(len(s), np.inf)
    for other in (2, 1):
        pair = p.sum(axis=other)  # (S, X)
        with np.errstate(divide="ignore", invalid="ignore"):
            each = np.where(pair > 0, pair / s[:, None] * np.log2(pair / pair.sum(axis=0) / s[:, None]), 0.0)
        least = np.minimum(least, each.sum(axis=1))
    return _parts(p, max(0.0, float((s * least).sum())))


def broja(table: FloatArray, tolerance: float = TOLERANCE, most: int = MOST) -> Parts:
    """Return the parts by Bertschinger et al.'s unique information.

    Args:
        table: `(|S|, |X|, |Y|)`, adding up to one.
        tolerance: bits that the minimum may be missed by.
        most: steps after which it is given up; `gap` says by how much it may still be missed.

    Raises:
        ValueError: no distribution of three variables.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.information import broja, joint
        >>> x, y = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
        >>> xor, copy = broja(joint(x ^ y, x, y)), broja(joint(2 * x + y, x, y))
        >>> round(xor.synergistic, 3), round(copy.unique_first, 3), round(copy.unique_second, 3)
        (1.0, 1.0, 1.0)

    """
    p = _checked(table)
    rows, columns = p.sum(axis=2), p.sum(axis=1)  # (S, X), (S, Y)
    a, b = np.ones_like(rows), np.ones_like(columns)
    q = rows[:, :, None] * columns[:, None, :] / p.sum(axis=(1, 2))[:, None, None]  # of P's pairs, S apart
    best, bound = q, -np.inf
    low = np.inf
    for step in range(most):
        t = q.sum(axis=0)
        a = rows / np.maximum(np.einsum("xy,sy->sx", t, b), _TINY)
        b = columns / np.maximum(np.einsum("xy,sx->sy", t, a), _TINY)
        q = t * a[:, :, None] * b[:, None, :]
        if step % 10 and step + 1 < most:
            continue
        fitted = _rounded(q, rows, columns)
        value = _conditional(fitted)
        if value < low:
            best, low = fitted, value
        bound = max(bound, _dual(a, b, rows, columns))
        if low - bound < tolerance * np.log(2):
            break
    whole = mutual(p)
    synergy = min(max(0.0, whole - mutual(best)), whole)
    shared = mutual(rows) + mutual(columns) - (whole - synergy)
    return _parts(p, max(0.0, shared), max(0.0, float(low - bound)) / float(np.log(2)))


def permuted(target: IntArray, first: IntArray, second: IntArray, times: int = 5, seed: int = 0) -> Parts:
    """Return the mean parts by *broja* after S has been dealt out anew: what a count of this size makes up.

    Nothing is known of S then; whatever is found is the bias of counting, which grows with the number of
    values and falls with the number of examples (Miller 1955). It is to be shown, not subtracted.

    Args:
        target: `(N,)`.
        first: `(N,)`.
        second: `(N,)`.
        times: how often it is dealt out.
        seed: of that.

    Example:
        >>> import numpy as np
        >>> from mmfusion.measure.information import permuted
        >>> x, y = np.random.default_rng(0).integers(2, size=(2, 4000))
        >>> bool(permuted(x ^ y, x, y).total < 0.005)  # there was one bit
        True

    """
    rng = np.random.default_rng(seed)
    found = [broja(joint(rng.permutation(target), first, second)) for _ in range(times)]
    return Parts(*np.mean([list(vars(parts).values()) for parts in found], axis=0).tolist())


def _conditional(q: FloatArray) -> float:
    """Return −H_Q(S | X, Y) in nats."""
    there = q > 0
    return float((q[there] * np.log((q / np.maximum(q.sum(axis=0), _TINY))[there])).sum())


def _dual(a: FloatArray, b: FloatArray, rows: FloatArray, columns: FloatArray) -> float:
    """Return a bound from below: ln a and ln b, shifted until no (x, y) has Σ_s a b above one."""
    above = float(np.log(np.einsum("sx,sy->xy", a, b).max()))
    terms = (rows[rows > 0] * np.log(a[rows > 0])).sum() + (
        columns[columns > 0] * np.log(b[columns > 0])
    ).sum()
    return float(terms) - above


def _rounded(q: FloatArray, rows: FloatArray, columns: FloatArray) -> FloatArray:
    """Return `q` with exactly the pairs of P (Altschuler, Weed and Rigollet, NeurIPS 2017, algorithm 2)."""
    q = q * np.minimum(1.0, rows / np.maximum(q.sum(axis=2), _TINY))[:, :, None]
    q = q * np.minimum(1.0, columns / np.maximum(q.sum(axis=1), _TINY))[:, None, :]
    more, beside = np.maximum(rows - q.sum(axis=2), 0), np.maximum(columns - q.sum(axis=1), 0)
    lack = more.sum(axis=1)[:, None, None]
    share = np.where(lack > _ROUNDING, 1 / np.maximum(lack, _ROUNDING), 0.0)
    return np.asarray(q + more[:, :, None] * beside[:, None, :] * share)


def _parts(p: FloatArray, redundant: float, gap: float = 0.0) -> Parts:
    first, second = mutual(p.sum(axis=2)), mutual(p.sum(axis=1))
    redundant = min(redundant, first, second)
    unique = first - redundant, second - redundant
    return Parts(redundant, *unique, max(0.0, mutual(p) - redundant - sum(unique)), gap)


def _checked(table: FloatArray) -> FloatArray:
    p = np.asarray(table, dtype=np.float64)
    if p.ndim != 3 or (p < 0).any() or not np.isclose(p.sum(), 1.0):
        raise ValueError(f"table must be p(s, x, y), not negative and adding up to one, not {p.shape}")
    p = p[p.sum(axis=(1, 2)) > 0]
    p = p[:, p.sum(axis=(0, 2)) > 0]
    return np.asarray(p[:, :, p.sum(axis=(0, 1)) > 0])
