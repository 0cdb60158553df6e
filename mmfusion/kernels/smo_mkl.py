"""SMO-MKL: Lp multiple kernel learning on the dual alone, p > 1.

Vishwanathan, Sun, Theera-Ampornpunt, Varma, Multiple Kernel Learning and the SMO Algorithm, NIPS 2010: with
the weights penalised by (λ/2) ‖β‖_p² the dual is

    max_a yᵀa − 1/(8λ) (Σ_k h_k(a)^q)^{2/q},   h_k(a) = aᵀ K_k a,   1/p + 1/q = 1,

smooth for p > 1, and the weights follow from it: β_k = 1/(2λ) (Σ h^q)^{2/q − 1} h_k^{q−1}. With them
constrained to ‖β‖_p ≤ 1 it is yᵀa − ½ (Σ_k h_k^q)^{1/q} with β_k = (h_k / ‖h‖_q)^{q−1}; λ = ‖h‖_q / 2, taken
at the optimum, makes both the same problem. p = 1 means q = ∞: not smooth, no SMO; see
`mmfusion.kernels.level`.

What a slide may lose is the inner exponent q: see `mmfusion.kernels.slips`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.kernels.ascent import BLOCK, Ascent, ascend
from mmfusion.kernels.problem import Floats, Record, Solution, Tasks, conjugate
from mmfusion.kernels.rows import Rows, StoredRows


def solve_smo(
    grams: NDArray[Any] | Rows,
    tasks: Tasks,
    p: float = 2.0,
    *,
    penalty: float = 0.0,
    gap: float = 1e-3,
    start: Floats | None = None,
    iterations: int = 1000,
    block: int = BLOCK,
    jobs: int = 1,
    keep_duals: bool = False,
) -> Solution:
    """Learn the weights of s kernels and the machines of `tasks`, which share them.

    Args:
        grams: `(s, n, n)`, or rows that are computed when asked for.
        tasks: labels and costs.
        p: norm of the weights, 1 < p ≤ ∞.
        penalty: λ of the penalised form; 0: ‖β‖_p ≤ 1.
        gap: relative duality gap to stop at.
        start: `(T, n)` signed duals to start from, such as those of a neighbouring p or C.
        iterations: the greatest number of rounds (blocks of pairs).
        block: variables a round.
        jobs: threads.
        keep_duals: whether the history keeps the duals.

    Raises:
        ValueError: p ≤ 1, λ < 0, λ with p = ∞, a kernel that shows itself not to be positive semi-definite.

    """
    if not p > 1.0:
        raise ValueError(f"SMO needs p > 1 (at 1 the dual is not smooth; use the level method), not {p}")
    if penalty < 0 or (penalty and np.isinf(p)):
        raise ValueError(
            f"the penalty λ must not be negative, and needs a finite p; not λ = {penalty}, p = {p}"
        )
    rows = StoredRows(grams) if isinstance(grams, np.ndarray) else grams
    record = Record(keep_duals)

    def watch(at: Ascent) -> None:
        record.bound(at.dual)
        record.improve(at.weights, at.signed, at.intercept, at.primal)
        record.note(at.weights, float(np.sum(tasks.signs * at.signed)), at.squares, at.signed)

    ascend(
        rows,
        tasks,
        q=conjugate(p),
        penalty=penalty,
        gap=gap,
        start=start,
        rounds=iterations,
        block=block,
        jobs=jobs,
        watch=watch,
    )
    return record.solution(gap)
