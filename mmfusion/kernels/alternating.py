"""Lp multiple kernel learning by alternation: an SVM for the weights, weights in closed form for the SVM.

Both steps minimise the primal, over f for given β, and over β for given f_k with ‖f_k‖² = β_k² h_k:

    β_k = ‖f_k‖^{2/(p+1)} / (Σ_j ‖f_j‖^{2p/(p+1)})^{1/p}

(Kloft, Brefeld, Sonnenburg, Zien, ℓp-Norm Multiple Kernel Learning, JMLR 12, 2011; for p = 1, Xu, Jin, Yang,
King, Lyu, Simple and Efficient Multiple Kernel Learning by Group Lasso, ICML 2010). It never climbs, and it
is slow where weights go to zero, since they only shrink by a factor: for p = 1 use `mmfusion.kernels.level`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.kernels.outer import Evaluation
from mmfusion.kernels.problem import Floats, Record, Solution, Tasks, conjugate, norm
from mmfusion.kernels.rows import Rows, StoredRows


def closed_form_weights(norms: Floats, p: float) -> Floats:
    """Return the β that minimise Σ_k ‖f_k‖² / β_k over ‖β‖_p ≤ 1, for norms ‖f_k‖ `(s,)`, 1 ≤ p ≤ ∞.

    All norms 0: equal weights.
    """
    if np.isinf(p):
        return np.ones(len(norms))
    powers = np.asarray(norms ** (2.0 / (p + 1.0)))
    length = norm(powers, p)
    return powers / length if length > 0 else np.full(len(norms), len(norms) ** (-1.0 / p))


def solve_alternating(
    grams: NDArray[Any] | Rows,
    tasks: Tasks,
    p: float = 2.0,
    *,
    gap: float = 1e-3,
    start: Floats | None = None,
    weights: Floats | None = None,
    iterations: int = 500,
    jobs: int = 1,
    keep_duals: bool = False,
) -> Solution:
    """Learn the weights of s kernels and the machines of `tasks`, which share them.

    The gap of each SVM is a tenth of the gap that the whole has reached: with a fixed tolerance alternation
    stalls where the SVM's own gap is.

    Args:
        grams: `(s, n, n)`, or rows that are computed when asked for.
        tasks: labels and costs.
        p: norm of the weights, 1 ≤ p ≤ ∞.
        gap: relative duality gap to stop at.
        start: `(T, n)` signed duals to start from.
        weights: `(s,)` β > 0 to start from, equal by default; one that is 0 stays 0.
        iterations: the greatest number of SVMs.
        jobs: threads.
        keep_duals: whether the history keeps the duals.

    Raises:
        ValueError: p < 1, a kernel that shows itself not to be positive semi-definite.

    """
    rows = StoredRows(grams) if isinstance(grams, np.ndarray) else grams
    record = Record(keep_duals)
    evaluation = Evaluation(rows, tasks, conjugate(p), record, start, jobs)
    s = rows.s
    beta = closed_form_weights(np.ones(s) if weights is None else weights ** ((p + 1) / 2), p)
    inner = 0.02
    for _ in range(iterations):
        linear, squares, signed = evaluation.at(beta, inner)
        record.note(beta, linear, squares, signed)
        if record.gap <= gap or record.stalled():
            break
        beta = closed_form_weights(beta * np.sqrt(squares), p)
        inner = float(np.clip(0.1 * record.gap, 0.1 * gap, inner))
    return record.solution(gap)
