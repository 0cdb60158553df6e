"""SMO-MKL: both forms of the regulariser are one problem, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmfusion.kernels.problem import Tasks, best_weights, norm
from mmfusion.kernels.rows import ComputedRows
from mmfusion.kernels.slips import penalised_weights, penalty_of_unit_norm
from mmfusion.kernels.smo_mkl import solve_smo
from tests.kernels.problems import primal_optimum, rbf_problem

GRAMS, Y = rbf_problem(30, 4, seed=1)
TASKS = Tasks(Y[None], np.ones((1, 30)))


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000), p=st.sampled_from([1.2, 4 / 3, 2.0, 3.0]))
def test_half_the_dual_norm_as_penalty_is_the_constraint(seed: int, p: float) -> None:
    grams, y = rbf_problem(24, 3, seed)
    tasks = Tasks(y[None], np.ones((1, 24)))
    constrained = solve_smo(grams, tasks, p, gap=1e-9)
    h = constrained.history[-1].squares
    penalty = penalty_of_unit_norm(h, p)
    penalised = solve_smo(grams, tasks, p, penalty=penalty, gap=1e-9)
    assert norm(penalised.weights, p) == pytest.approx(1.0, abs=1e-3)
    np.testing.assert_allclose(penalised.weights, constrained.weights, atol=1e-3)
    # its regulariser is there on top: (λ/2) · 1²
    assert penalised.primal == pytest.approx(constrained.primal + penalty / 2, rel=1e-6)
    np.testing.assert_allclose(penalised_weights(h, p, penalty), best_weights(h, p), rtol=1e-9)


@pytest.mark.parametrize("penalty", [0.05, 1.0, 20.0])
def test_the_penalised_form_agrees_with_an_independent_solver(penalty: float) -> None:
    value, weights = primal_optimum(GRAMS, Y, np.ones(30), None, penalty / 2)
    ours = solve_smo(GRAMS, TASKS, 2.0, penalty=penalty, gap=1e-7)
    assert ours.primal == pytest.approx(value, rel=1e-4)
    assert ours.dual == pytest.approx(value, rel=1e-4)
    np.testing.assert_allclose(ours.weights, weights, atol=5e-3 * max(1, weights.max()))


def test_a_limit_of_iterations_leaves_bounds_that_hold() -> None:
    end = solve_smo(GRAMS, TASKS, 2.0, gap=1e-9)
    few = solve_smo(GRAMS, TASKS, 2.0, gap=1e-9, iterations=2, block=6)
    assert not few.converged
    assert len(few.history) == 3  # the start and two rounds
    assert few.dual <= end.primal
    assert end.dual <= few.primal


def test_rows_on_demand_reach_the_same_optimum_in_bounded_memory() -> None:
    rows = ComputedRows(lambda index: GRAMS[:, index].astype(np.float32), 4, 30, 10 * 4 * 30 * 4)
    ours = solve_smo(rows, TASKS, 2.0, gap=1e-5, block=10)
    assert ours.converged
    assert ours.primal == pytest.approx(solve_smo(GRAMS, TASKS, 2.0, gap=1e-6).primal, rel=2e-5)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"p": 1.0}, "p > 1"),
        ({"p": 0.5}, "p > 1"),
        ({"p": float("nan")}, "p > 1"),
        ({"p": 2.0, "penalty": -1.0}, "must not be negative"),
        ({"p": np.inf, "penalty": 1.0}, "finite p"),
    ],
)
def test_what_it_cannot_do_is_refused(options: dict[str, float], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        solve_smo(GRAMS, TASKS, **options)  # type: ignore[arg-type]
