"""`KernelRidgeFusion` as a classifier and as regression."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.pipeline import make_pipeline

from mmfusion.kernels.base import RBF
from mmfusion.kernels.fusion import KernelRidgeFusion, KernelRidgeFusionRegressor
from mmfusion.kernels.problem import Tasks
from mmfusion.kernels.ridge import solve_ridge
from mmfusion.kernels.smo_mkl import solve_smo
from mmfusion.kernels.union import KernelUnion
from tests.kernels.problems import primal_optimum, rbf_problem

GRAMS, Y = rbf_problem(30, 3, seed=3)


@pytest.mark.parametrize("loss", ["squared", "hinge"])
@pytest.mark.parametrize("penalty", [0.1, 5.0])
def test_both_losses_agree_with_an_independent_solver(loss: str, penalty: float) -> None:
    value, weights = primal_optimum(GRAMS, Y, np.ones(30), None, penalty, loss)
    ours = KernelRidgeFusion(penalty, loss=loss, tol=1e-7).fit(GRAMS, Y)
    assert ours.primal_ == pytest.approx(value, rel=1e-4)
    assert ours.dual_ == pytest.approx(value, rel=1e-4)
    np.testing.assert_allclose(ours.weights_, weights, atol=5e-3 * max(1.0, weights.max()))


def test_a_cost_before_the_loss_is_another_penalty() -> None:
    c, penalty = 2.5, 0.8
    tasks = Tasks(Y[None], np.full((1, 30), c))
    with_cost = solve_smo(GRAMS, tasks, 2.0, penalty=2 * penalty, gap=1e-9)
    without = KernelRidgeFusion(penalty / c**3, loss="hinge", tol=1e-9).fit(GRAMS, Y)
    # β = α/C makes ‖f‖²_β = C ‖f‖²_α, so that C Σ L + ½‖f‖²_β + λ‖β‖² = C (Σ L + ½‖f‖²_α + λ/C³ ‖α‖²)
    np.testing.assert_allclose(with_cost.weights * c, without.weights_, rtol=1e-2, atol=1e-4)


def test_a_larger_penalty_means_smaller_weights_and_not_more_equal_ones() -> None:
    models = [KernelRidgeFusion(penalty, tol=1e-7).fit(GRAMS, Y) for penalty in (0.1, 1.0, 10.0, 100.0)]
    sizes = [float(np.linalg.norm(model.weights_)) for model in models]
    assert (np.diff(sizes) < 0).all()
    shares = [model.weights_.max() / model.weights_.sum() for model in models]
    assert shares[-1] > 1 / 3 + 0.05


def test_regression_learns_which_kernel_tells() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(80, 4))
    y = np.stack([np.sin(2 * x[:, 0]), np.cos(x[:, 0])], axis=1)
    union = KernelUnion([(f"x{i}", RBF(), [i]) for i in range(4)])
    model = make_pipeline(union, KernelRidgeFusionRegressor(1.0)).fit(x[:60], y[:60])
    assert model.score(x[60:], y[60:]) > 0.7
    weights = model[-1].weights_
    assert weights[0] > 5 * weights[1:].max()
    assert model.predict(x[60:]).shape == (20, 2)
    one = make_pipeline(union, KernelRidgeFusionRegressor(1.0)).fit(x[:60], y[:60, 0])
    assert one.predict(x[60:]).shape == (20,)


def test_the_regressor_is_the_solver() -> None:
    y = Y + 3
    model = KernelRidgeFusionRegressor(2.0).fit(GRAMS, y, sample_weight=np.full(30, 2.0))
    solution = solve_ridge(GRAMS, y[None], np.full(30, 2.0), 2.0, gap=1e-4)
    np.testing.assert_array_equal(model.weights_, solution.weights)
    np.testing.assert_array_equal(model.dual_coef_, solution.signed)


def test_bad_targets_are_refused_and_few_steps_warn() -> None:
    with pytest.raises(ValueError, match="inconsistent"):
        KernelRidgeFusionRegressor().fit(GRAMS, Y[:5])
    with pytest.raises(ValueError, match="not be negative"):
        KernelRidgeFusionRegressor().fit(GRAMS, Y, sample_weight=-np.ones(30))
    spoiled = GRAMS.copy()
    spoiled[0, 0, 1] += 0.1
    with pytest.raises(ValueError, match="not symmetric"):
        KernelRidgeFusionRegressor().fit(spoiled, Y)
    with pytest.warns(ConvergenceWarning, match="gap"):
        KernelRidgeFusionRegressor(tol=1e-12, max_iter=1).fit(GRAMS, Y)
