"""The learning problem that every solver here solves, its objective values, and what a solver hands back.

    min over β, f, b of  ½‖f‖²_{H_β} + Σ_i C_i max(0, 1 − y_i (f(x_i) + b)),   K(β) = Σ_k β_k K_k,

with β ≥ 0 and ‖β‖_p ≤ 1 (p = 1: the simplex, since nothing is gained by less). For fixed β it is an SVM with
dual J(β) = max_a yᵀa − ½ Σ_k β_k h_k(a), h_k(a) = aᵀ K_k a, over signed duals a = α∘y with 0 ≤ α_i ≤ C_i and
1ᵀa = 0 (the intercept's condition). Minimising over β first gives the dual of the whole,

    max_a  yᵀa − ½ ‖h(a)‖_q,   1/p + 1/q = 1

(Kloft, Brefeld, Sonnenburg, Zien, ℓp-Norm Multiple Kernel Learning, JMLR 12, 2011; for p = 1, q = ∞:
Lanckriet et al., Learning the Kernel Matrix with Semidefinite Programming, JMLR 5, 2004). Any feasible a
bounds the optimum from below and any (β, f, b) from above: their difference is the gap that certifies an
answer.

Several tasks (one class against the rest, each) may share β: then h sums over tasks, as do the losses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
PATIENCE = 30
"""Iterations without progress after which a solver gives up."""


@dataclass(frozen=True)
class Tasks:
    """Binary tasks on the same n samples.

    Attributes:
        signs: `(T, n)` labels −1 and +1.
        bounds: `(T, n)` C_i ≥ 0, what an error of sample i costs.

    Raises:
        ValueError: other labels, negative or infinite bounds, shapes that differ, a task of one class.

    """

    signs: Floats
    bounds: Floats

    def __post_init__(self) -> None:
        if self.signs.ndim != 2 or self.signs.shape != self.bounds.shape:
            raise ValueError(
                f"signs and bounds must both be (tasks, n), not {self.signs.shape} and {self.bounds.shape}"
            )
        if not np.all(np.abs(self.signs) == 1.0):
            raise ValueError("labels of a binary task must be -1 and +1")
        if not np.all(np.isfinite(self.bounds)) or np.any(self.bounds < 0):
            raise ValueError("C and sample weights must be finite and not negative")
        for sign in (-1.0, 1.0):
            if not np.all(np.any((self.signs == sign) & (self.bounds > 0), axis=1)):
                raise ValueError(
                    "a task needs samples of both classes with a weight above 0; one has one class"
                )

    @property
    def low(self) -> Floats:
        """Return the lower bounds `(T, n)` of the signed duals."""
        return np.where(self.signs < 0, -self.bounds, 0.0)

    @property
    def high(self) -> Floats:
        """Return the upper bounds `(T, n)` of the signed duals."""
        return np.where(self.signs > 0, self.bounds, 0.0)

    def __len__(self) -> int:
        return len(self.signs)

    def single(self, task: int) -> Tasks:
        """Return one task alone."""
        return Tasks(self.signs[task : task + 1], self.bounds[task : task + 1])


class Iteration(NamedTuple):
    """One iteration of a solver."""

    weights: Floats
    """`(s,)` the β that this iteration's primal value belongs to."""
    primal: float
    """The least primal value so far: the optimum is not above."""
    dual: float
    """The greatest dual value so far: the optimum is not below."""
    gap: float
    """(primal − dual) / primal."""
    linear: float
    """yᵀa of this iteration's duals; with `squares` a cut: J(β) ≥ linear − ½ βᵀsquares for every β."""
    squares: Floats
    """`(s,)` h_k(a) of this iteration's duals, summed over tasks."""
    signed: Floats | None
    """`(T, n)` signed duals, when asked for."""


@dataclass(frozen=True)
class Solution:
    """What a solver hands back.

    Attributes:
        weights: `(s,)` β.
        signed: `(T, n)` signed duals α∘y: f_t(x) = Σ_i signed[t, i] Σ_k β_k k_k(x_i, x).
        intercept: `(T,)` b.
        primal: objective of exactly these (weights, signed, intercept).
        dual: a lower bound of the optimum.
        gap: (primal − dual) / primal, the certified relative distance from the optimum.
        converged: whether the gap came down to what was asked.
        history: one entry an iteration.

    """

    weights: Floats
    signed: Floats
    intercept: Floats
    primal: float
    dual: float
    gap: float
    converged: bool
    history: list[Iteration] = field(repr=False)


