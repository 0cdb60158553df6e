"""All solvers against each other and against an independent convex solver, primal and dual."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.svm import SVC

from mmfusion.kernels.alternating import solve_alternating
from mmfusion.kernels.level import solve_level
from mmfusion.kernels.problem import Solution, Tasks, conjugate, hinge, norm
from mmfusion.kernels.smo_mkl import solve_smo
from tests.kernels.problems import dual_optimum, primal_optimum, rbf_problem

Solver = Callable[..., Solution]


def solvers(p: float) -> dict[str, Solver]:
    found: dict[str, Solver] = {"alternating": lambda k, t, **o: solve_alternating(k, t, p, **o)}
    if p == 1.0:
        found["level"] = solve_level
    else:
        found["smo"] = lambda k, t, **o: solve_smo(k, t, p, **o)
    return found


CASES = [(name, p) for p in (1.0, 1.1, 4 / 3, 2.0, 3.0, np.inf) for name in solvers(p)]


def _tasks(y: np.ndarray, c: Any = 1.0) -> Tasks:
    return Tasks(y[None], np.broadcast_to(np.asarray(c, dtype=float), y.shape)[None].copy())


def _objective(grams: np.ndarray, tasks: Tasks, solution: Solution) -> float:
    """The primal objective of what was handed back, computed from nothing but that."""
    h = np.einsum("ti,kij,tj->k", solution.signed, grams, solution.signed)
    f = np.einsum("k,kij,tj->ti", solution.weights, grams, solution.signed) + solution.intercept[:, None]
    loss = np.sum(tasks.bounds * np.maximum(0, 1 - tasks.signs * f))
    return float(0.5 * solution.weights @ h + loss)


@pytest.mark.parametrize("p", [1.0, 4 / 3, 2.0, 3.0])
@pytest.mark.parametrize("c", [0.3, 5.0])
def test_primal_and_dual_optimum_agree_with_an_independent_solver(p: float, c: float) -> None:
    grams, y = rbf_problem(24, 4, seed=7)
    bounds = c * np.where(np.arange(24) % 3 == 0, 2.0, 1.0)
    tasks = _tasks(y, bounds)
    primal, weights = primal_optimum(grams, y, bounds, p)
    dual = dual_optimum(grams, y, bounds, p)
    assert primal == pytest.approx(dual, rel=1e-5)
    for name, solve in solvers(p).items():
        ours = solve(grams, tasks, gap=1e-6, iterations=3000)
        assert ours.converged, name
        assert ours.primal == pytest.approx(primal, rel=1e-4), name
        assert ours.dual == pytest.approx(dual, rel=1e-4), name
        np.testing.assert_allclose(ours.weights, weights, atol=5e-3, err_msg=name)


@pytest.mark.parametrize(("name", "p"), CASES)
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), c=st.sampled_from([0.1, 1.0, 20.0]), informative=st.integers(0, 3))
def test_what_is_handed_back_is_what_is_claimed(
    name: str, p: float, seed: int, c: float, informative: int
) -> None:
    grams, y = rbf_problem(20, 3, seed, informative)
    tasks = _tasks(y, c)
    ours = solvers(p)[name](grams, tasks, gap=1e-4, iterations=5000)
    assert ours.converged
    assert 0 <= ours.gap <= 1e-4
    assert norm(ours.weights, p) == pytest.approx(1.0)
    assert ours.weights.min() >= 0
    assert _objective(grams, tasks, ours) == pytest.approx(ours.primal, rel=1e-9)
    assert abs(ours.signed.sum()) < 1e-8 * c * 20
    assert (ours.signed >= tasks.low).all()
    assert (ours.signed <= tasks.high).all()
    # the lower bound is one: no feasible answer tried lies below it
    assert ours.dual <= ours.primal * (1 + 1e-12)  # rounding
    for other in np.eye(3):
        rough = _objective(grams, tasks, Solution(other, ours.signed, ours.intercept, 0, 0, 0, True, []))
        assert ours.dual <= rough * (1 + 1e-9)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), c=st.sampled_from([0.2, 2.0]), p=st.sampled_from([1.0, 1.5, 2.0, 4.0]))
def test_all_solvers_agree(seed: int, c: float, p: float) -> None:
    grams, y = rbf_problem(22, 4, seed)
    found = [solve(grams, _tasks(y, c), gap=1e-5, iterations=5000) for solve in solvers(p).values()]
    assert all(one.converged for one in found)
    assert found[0].primal == pytest.approx(found[1].primal, rel=2e-5)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), p=st.sampled_from([1.2, 2.0, 5.0]))
def test_conditions_of_optimality_hold_for_weights_and_machine(seed: int, p: float) -> None:
    grams, y = rbf_problem(20, 3, seed)
    tasks = _tasks(y, 2.0)
    ours = solve_smo(grams, tasks, p, gap=1e-10)
    a = ours.signed[0]
    h = np.einsum("i,kij,j->k", a, grams, a)
    q = conjugate(p)
    np.testing.assert_allclose(ours.weights, (h / norm(h, q)) ** (q - 1), atol=1e-9)
    f = np.einsum("k,kij,j->i", ours.weights, grams, a) + ours.intercept[0]
    inner = (np.abs(a) > 1e-9) & (np.abs(a) < 2 - 1e-9)
    np.testing.assert_allclose((y * f)[inner], 1.0, atol=1e-3)
    assert ((y * f)[np.abs(a) <= 1e-9] > 1 - 1e-3).all()
    assert ((y * f)[np.abs(a) >= 2 - 1e-9] < 1 + 1e-3).all()


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_at_the_l1_optimum_the_kernels_in_use_have_the_largest_square(seed: int) -> None:
    grams, y = rbf_problem(20, 4, seed)
    ours = solve_level(grams, _tasks(y), gap=1e-7)
    h = np.einsum("i,kij,j->k", ours.signed[0], grams, ours.signed[0])
    assert (h[ours.weights > 0.01] > h.max() * (1 - 2e-2)).all()


@pytest.mark.parametrize(("name", "p"), CASES)
def test_bounds_only_get_better_and_the_history_is_complete(name: str, p: float) -> None:
    grams, y = rbf_problem(30, 4, seed=2)
    ours = solvers(p)[name](grams, _tasks(y), gap=1e-5, keep_duals=True, iterations=3000)
    primal, dual = (np.array([getattr(one, field) for one in ours.history]) for field in ("primal", "dual"))
    assert (np.diff(primal) <= 0).all()
    assert (np.diff(dual) >= 0).all()
    assert (primal[-1], dual[-1]) == (ours.primal, ours.dual)
    assert ours.history[-1].gap == ours.gap
    for one in ours.history:
        assert one.signed is not None
        h = np.einsum("ti,kij,tj->k", one.signed, grams, one.signed)
        np.testing.assert_allclose(one.squares, h, rtol=1e-9, atol=1e-9)
        assert one.linear == pytest.approx(float(np.sum(one.signed * y)))
    without = solvers(p)[name](grams, _tasks(y), gap=1e-2)
    assert without.history[0].signed is None


def test_every_iteration_is_a_cut_below_the_value_of_every_weighting() -> None:
    grams, y = rbf_problem(20, 2, seed=3)
    tasks = _tasks(y)
    ours = solve_level(grams, tasks, gap=1e-5)
    from mmfusion.kernels.svm import solve_svm

    for first in np.linspace(0, 1, 7):
        beta = np.array([first, 1 - first])
        value = solve_svm(np.tensordot(beta, grams, 1), tasks, gap=1e-9).primal
        for one in ours.history:
            assert one.linear - 0.5 * beta @ one.squares <= value * (1 + 1e-9)
        assert value >= ours.dual


@pytest.mark.parametrize(("name", "p"), CASES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_with_one_kernel_it_is_scikit_learns_svc(name: str, p: float, dtype: type) -> None:
    grams, y = rbf_problem(50, 1)
    ours = solvers(p)[name](grams[:1].astype(dtype), _tasks(y, 2.0), gap=1e-6)
    np.testing.assert_allclose(ours.weights, [1.0])
    reference = SVC(kernel="precomputed", C=2.0, tol=1e-8).fit(grams[0], y)
    f = grams[0] @ ours.signed[0] + ours.intercept[0]
    np.testing.assert_allclose(f, reference.decision_function(grams[0]), atol=5e-3)


@pytest.mark.parametrize(("name", "p"), CASES)
def test_shared_weights_minimise_the_sum_over_tasks(name: str, p: float) -> None:
    grams, _ = rbf_problem(30, 3, seed=4)
    labels = np.arange(30) % 3
    signs = np.where(labels[None] == np.arange(3)[:, None], 1.0, -1.0)
    tasks = Tasks(signs, np.full((3, 30), 1.5))
    ours = solvers(p)[name](grams, tasks, gap=1e-5, iterations=5000)
    assert ours.converged
    assert _objective(grams, tasks, ours) == pytest.approx(ours.primal, rel=1e-9)
    separate = [solvers(p)[name](grams, tasks.single(t), gap=1e-5, iterations=5000) for t in range(3)]
    assert ours.primal >= sum(one.dual for one in separate) - 1e-9
    other = Solution(np.asarray(separate[0].weights), ours.signed, ours.intercept, 0, 0, 0, True, [])
    assert ours.dual <= _objective(grams, tasks, other) * (1 + 1e-9)


@pytest.mark.parametrize(("name", "p"), CASES)
def test_duplicated_kernels_share_their_weight_and_change_nothing_else(name: str, p: float) -> None:
    grams, y = rbf_problem(30, 3, seed=6)
    twice = np.concatenate([grams, grams[:1]])
    tasks = _tasks(y)
    solve = solvers(p)[name]
    ours = solve(twice, tasks, gap=1e-6, iterations=5000)
    if p == 1.0:
        alone = solve(grams, tasks, gap=1e-6, iterations=5000)
        assert ours.primal == pytest.approx(alone.primal, rel=1e-5)
    else:
        assert ours.weights[0] == pytest.approx(ours.weights[3], rel=1e-6)


@pytest.mark.parametrize(("name", "p"), CASES)
def test_an_all_zero_kernel_does_no_harm(name: str, p: float) -> None:
    grams, y = rbf_problem(30, 2, seed=6)
    with_zero = np.concatenate([grams, np.zeros((1, 30, 30))])
    ours = solvers(p)[name](with_zero, _tasks(y), gap=1e-5, iterations=5000)
    alone = solvers(p)[name](grams, _tasks(y), gap=1e-5, iterations=5000)
    assert ours.primal == pytest.approx(alone.primal, rel=2e-5)
    # at p = ∞ all weights are 1, whatever a kernel is worth
    assert ours.weights[2] < 0.01 if np.isfinite(p) else ours.weights[2] == pytest.approx(1.0)
    nothing = solvers(p)[name](np.zeros((2, 30, 30)), _tasks(y), gap=1e-5)
    assert nothing.converged
    assert nothing.primal == pytest.approx(30.0)  # f = 0, every sample costs 1


@pytest.mark.parametrize(("name", "p"), CASES)
def test_a_warm_start_takes_fewer_iterations(name: str, p: float) -> None:
    grams, y = rbf_problem(60, 4, seed=8)
    solve = solvers(p)[name]
    cold = solve(grams, _tasks(y), gap=1e-4, iterations=3000)
    options: dict[str, Any] = {"start": cold.signed}
    if name != "smo":
        options["weights"] = cold.weights
    warm = solve(grams, _tasks(y), gap=1e-4, iterations=3000, **options)
    assert warm.converged
    assert len(warm.history) < max(len(cold.history), 2)


@pytest.mark.parametrize("p", [4 / 3, 2.0])
def test_float32_kernels_reach_gaps_that_float32_arithmetic_would_not(p: float) -> None:
    grams, y = rbf_problem(40, 5)
    assert solve_smo(grams.astype(np.float32), _tasks(y, 1e6), p, gap=1e-4).converged


def test_the_exact_intercept_is_part_of_the_bound() -> None:
    grams, y = rbf_problem(20, 2)
    tasks = _tasks(y)
    ours = solve_smo(grams, tasks, 2.0, gap=1e-6)
    f = np.einsum("k,kij,j->i", ours.weights, grams, ours.signed[0])
    intercept, loss = hinge((y - f)[None], tasks)
    for b in (intercept[0] - 0.01, intercept[0] + 0.01):
        assert np.sum(np.maximum(0, 1 - y * (f + b))) >= loss
    assert intercept[0] == pytest.approx(ours.intercept[0])
