"""Alternation: the closed form is the minimiser, and the primal never climbs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mmfusion.kernels.alternating import closed_form_weights, solve_alternating
from mmfusion.kernels.problem import Tasks, norm
from tests.kernels.problems import rbf_problem


@settings(max_examples=30, deadline=None)
@given(arrays(np.float64, 4, elements=st.floats(0.01, 5)), st.floats(1.0, 8.0), st.integers(0, 1000))
def test_the_closed_form_minimises_over_the_ball(norms: np.ndarray, p: float, seed: int) -> None:
    best = closed_form_weights(norms, p)
    assert norm(best, p) == pytest.approx(1.0)
    value = np.sum(norms**2 / best)
    other = np.random.default_rng(seed).random(4) + 1e-3
    other /= norm(other, p)
    assert value <= np.sum(norms**2 / other) * (1 + 1e-9)


def test_no_norms_and_p_infinity_give_equal_weights() -> None:
    np.testing.assert_allclose(closed_form_weights(np.zeros(4), 2.0), np.full(4, 0.5))
    np.testing.assert_allclose(closed_form_weights(np.array([1.0, 3.0]), np.inf), [1.0, 1.0])


def test_a_weight_that_starts_at_zero_stays_there() -> None:
    grams, y = rbf_problem(20, 3)
    ours = solve_alternating(
        grams, Tasks(y[None], np.ones((1, 20))), 2.0, weights=np.array([1.0, 0.0, 1.0]), iterations=5
    )
    assert ours.weights[1] == 0.0


def test_it_reaches_the_gap_that_a_fixed_tolerance_stalls_above() -> None:
    grams, y = rbf_problem(60, 5, seed=3)
    assert solve_alternating(grams, Tasks(y[None], np.full((1, 60), 10.0)), 2.0, gap=1e-7).converged
