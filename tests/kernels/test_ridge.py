"""Squared-loss fusion against an independent solver, finite differences and plain kernel ridge."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.kernel_ridge import KernelRidge

from mmfusion.kernels.ridge import _Newton, solve_ridge
from tests.kernels.problems import primal_optimum, rbf_problem

GRAMS, SIGNS = rbf_problem(24, 3, seed=2)
Y = SIGNS + np.random.default_rng(0).normal(size=24)


@pytest.mark.parametrize("penalty", [0.01, 1.0, 100.0])
def test_the_optimum_agrees_with_an_independent_solver(penalty: float) -> None:
    weight = np.where(np.arange(24) < 8, 2.0, 0.5)
    value, weights = primal_optimum(GRAMS, Y, weight, None, penalty, "squared")
    ours = solve_ridge(GRAMS, Y[None], weight, penalty, gap=1e-8)
    assert ours.converged
    assert ours.primal == pytest.approx(value, rel=1e-4)
    assert ours.dual == pytest.approx(value, rel=1e-4)
    np.testing.assert_allclose(ours.weights, weights, atol=5e-3 * max(1.0, weights.max()))


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), penalty=st.floats(0.01, 50))
def test_weights_follow_from_the_duals_at_the_optimum(seed: int, penalty: float) -> None:
    grams, y = rbf_problem(16, 3, seed)
    ours = solve_ridge(grams, y[None], np.ones(16), penalty, gap=1e-9)
    c = ours.signed[0]
    h = np.einsum("i,kij,j->k", c, grams, c)
    np.testing.assert_allclose(ours.weights, h / (4 * penalty), rtol=2e-2, atol=1e-4)
    assert abs(c.sum()) < 1e-8
    f = np.einsum("k,kij,j->i", ours.weights, grams, c) + ours.intercept[0]
    value = np.sum((y - f) ** 2) + 0.5 * ours.weights @ h + penalty * np.sum(ours.weights**2)
    assert value == pytest.approx(ours.primal, rel=1e-8)
    assert ours.dual <= ours.primal * (1 + 1e-12)  # rounding


def test_the_function_is_kernel_ridge_for_its_weights() -> None:
    ours = solve_ridge(GRAMS, Y[None], np.ones(24), 1.0, intercept=False)
    gram = np.tensordot(ours.weights, GRAMS, 1)
    reference = KernelRidge(alpha=0.5, kernel="precomputed").fit(gram, Y)
    np.testing.assert_allclose(ours.signed[0], reference.dual_coef_, atol=1e-10)
    assert ours.intercept[0] == 0.0


def test_gradient_and_second_derivative_are_finite_differences() -> None:
    newton = _Newton(GRAMS, Y[None], np.ones(24), np.arange(24), 0.7, True, 1)
    beta = np.array([0.5, 0.2, 1.0])
    _, duals, _ = newton.value(beta)
    products, squares = newton.products(duals)
    gradient = 2 * 0.7 * beta - 0.5 * squares
    # far from the bounds, the model's minimiser is a Newton step: H (β' − β) = −gradient
    step = newton.model_minimiser(beta, gradient, products) - beta

    def slope(at: np.ndarray) -> np.ndarray:
        _, c, _ = newton.value(at)
        return 2 * 0.7 * at - 0.5 * newton.products(c)[1]

    for k in range(3):
        nudge = 1e-5 * np.eye(3)[k]
        difference = (newton.value(beta + nudge)[0] - newton.value(beta - nudge)[0]) / 2e-5
        assert gradient[k] == pytest.approx(difference, rel=1e-6, abs=1e-6)
    if (beta + step > 0).all():
        ahead = (slope(beta + 1e-5 * step) - slope(beta - 1e-5 * step)) / 2e-5
        np.testing.assert_allclose(ahead, -gradient, rtol=1e-4)
    else:
        pytest.fail("the example must be one whose step stays inside")


def test_samples_without_weight_are_not_there() -> None:
    weight = np.r_[np.ones(20), np.zeros(4)]
    ours = solve_ridge(GRAMS, Y[None], weight, 1.0)
    alone = solve_ridge(np.ascontiguousarray(GRAMS[:, :20, :20]), Y[None, :20], np.ones(20), 1.0)
    np.testing.assert_allclose(ours.weights, alone.weights)
    np.testing.assert_allclose(ours.signed[0], np.r_[alone.signed[0], np.zeros(4)], atol=1e-12)


def test_several_targets_share_the_weights() -> None:
    both = solve_ridge(GRAMS, np.stack([Y, SIGNS]), np.ones(24), 1.0)
    twice = solve_ridge(GRAMS, np.stack([Y, Y]), np.ones(24), 2.0)
    once = solve_ridge(GRAMS, Y[None], np.ones(24), 1.0)
    assert both.converged
    np.testing.assert_allclose(twice.weights, once.weights, rtol=1e-4)
    assert twice.primal == pytest.approx(2 * once.primal, rel=1e-6)


def test_a_constant_target_needs_no_kernel() -> None:
    ours = solve_ridge(GRAMS, np.full((1, 24), 3.0), np.ones(24), 1.0)
    np.testing.assert_allclose(ours.weights, 0, atol=1e-12)
    np.testing.assert_allclose(ours.intercept, 3.0)
    assert ours.converged


@pytest.mark.parametrize(
    ("weight", "penalty", "match"),
    [
        (np.ones(24), 0.0, "λ must be positive"),
        (np.ones(24), -1.0, "λ"),
        (np.zeros(24), 1.0, "weight above 0"),
    ],
)
def test_bad_parameters_are_refused(weight: np.ndarray, penalty: float, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        solve_ridge(GRAMS, Y[None], weight, penalty)


def test_a_matrix_that_is_no_kernel_is_refused_where_it_shows() -> None:
    grams = np.stack([np.eye(24), np.eye(24) - 3 * np.outer(SIGNS, SIGNS) / 24])
    newton = _Newton(grams, Y[None], np.ones(24), np.arange(24), 1.0, True, 1)
    with pytest.raises(ValueError, match="not positive semi-definite"):
        newton.value(np.array([0.0, 1.0]))
