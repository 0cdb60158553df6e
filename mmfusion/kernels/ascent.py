"""Block ascent on the dual: work on a block of variables, tell all samples, look at the gap.

A round takes a block of each task (`mmfusion.kernels.blocks`), climbs on it by sequential minimal
optimisation, and passes the change on to all samples with one read of the block's rows. It stops on the
duality gap, the one measure that does not depend on units: the usual tolerance on violations says little
about it (a violation ε allows a gap of ε Σ_i C_i / 2).

The weights follow from the duals in each step, or are given and fixed; then it is an SVM on their
combination, whose Gram matrix is never formed: the products K_k a of every kernel are kept up to date, so
that what a change of the weights needs next, Σ β_k K_k a and h, is there at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mmfusion.kernels import smo, sums
from mmfusion.kernels.blocks import BlockMatrices, choose
from mmfusion.kernels.compiled import in_parts
from mmfusion.kernels.problem import Floats, Tasks, hinge, norm, relative
from mmfusion.kernels.rows import Index, Rows

BLOCK = 512
"""Variables a round: about as many as are free at once, so that few rounds suffice; rows are read seldom."""
PRECISION = 0.03
"""Violation left on a block, relative to the largest before: steps on a block are cheap, rounds are not."""
RESOLVED = 1e-5
"""Tolerance, relative to E, down to which float32 follows thousands of steps; below it float64 does."""
PATIENCE = 5
"""Rounds without a better dual value after which the arithmetic, not the problem, is the limit."""


@dataclass
class Ascent:
    """Where an ascent is.

    Attributes:
        signed: `(T, n)` signed duals.
        products: `(T, s, n)` K_k a for each task.
        squares: `(s,)` Σ_t aᵀ K_k a.
        weights: `(s,)` β at these duals.
        intercept: `(T,)` the best b for them.
        scales: `(s,)` the largest k(x, x) of the samples worked on.
        primal: the objective of weights, signed and intercept.
        dual: the objective of signed.

    """

    signed: Floats
    products: Floats
    squares: Floats
    weights: Floats
    intercept: Floats
    scales: Floats
    primal: float
    dual: float

    @property
    def gap(self) -> float:
        """Return (primal − dual) / primal."""
        return relative(self.primal, self.dual)


def ascend(
    rows: Rows,
    tasks: Tasks,
    *,
    q: float = 2.0,
    penalty: float = 0.0,
    gap: float = 1e-3,
    fixed: Floats | None = None,
    start: Floats | Ascent | None = None,
    rounds: int = 10_000,
    block: int = BLOCK,
    jobs: int = 1,
    watch: Callable[[Ascent], None] | None = None,
) -> Ascent:
    """Maximise yᵀa − Φ(h(a)) (see `mmfusion.kernels.smo`) to a relative duality gap.

    Args:
        rows: the kernels.
        tasks: labels and costs.
        q: dual exponent, 1 ≤ q < ∞; of no consequence for a single kernel.
        penalty: λ of the penalised form, 0 for ‖β‖_p ≤ 1.
        gap: the relative gap to stop at.
        fixed: `(s,)` weights that are given; then Φ(h) = ½ βᵀh, and q and the penalty are of no consequence.
        start: `(T, n)` signed duals to start from, feasible for `tasks`; or where an ascent with the same
            rows and tasks ended, which goes on from there and is changed.
        rounds: the greatest number of rounds.
        block: variables a round.
        jobs: threads.
        watch: called after each round, and once before the first.

    Raises:
        ValueError: a kernel whose aᵀ K a is clearly negative: it is not positive semi-definite.

    """
    at = start if isinstance(start, Ascent) else _begin(rows, tasks, start, jobs)
    low, high = tasks.low, tasks.high
    before = [np.empty(0, dtype=np.int64) for _ in range(len(tasks))]
    matrices = BlockMatrices(rows, min(block, rows.n))
    highest, stalled = -1.0, 0
    for number in range(rounds + 1):
        errors = _evaluate(at, tasks, q, penalty, fixed)
        if watch is not None:
            watch(at)
        stalled = 0 if at.dual > highest * (1.0 + 1e-12) else stalled + 1
        highest = max(highest, at.dual)
        if at.gap <= gap or number == rounds or stalled == PATIENCE:
            break
        moved = 0
        for t in range(len(tasks)):
            if t and fixed is None:  # the tasks before it have changed the weights
                smo.weigh(at.squares, q, penalty, at.weights)
            e = errors[t] if not t else tasks.signs[t] - at.weights @ at.products[t]
            chosen, violation = choose(e, at.signed[t], low[t], high[t], before[t], block)
            if len(chosen) < 2:
                continue
            gram, places = rows.block(chosen)
            at.scales = np.maximum(at.scales, gram[:, places, chosen].max(axis=1))
            a, f = at.signed[t, chosen], at.products[t][:, chosen]
            old = a.copy()
            if fixed is None:
                small, h = matrices.of(gram, places, chosen, jobs), at.squares
            else:
                small = matrices.combined(gram, places, chosen, fixed, jobs)
                h, f = np.array([fixed @ at.squares]), (fixed @ f)[None]
            tolerance = PRECISION * violation
            if tolerance > RESOLVED * (1.0 + float(np.abs(e[chosen]).max())):
                f = f.astype(small.dtype)
            else:  # float32's loops, twice as fast, would lose what is left to gain
                small = small.astype(np.float64)
            moved += smo.climb(
                small, tasks.signs[t, chosen], low[t, chosen], high[t, chosen], a, f,
                h, q, penalty if fixed is None else 0.0, tolerance, 20 * len(chosen),
            )  # fmt: skip
            at.signed[t, chosen] = a
            changed = a != old
            _spread(gram, places[changed], (a - old)[changed], at.products[t], jobs)
            before[t] = chosen
        if not moved:  # as close as the arithmetic allows
            break
    return at


def _begin(rows: Rows, tasks: Tasks, start: Floats | None, jobs: int) -> Ascent:
    count, n = tasks.signs.shape
    if n != rows.n:
        raise ValueError(f"the kernels are on {rows.n} samples and the labels on {n}")
    signed = np.zeros((count, n)) if start is None else np.array(start, dtype=np.float64)
    if signed.shape != (count, n):
        raise ValueError(f"the duals to start from must be {(count, n)}, not {signed.shape}")
    products, scales = np.zeros((count, rows.s, n)), np.zeros(rows.s)
    for t in range(count):
        support = np.flatnonzero(signed[t])
        for part in range(0, len(support), BLOCK):
            chosen = support[part : part + BLOCK]
            gram, places = rows.block(chosen)
            _spread(gram, places, signed[t, chosen], products[t], jobs)
            scales = np.maximum(scales, np.abs(gram[:, places, chosen]).max(axis=1))
    squares, weights = np.zeros((2, rows.s))
    return Ascent(signed, products, squares, weights, np.zeros(count), scales, np.inf, -np.inf)


def _spread(gram: NDArray[np.floating], places: Index, change: Floats, products: Floats, jobs: int) -> None:
    s, n = products.shape
    jobs = jobs if len(change) * s * n > 2_000_000 else 1  # below, threads cost more than they save
    in_parts(lambda i, j: sums.spread(gram, places, change, products, i, j), s, jobs)


def _evaluate(at: Ascent, tasks: Tasks, q: float, penalty: float, fixed: Floats | None) -> Floats:
    """Bring squares, weights, intercept and both objectives up to date; return the gradient `(T, n)`."""
    squares = np.einsum("tn,tkn->k", at.signed, at.products)
    # float32 entries are off by 6e-8 of the diagonal at most; what lies ten times beyond that is no rounding
    allowed = 1e-6 * at.scales * float(np.sum(np.abs(at.signed).sum(axis=1) ** 2))
    if np.any(squares < -allowed):
        worst = int(np.argmin(squares + allowed))
        raise ValueError(
            f"kernel {worst} is not positive semi-definite: aᵀKa = {squares[worst]:.3g} for the duals a"
        )
    at.squares = np.maximum(squares, 0.0)
    if fixed is None:
        value = smo.weigh(at.squares, q, penalty, at.weights)
    else:
        at.weights = fixed
        value = 0.5 * float(fixed @ at.squares)
    errors = tasks.signs - np.einsum("k,tkn->tn", at.weights, at.products)
    at.intercept, loss = hinge(errors, tasks)
    at.dual = float(np.sum(tasks.signs * at.signed)) - value
    at.primal = 0.5 * float(at.weights @ at.squares) + loss
    if penalty and fixed is None:
        at.primal += 0.5 * penalty * norm(at.weights, q / (q - 1.0)) ** 2
    return np.asarray(errors)
