"""The level method's two small programmes against an independent solver, and what it is for."""

from __future__ import annotations

import cvxpy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmfusion.kernels.alternating import solve_alternating
from mmfusion.kernels.level import lower_bound, project, solve_level
from mmfusion.kernels.problem import Tasks
from tests.kernels.problems import rbf_problem


def _cuts(seed: int, t: int, s: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return 10 + rng.random(t) * 50, rng.random((t, s)) * 40


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), t=st.integers(1, 12), s=st.integers(1, 8))
def test_the_lower_bound_is_the_minimum_of_the_cuts(seed: int, t: int, s: int) -> None:
    constants, slopes = _cuts(seed, t, s)
    lowest, beta = lower_bound(constants, slopes)
    assert beta.min() >= 0
    assert beta.sum() == pytest.approx(1)
    assert np.max(constants - slopes @ beta) == pytest.approx(lowest, rel=1e-7)
    for other in np.random.default_rng(seed).dirichlet(np.ones(s), 20):
        assert np.max(constants - slopes @ other) >= lowest - 1e-7


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), t=st.integers(1, 10), s=st.integers(2, 8), share=st.floats(0.05, 0.95))
def test_the_projection_is_the_nearest_point_of_the_level_set(
    seed: int, t: int, s: int, share: float
) -> None:
    constants, slopes = _cuts(seed, t, s)
    lowest, bottom = lower_bound(constants, slopes)
    start = np.random.default_rng(seed).dirichlet(np.ones(s))
    here = np.max(constants - slopes @ start)
    level = (1 - share) * lowest + share * here
    found = project(start, constants, slopes, level, bottom)
    assert found.min() >= 0
    assert found.sum() == pytest.approx(1)
    assert np.max(constants - slopes @ found) <= level + 1e-6 * abs(level)
    b = cvxpy.Variable(s, nonneg=True)
    within = [cvxpy.sum(b) == 1, constants - slopes @ b <= level]
    cvxpy.Problem(cvxpy.Minimize(cvxpy.sum_squares(b - start)), within).solve(solver=cvxpy.CLARABEL)
    assert np.linalg.norm(found - start) <= np.linalg.norm(b.value - start) + 1e-4


def test_a_point_inside_the_level_set_stays() -> None:
    constants, slopes = _cuts(0, 3, 4)
    start = np.full(4, 0.25)
    assert project(start, constants, slopes, 1e3, start) is start


def test_it_finds_the_informative_kernels_in_few_machines_where_alternation_needs_many() -> None:
    grams, y = rbf_problem(80, 12, seed=5, informative=2)
    tasks = Tasks(y[None], np.full((1, 80), 0.3))
    level = solve_level(grams, tasks, gap=1e-4)
    alternating = solve_alternating(grams, tasks, 1.0, gap=1e-4, iterations=len(level.history))
    assert level.converged
    assert len(level.history) < 60
    assert alternating.gap > level.gap
    assert set(np.argsort(level.weights)[-2:]) == {0, 1}


def test_a_start_need_not_sum_to_one() -> None:
    grams, y = rbf_problem(30, 3)
    tasks = Tasks(y[None], np.ones((1, 30)))
    ours = solve_level(grams, tasks, gap=1e-5, weights=np.array([5.0, 1.0, 0.0]))
    assert ours.converged
    np.testing.assert_allclose(ours.history[0].weights, [5 / 6, 1 / 6, 0.0])
