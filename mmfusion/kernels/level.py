"""L1 multiple kernel learning by the level method: few SVMs, a certified optimum.

J(β) = max_a yᵀa − ½ βᵀh(a) is convex, and each SVM gives a cut J(β) ≥ c_i − ½ βᵀh_i. Of the cuts' maximum g:

    lower = min_{β in simplex} g(β)                      a linear programme
    level = ½ lower + ½ upper                            upper: the best primal value so far
    β ← the point of {β in simplex: g(β) ≤ level} next to β     a projection

(Lemaréchal, Nemirovskii, Nesterov, New variants of bundle methods, Mathematical Programming 69, 1995; for
MKL: Xu, Jin, King, Lyu, An Extended Level Method for Efficient Multiple Kernel Learning, NIPS 2008).
Projecting is what keeps the steps from jumping between corners as the minimiser of g does (cutting planes).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.kernels.outer import Evaluation
from mmfusion.kernels.problem import Floats, Record, Solution, Tasks
from mmfusion.kernels.rows import Rows, StoredRows

LEVEL = 0.5


def solve_level(
    grams: NDArray[Any] | Rows,
    tasks: Tasks,
    *,
    gap: float = 1e-3,
    start: Floats | None = None,
    weights: Floats | None = None,
    iterations: int = 500,
    jobs: int = 1,
    keep_duals: bool = False,
) -> Solution:
    """Learn weights on the simplex and the machines of `tasks`, which share them.

    Args:
        grams: `(s, n, n)`, or rows that are computed when asked for.
        tasks: labels and costs.
        gap: relative duality gap to stop at.
        start: `(T, n)` signed duals to start from.
        weights: `(s,)` β of the simplex to start from; equal weights by default.
        iterations: the greatest number of SVMs.
        jobs: threads.
        keep_duals: whether the history keeps the duals.

    Raises:
        ValueError: a kernel that shows itself not to be positive semi-definite.

    """
    rows = StoredRows(grams) if isinstance(grams, np.ndarray) else grams
    record = Record(keep_duals)
    evaluation = Evaluation(rows, tasks, np.inf, record, start, jobs)
    s = rows.s
    beta = np.full(s, 1.0 / s) if weights is None else weights / weights.sum()
    constants, slopes = np.empty(0), np.empty((0, s))
    inner = 0.02
    for _ in range(iterations):
        linear, squares, signed = evaluation.at(beta, inner)
        constants = np.append(constants, linear)
        slopes = np.vstack([slopes, 0.5 * squares])
        lowest, bottom = lower_bound(constants, slopes)
        record.bound(lowest)
        record.note(beta, linear, squares, signed)
        if record.gap <= gap or record.stalled():
            break
        level = (1.0 - LEVEL) * record.dual + LEVEL * record.primal
        beta = project(beta, constants, slopes, level, bottom)
        inner = float(np.clip(0.1 * record.gap, 0.1 * gap, inner))
    return record.solution(gap)


def lower_bound(constants: Floats, slopes: Floats) -> tuple[float, Floats]:
    """Return the minimum over the simplex of max_i c_i − βᵀg_i, and where it is taken.

    The number returned is a bound even where the programme was solved roughly: it is computed from the
    programme's multipliers μ, as Σ μ_i c_i − max_k Σ_i μ_i g_ik, which is a bound for any μ of the simplex.

    Args:
        constants: `(t,)` c.
        slopes: `(t, s)` g ≥ 0.

    """
    from scipy.optimize import linprog

    t, s = slopes.shape
    scale = max(float(np.abs(constants).max()), float(slopes.max()), 1e-300)
    # variables (β, height): height − c_i + βᵀg_i ≥ 0
    solved = linprog(
        np.append(np.zeros(s), 1.0),
        A_ub=np.hstack([-slopes / scale, -np.ones((t, 1))]),
        b_ub=-constants / scale,
        A_eq=np.append(np.ones(s), 0.0)[None],
        b_eq=[1.0],
        bounds=[(0.0, None)] * s + [(None, None)],
        method="highs",
    )
    if solved.status != 0:
        return -np.inf, np.full(s, 1.0 / s)
    multipliers = np.maximum(-np.asarray(solved.ineqlin.marginals), 0.0)
    multipliers /= multipliers.sum()
    beta = np.maximum(np.asarray(solved.x[:s]), 0.0)
    return float(multipliers @ constants - (multipliers @ slopes).max()), beta / beta.sum()


def project(beta: Floats, constants: Floats, slopes: Floats, level: float, bottom: Floats) -> Floats:
    """Return the point next to `beta` of the simplex where every cut c_i − βᵀg_i is at most `level`.

    Least-distance programming by non-negative least squares (Lawson, Hanson, Solving Least Squares Problems,
    1974, chapter 23): min ‖x‖ with G x ≥ r is x = ρ_{1..s} / −ρ_{s+1}, where ρ = E u − f is the residual of
    min_{u ≥ 0} ‖E u − f‖, E = [Gᵀ; rᵀ], f = (0, …, 0, 1).

    Args:
        beta: `(s,)` where to start.
        constants: `(t,)` c.
        slopes: `(t, s)` g ≥ 0.
        level: above the minimum of the cuts over the simplex.
        bottom: `(s,)` the minimiser of the cuts, the answer where arithmetic fails.

    """
    from scipy.optimize import nnls

    s = len(beta)
    lengths = np.maximum(np.linalg.norm(slopes, axis=1), 1e-300)
    above = (constants - level - slopes @ beta) / lengths
    if above.max() <= 0.0:
        return beta
    # x = new β − β sums to zero (two inequalities), new β ≥ 0, cuts at most level
    directions = np.vstack([slopes / lengths[:, None], np.eye(s), np.ones((1, s)), -np.ones((1, s))])
    least = np.concatenate([above, -beta, [0.0, 0.0]])
    system = np.vstack([directions.T, least])
    target = np.append(np.zeros(s), 1.0)
    try:
        multipliers = nnls(system, target)[0]
    except RuntimeError:  # its limit of iterations
        return bottom
    residual = system @ multipliers - target
    if residual[-1] >= -1e-12:
        return bottom
    found = np.maximum(beta - residual[:-1] / residual[-1], 0.0)
    total = float(found.sum())
    return found / total if total > 0 else bottom
