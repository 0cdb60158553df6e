"""Objective values, closed forms and bounds against brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mmfusion.kernels.problem import (
    PATIENCE,
    Record,
    Tasks,
    best_intercept,
    best_weights,
    conjugate,
    norm,
    relative,
)


@settings(max_examples=60, deadline=None)
@given(
    arrays(np.float64, 7, elements=st.floats(-3, 3).map(lambda v: round(v, 1))),
    arrays(np.float64, 7, elements=st.sampled_from([0.0, 0.5, 1.0, 2.0])),
)
def test_the_best_intercept_is_the_best_kink(errors: np.ndarray, bounds: np.ndarray) -> None:
    signs = np.array([1.0, 1, 1, -1, -1, -1, -1])
    bounds[[0, 3]] = 1.0

    def loss(b: float) -> float:
        return float(np.sum(bounds * np.maximum(signs * (errors - b), 0)))

    # a convex piecewise linear function has its minimum at a kink
    assert loss(best_intercept(errors, signs, bounds)) == pytest.approx(min(map(loss, errors)), abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(arrays(np.float64, 4, elements=st.floats(0, 10)), st.floats(1.1, 20))
def test_the_best_weights_reach_the_dual_norm(squares: np.ndarray, p: float) -> None:
    weights = best_weights(squares, p)
    assert norm(weights, p) == pytest.approx(1.0)
    assert weights @ squares == pytest.approx(norm(squares, conjugate(p)), rel=1e-9, abs=1e-12)
    for other in np.eye(4):
        assert weights @ squares >= other @ squares - 1e-9


def test_norms_are_numpys() -> None:
    values = np.array([0.0, 1.0, 2.5])
    for order in (1.0, 1.5, 2.0, 7.0, np.inf):
        assert norm(values, order) == pytest.approx(np.linalg.norm(values, order))
    assert norm(np.array([1e300, 1e300]), 2.0) == pytest.approx(np.sqrt(2) * 1e300)
    assert norm(np.zeros(3), 2.0) == 0.0


def test_exponents_are_conjugate() -> None:
    assert conjugate(2.0) == 2.0
    assert conjugate(4 / 3) == pytest.approx(4.0)
    assert np.isinf(conjugate(1.0))
    assert conjugate(np.inf) == 1.0
    for bad in (0.99, -1.0, float("nan")):
        with pytest.raises(ValueError, match="at least 1"):
            conjugate(bad)


def test_p_infinity_weighs_all_alike_and_p_one_needs_more_than_h() -> None:
    np.testing.assert_allclose(best_weights(np.array([1.0, 2.0]), np.inf), [1.0, 1.0])
    np.testing.assert_allclose(best_weights(np.zeros(4), 2.0), np.full(4, 0.5))
    with pytest.raises(ValueError, match="solver for L1"):
        best_weights(np.array([1.0, 2.0]), 1.0)


def test_relative_gaps_are_never_negative() -> None:
    assert relative(2.0, 1.0) == 0.5
    assert relative(1.0, 1.0 + 1e-15) == 0.0
    assert relative(0.0, 0.0) == 0.0


@pytest.mark.parametrize(
    ("signs", "bounds", "match"),
    [
        ([[1.0, -1.0]], [[1.0]], "both be"),
        ([1.0, -1.0], [1.0, 1.0], "both be"),
        ([[1.0, 0.0]], [[1.0, 1.0]], "-1 and \\+1"),
        ([[1.0, -1.0]], [[1.0, -1.0]], "not negative"),
        ([[1.0, -1.0]], [[1.0, np.inf]], "finite"),
        ([[1.0, 1.0]], [[1.0, 1.0]], "one class"),
        ([[1.0, -1.0]], [[1.0, 0.0]], "one class"),
    ],
)
def test_bad_tasks_are_refused(signs: list[float], bounds: list[float], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        Tasks(np.array(signs), np.array(bounds))


def test_a_record_says_when_nothing_moves_any_more() -> None:
    record, one = Record(), np.ones(1)
    record.improve(one, one[None], one, 10.0)
    for step in range(PATIENCE + 5):
        record.bound(9.0 - 2.0 ** -min(step, 4))
        record.note(one, 0.0, one, one[None])
        assert record.stalled() == (step >= PATIENCE + 4)
