"""What each slip of the slides would do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mmfusion.kernels.problem import Tasks, conjugate, norm
from mmfusion.kernels.slips import (
    negative_weight,
    penalised_weights,
    penalty_of_unit_norm,
    scaled_up,
    shrinking_weights,
    weights_without_inner_exponent,
)
from mmfusion.kernels.smo_mkl import solve_smo
from tests.kernels.problems import rbf_problem

GRAMS, Y = rbf_problem(20, 3)


@settings(max_examples=30, deadline=None)
@given(arrays(np.float64, 4, elements=st.floats(0.1, 10)), st.floats(1.2, 8), st.floats(0.1, 5))
def test_without_the_inner_exponent_nothing_is_learned(squares: np.ndarray, p: float, penalty: float) -> None:
    lost = weights_without_inner_exponent(squares, p, penalty)
    assert np.ptp(lost) == 0.0  # all alike, whatever the data say
    q = conjugate(p)

    def dual_term(h: np.ndarray) -> float:
        return float(np.sum(h) ** (2 / q) / (8 * penalty))

    slope = (dual_term(squares + 1e-6 * np.eye(4)[1]) - dual_term(squares - 1e-6 * np.eye(4)[1])) / 2e-6
    assert lost[1] == pytest.approx(2 * slope, rel=1e-4)
    right = penalised_weights(squares, p, penalty)
    order = np.argsort(squares)
    assert (np.diff(right[order]) >= 0).all()
    if np.ptp(squares) > 1e-3:
        assert np.ptp(right) > 0


def test_with_the_exponent_the_informative_kernels_win() -> None:
    grams, y = rbf_problem(60, 4, seed=1, informative=2)
    solution = solve_smo(grams, Tasks(y[None], np.ones((1, 60))), 4 / 3, gap=1e-5)
    h = solution.history[-1].squares
    assert solution.weights[:2].min() > 1.5 * solution.weights[2:].max()
    assert np.ptp(weights_without_inner_exponent(h, 4 / 3, penalty_of_unit_norm(h, 4 / 3))) == 0.0


def test_lambdas_convention_is_a_factor_of_two_in_the_weights() -> None:
    squares = np.array([1.0, 4.0, 2.0])
    for p in (4 / 3, 2.0, 3.0):
        penalty = penalty_of_unit_norm(squares, p)
        assert norm(penalised_weights(squares, p, penalty), p) == pytest.approx(1.0)
        # λ‖β‖² is (2λ/2)‖β‖²
        assert norm(penalised_weights(squares, p, 2 * penalty), p) == pytest.approx(0.5)


def test_without_the_norm_of_f_weights_shrink_to_nothing_at_no_cost() -> None:
    sizes = [1.0, 1e-1, 1e-2, 1e-3]
    parts = [shrinking_weights(GRAMS, Y, 1.0, size) for size in sizes]
    slide = [one.loss + one.penalty for one in parts]
    whole = [one.loss + one.half_norm + one.penalty for one in parts]
    np.testing.assert_allclose([one.loss for one in parts], 0, atol=1e-15)
    assert (np.diff(slide) < 0).all()
    assert slide[-1] < 1e-5
    np.testing.assert_allclose(
        [one.half_norm * size for one, size in zip(parts, sizes, strict=True)], parts[0].half_norm
    )
    assert whole[-1] > whole[0]
    with pytest.raises(ValueError, match="positive"):
        shrinking_weights(GRAMS, Y, 1.0, 0.0)


def test_with_a_negative_weight_there_is_no_minimum() -> None:
    values = [negative_weight(GRAMS[0], Y, -0.1, step) for step in (0.0, 1e2, 1e3, 1e4)]
    assert values[0] == pytest.approx(20.0)
    assert (np.diff(values) < 0).all()
    assert values[-1] < -1e6
    assert negative_weight(GRAMS[0], Y, 0.1, 1e4) > 0


def test_without_the_norm_of_w_the_risk_cannot_choose() -> None:
    found = [scaled_up(GRAMS[0], Y, margin) for margin in (1.0, 2.0, 10.0)]
    assert [risk for risk, _ in found] == [0.0, 0.0, 0.0]
    assert [half for _, half in found] == pytest.approx([found[0][1] * m**2 for m in (1, 2, 10)])
    assert scaled_up(GRAMS[0], Y, 0.5)[0] == pytest.approx(0.5)
