"""What the page of multiple kernel learning solves is optimal: the gap by hand, on what ships."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog

from mmfusion.kernels.problem import relative
from mmfusion.ui.mkl import computed
from mmfusion.ui.mkl.computed import Problem, Solved


def conjugate_norm(h: NDArray[np.float64], p: float) -> float:
    """‖h‖_q, 1/p + 1/q = 1."""
    q = 1.0 if np.isinf(p) else p / (p - 1)
    return float((h**q).sum() ** (1 / q))


def under_all_cuts(answer: Solved) -> float:
    """The least that any weights on the simplex can cost: every dual that was met is a cut below J."""
    linear = np.array([one.linear for one in answer.history])
    squares = np.array([one.squares for one in answer.history])
    count = squares.shape[1]
    found = linprog(
        [*np.zeros(count), 1.0],
        A_ub=np.hstack([-0.5 * squares, -np.ones((len(linear), 1))]),
        b_ub=-linear,
        A_eq=[[*np.ones(count), 0.0]],
        b_eq=[1.0],
        bounds=[*[(0.0, 1.0)] * count, (None, None)],
    )
    return float(found.fun)


@pytest.mark.parametrize("problem", [Problem("sunflower", 1.0, 0), Problem("daisy", 10.0, 4)])
def test_the_gap_of_every_norm_is_what_the_page_promises(problem: Problem) -> None:
    """½ Σ β_k h_k + C Σ losses above, yᵀa − ½ ‖h‖_q below: between them lies the optimum."""
    grams = computed.kernels(problem)[0].astype(float)
    y = computed.signs(problem)
    for answer in computed.solved(problem):
        a, beta, p = answer.signed, answer.weights, answer.p
        assert (a * y >= -1e-6).all()
        assert (a * y <= problem.C * (1 + 1e-6)).all()
        assert abs(a.sum()) < 1e-3 * problem.C
        assert (beta >= 0).all()
        norm = beta.max() if np.isinf(p) else float((beta**p).sum() ** (1 / p))
        assert norm <= 1 + 1e-6
        h = np.array([a @ k @ a for k in grams])
        f = np.tensordot(beta, grams, 1) @ a
        above = 0.5 * float(beta @ h) + problem.C * np.maximum(0, 1 - y * (f + answer.intercept)).sum()
        below = under_all_cuts(answer) if p == 1.0 else float(y @ a) - 0.5 * conjugate_norm(h, p)
        last = answer.history[-1]
        assert below <= above * (1 + 1e-6)
        assert (above - below) / above <= 2 * computed.GAP, f"p = {p}"
        assert last.gap <= computed.GAP
        assert last.gap == pytest.approx(relative(last.primal, last.dual), abs=1e-9)