class Record:
    """The history of a solver, its best bounds, and the answer that reached the best primal value.

    Args:
        keep_duals: whether each iteration keeps its duals `(T, n)`.

    """

    def __init__(self, keep_duals: bool = False) -> None:
        self.keep_duals = keep_duals
        self.history: list[Iteration] = []
        self.primal, self.dual = float("inf"), -float("inf")
        self._best: tuple[Floats, Floats, Floats] | None = None

    @property
    def gap(self) -> float:
        """Return (primal − dual) / primal of the best bounds so far."""
        return relative(self.primal, self.dual)

    def stalled(self) -> bool:
        """Return whether `PATIENCE` iterations have hardly moved the gap: the arithmetic is the limit."""
        return (
            len(self.history) > PATIENCE
            and self.history[-1].gap > (1.0 - 1e-3) * self.history[-1 - PATIENCE].gap
        )

    def bound(self, dual: float) -> None:
        """Take in a lower bound of the optimum."""
        self.dual = max(self.dual, dual)

    def improve(self, weights: Floats, signed: Floats, intercept: Floats, primal: float) -> None:
        """Take in a feasible answer; it is kept where it is the best so far."""
        if primal < self.primal:
            self.primal = primal
            self._best = weights.copy(), signed.copy(), intercept.copy()

    def note(self, weights: Floats, linear: float, squares: Floats, signed: Floats) -> None:
        """End an iteration."""
        kept = signed.copy() if self.keep_duals else None
        self.history.append(
            Iteration(weights.copy(), self.primal, self.dual, self.gap, linear, squares.copy(), kept)
        )

    def solution(self, gap: float) -> Solution:
        """Return the best answer; converged if its gap is at most `gap`."""
        if self._best is None:
            raise ValueError("a solver must take at least one iteration")
        weights, signed, intercept = self._best
        return Solution(
            weights, signed, intercept, self.primal, self.dual, self.gap, self.gap <= gap, self.history
        )


def conjugate(p: float) -> float:
    """Return q with 1/p + 1/q = 1.

    Raises:
        ValueError: p < 1 (the ball ‖β‖_p ≤ 1 is not convex then) or NaN.

    """
    if not p >= 1.0:
        raise ValueError(f"the norm p must be at least 1 (below, the problem is not convex), not {p}")
    if p == 1.0:
        return float("inf")
    return 1.0 if np.isinf(p) else p / (p - 1.0)


def norm(values: Floats, order: float) -> float:
    """Return ‖values‖_order of values ≥ 0 without overflow, order from 1 to infinity."""
    largest = float(np.max(values, initial=0.0))
    if largest <= 0.0 or np.isinf(order):
        return max(largest, 0.0)
    total = float(np.sum((np.maximum(values, 0.0) / largest) ** order))
    return largest * float(total ** (1.0 / order))


def best_weights(squares: Floats, p: float) -> Floats:
    """Return the β that minimise −½ βᵀh over ‖β‖_p ≤ 1, β ≥ 0, p > 1: β_k = (h_k / ‖h‖_q)^(q−1).

    Hölder's inequality at equality; ‖β‖_p = 1. Equal weights for h = 0.
    """
    q = conjugate(p)
    s = len(squares)
    length = norm(squares, q)
    if length == 0.0:
        return np.full(s, 1.0 if np.isinf(p) else s ** (-1.0 / p))
    if np.isinf(q):
        raise ValueError("for p = 1 the weights do not follow from h alone; use a solver for L1")
    return np.asarray((np.maximum(squares, 0.0) / length) ** (q - 1.0))


def best_intercept(errors: Floats, signs: Floats, bounds: Floats) -> float:
    """Return the b that minimises Σ_i C_i max(0, 1 − y_i (f_i + b)) exactly.

    The sum is convex and piecewise linear in b with a kink at y_i − f_i for each sample, where its slope
    rises by C_i, from −Σ_{y=+1} C_i on the far left. The middle, where the minimum is an interval.

    Args:
        errors: `(n,)` y_i − f_i.
        signs: `(n,)` −1 and +1.
        bounds: `(n,)` C_i.

    """
    inside = bounds > 0
    order = np.argsort(errors[inside], kind="stable")
    kinks, rises = errors[inside][order], bounds[inside][order]
    total = float(rises.sum())
    slope = np.cumsum(rises) - float(bounds[signs > 0].sum())
    slope[np.abs(slope) <= 1e-12 * total] = 0.0  # equal sums of C must meet exactly
    first = int(np.argmax(slope >= 0.0))
    if slope[first] == 0.0 and first + 1 < len(kinks):
        return float(0.5 * (kinks[first] + kinks[first + 1]))
    return float(kinks[first])


def hinge(errors: Floats, tasks: Tasks) -> tuple[Floats, float]:
    """Return the best intercepts `(T,)` and Σ C_i max(0, 1 − y_i (f_i + b)), for errors y − f `(T, n)`."""
    found = [best_intercept(*row) for row in zip(errors, tasks.signs, tasks.bounds, strict=True)]
    intercept = np.asarray(found)
    # 1 − y(f + b) = y (y − f − b), as y² = 1
    slack = np.maximum(tasks.signs * (errors - intercept[:, None]), 0.0)
    return intercept, float(np.sum(tasks.bounds * slack))


def relative(primal: float, dual: float) -> float:
    """Return (primal − dual) / primal; rounding may not make it negative."""
    return max(primal - dual, 0.0) / primal if primal > 0 else 0.0
