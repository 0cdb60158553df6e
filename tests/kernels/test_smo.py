"""The compiled loops against finite differences, numpy and the conditions of optimality."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mmfusion.kernels import smo
from tests.kernels.problems import rbf_problem

FORMS = [(2.0, 0.0), (4.0, 0.0), (1.2, 0.0), (11.0, 0.0), (2.0, 0.7), (3.0, 2.0), (1.5, 0.3)]


def _value(h: np.ndarray, q: float, penalty: float) -> float:
    length = np.sum(h**q) ** (1 / q)
    return float(0.5 * length if penalty == 0 else length**2 / (8 * penalty))


@pytest.mark.parametrize(("q", "penalty"), FORMS)
@settings(max_examples=15, deadline=None)
@given(h=arrays(np.float64, 3, elements=st.floats(0.1, 10)))
def test_weights_are_twice_the_derivative_of_the_regulariser(q: float, penalty: float, h: np.ndarray) -> None:
    weights = np.empty(3)
    assert smo.weigh(h, q, penalty, weights) == pytest.approx(_value(h, q, penalty))
    for k in range(3):
        nudge = 1e-6 * np.eye(3)[k]
        slope = (_value(h + nudge, q, penalty) - _value(h - nudge, q, penalty)) / 2e-6
        assert weights[k] == pytest.approx(2 * slope, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("q", [2.0, 5.0, 1.1])
def test_constrained_weights_have_norm_one_even_for_nothing(q: float) -> None:
    p = q / (q - 1)
    for h in (np.array([1.0, 2.0, 0.0]), np.zeros(3), np.array([1e-200, 1e-210, 0.0])):
        weights = np.empty(3)
        smo.weigh(h, q, 0.0, weights)
        assert np.linalg.norm(weights, p) == pytest.approx(1.0)


@pytest.mark.parametrize(("q", "penalty"), FORMS)
def test_slopes_along_a_pair_are_finite_differences(q: float, penalty: float) -> None:
    rng = np.random.default_rng(3)
    root = rng.normal(size=(3, 6, 6))
    grams = np.einsum("kij,kil->kjl", root, root)
    a, d = rng.normal(size=6), np.array([1.0, -1, 0, 0, 0, 0])
    h, u, v = (np.einsum("i,kij,j->k", x, grams, y) for x, y in ((a, a), (a, d), (d, d)))
    room = np.empty(3)

    def value(t: float) -> float:
        return _value(h + 2 * t * u + t * t * v, q, penalty)

    for t in (0.0, 0.3):
        first, second = smo._slope(h, u, v, t, q, penalty, room)
        assert first == pytest.approx((value(t + 1e-5) - value(t - 1e-5)) / 2e-5, rel=1e-6, abs=1e-8)
        assert second == pytest.approx(
            (value(t + 1e-4) - 2 * value(t) + value(t - 1e-4)) / 1e-8, rel=1e-4, abs=1e-5
        )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("q", "penalty"), FORMS)
def test_climbing_ends_where_no_pair_violates_and_keeps_its_books(
    q: float, penalty: float, dtype: type
) -> None:
    grams, y = rbf_problem(30, 3, seed=5)
    grams = grams.astype(dtype)
    low, high = np.where(y < 0, -2.0, 0.0), np.where(y > 0, 2.0, 0.0)
    a, f, h = np.zeros(30), np.zeros((3, 30), dtype=dtype), np.zeros(3)
    steps = smo.climb(grams, y, low, high, a, f, h, q, penalty, 1e-3, 100_000)
    assert 0 < steps < 100_000
    assert abs(a.sum()) < 1e-12
    assert (a >= low).all()
    assert (a <= high).all()
    np.testing.assert_allclose(f, grams @ a, atol=1e-5)
    np.testing.assert_allclose(h, np.einsum("i,kij,j->k", a, grams, a), rtol=1e-4)
    weights = np.empty(3)
    smo.weigh(np.einsum("i,kij,j->k", a, grams.astype(float), a), q, penalty, weights)
    e = y - weights @ (grams @ a)
    assert e[a < high].max() - e[a > low].min() < 1.1e-3


def test_every_step_climbs() -> None:
    grams, y = rbf_problem(20, 3, seed=1)
    low, high = np.where(y < 0, -1.0, 0.0), np.where(y > 0, 1.0, 0.0)
    a, f, h = np.zeros(20), np.zeros((3, 20)), np.zeros(3)
    values = [0.0]
    for _ in range(40):
        smo.climb(grams, y, low, high, a, f, h, 3.0, 0.0, 1e-9, 1)
        values.append(float(y @ a) - _value(np.einsum("i,kij,j->k", a, grams, a), 3.0, 0.0))
    assert (np.diff(values) > -1e-12).all()
    assert values[-1] > 5
