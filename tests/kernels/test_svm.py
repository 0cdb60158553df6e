"""The SVM against scikit-learn's, and its conditions of optimality."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.svm import SVC

from mmfusion.kernels.ascent import ascend
from mmfusion.kernels.blocks import choose
from mmfusion.kernels.problem import Tasks
from mmfusion.kernels.rows import ComputedRows, StoredRows
from mmfusion.kernels.svm import solve_svm
from tests.kernels.problems import rbf_problem

GRAMS, Y = rbf_problem(60, 2)


def _tasks(y: np.ndarray, c: float | np.ndarray = 1.0) -> Tasks:
    return Tasks(y[None], np.broadcast_to(np.asarray(c, dtype=float), y.shape)[None].copy())


@pytest.mark.parametrize("c", [0.05, 1.0, 30.0])
def test_it_is_scikit_learns(c: float) -> None:
    ours = solve_svm(GRAMS[0], _tasks(Y, c), gap=1e-10)
    reference = SVC(kernel="precomputed", C=c, tol=1e-10).fit(GRAMS[0], Y)
    dual = np.zeros(60)
    dual[reference.support_] = reference.dual_coef_[0]
    np.testing.assert_allclose(GRAMS[0] @ ours.signed[0], GRAMS[0] @ dual, atol=1e-4 * max(c, 1))
    value = Y @ dual - 0.5 * dual @ GRAMS[0] @ dual
    assert ours.dual == pytest.approx(value, rel=1e-8)
    assert ours.primal == pytest.approx(value, rel=1e-8)
    assert ours.converged


@pytest.mark.parametrize("bound", [1e-150, 1e-154, 5e-160, 1e-200, 5e-324])
def test_a_cost_next_to_nothing_is_no_division_by_it(bound: float) -> None:
    grams, y = rbf_problem(24, 1, 1)
    costs = np.zeros(24)
    costs[:2], costs[-1] = 1.0, bound  # its square, the first to be reached, has no finite reciprocal
    ours = solve_svm(grams[0], _tasks(y, costs), gap=1e-12)
    without = solve_svm(grams[0], _tasks(y, np.where(costs < 1, 0, costs)), gap=1e-12)
    assert ours.converged
    assert abs(ours.signed[0, -1]) <= bound
    np.testing.assert_allclose(ours.signed, without.signed, atol=1e-100)
    assert ours.intercept[0] == pytest.approx(without.intercept[0])


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 1000),
    c=st.floats(0.01, 50),
    weights=st.lists(st.floats(0, 3), min_size=24, max_size=24),
)
def test_conditions_of_optimality_hold(seed: int, c: float, weights: list[float]) -> None:
    grams, y = rbf_problem(24, 1, seed)
    bounds = c * np.array(weights)
    bounds[:2] = c  # one of each class
    tasks = _tasks(y, bounds)
    ours = solve_svm(grams[0], tasks, gap=1e-12)
    a, b = ours.signed[0], ours.intercept[0]
    assert abs(a.sum()) < 1e-9 * max(1, bounds.sum())
    assert (a * y >= 0).all()
    assert (a * y <= bounds).all()
    margins = y * (grams[0] @ a + b)
    inner = (np.abs(a) > 0) & (np.abs(a) < bounds)
    tolerance = 2e-4
    assert (np.abs(margins[inner] - 1) < tolerance).all()
    assert (margins[(a == 0) & (bounds > 0)] > 1 - tolerance).all()
    assert (margins[(np.abs(a) == bounds) & (bounds > 0)] < 1 + tolerance).all()


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), block=st.integers(2, 30), q=st.sampled_from([1.5, 2.0, 6.0]))
def test_the_block_size_does_not_change_the_optimum(seed: int, block: int, q: float) -> None:
    grams, y = rbf_problem(30, 3, seed)
    values = [ascend(StoredRows(grams), _tasks(y), q=q, gap=1e-8, block=size).dual for size in (block, 30)]
    assert values[0] == pytest.approx(values[1], rel=1e-7)


def test_threads_rows_on_demand_and_float32_give_the_same() -> None:
    tasks = _tasks(Y)
    reference = ascend(StoredRows(GRAMS), tasks, gap=1e-7)
    threaded = ascend(StoredRows(GRAMS), tasks, gap=1e-7, jobs=2)
    np.testing.assert_array_equal(threaded.signed, reference.signed)
    single = GRAMS.astype(np.float32)
    stored = ascend(StoredRows(single), tasks, gap=1e-5, block=16)
    rows = ComputedRows(lambda index: single[:, index], 2, 60, 20 * 2 * 60 * 4)
    computed = ascend(rows, tasks, gap=1e-5, block=16)
    np.testing.assert_array_equal(computed.signed, stored.signed)
    assert stored.dual == pytest.approx(reference.dual, rel=2e-5)
    assert rows.computed < rows.asked


def test_threads_share_long_work_and_change_nothing() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(700, 4)).astype(np.float32)
    grams = np.stack(
        [np.exp(-g * ((x[:, None] - x[None]) ** 2).sum(-1)) for g in (0.1, 0.3, 0.5, 1.0, 2.0, 3.0)]
    )
    y = np.where(x[:, 0] + 0.5 * rng.normal(size=700) > 0, 1.0, -1.0)
    one, two = (ascend(StoredRows(grams), _tasks(y), gap=1e-3, jobs=jobs) for jobs in (1, 2))
    np.testing.assert_array_equal(one.signed, two.signed)


def test_starting_at_the_optimum_ends_at_once() -> None:
    tasks = _tasks(Y)
    end = solve_svm(GRAMS[0], tasks, gap=1e-8)
    rounds: list[float] = []
    ascend(StoredRows(GRAMS[:1]), tasks, gap=1e-7, start=end.signed, watch=lambda at: rounds.append(at.gap))
    assert len(rounds) == 1


def test_the_limit_of_rounds_is_kept_and_the_bounds_hold_anyway() -> None:
    tasks = _tasks(Y)
    optimum = solve_svm(GRAMS[0], tasks, gap=1e-10).dual
    rough = solve_svm(GRAMS[0], tasks, gap=1e-10, rounds=0)
    assert not rough.converged
    assert rough.dual == 0.0
    assert rough.primal > optimum
    few = ascend(StoredRows(GRAMS[:1]), tasks, gap=1e-10, rounds=2, block=4)
    assert few.dual <= optimum <= few.primal


def test_a_zero_kernel_answers_with_the_majority() -> None:
    y = np.array([1.0, 1.0, -1.0])
    ours = solve_svm(np.zeros((3, 3)), _tasks(y))
    assert ours.intercept[0] == 1.0
    assert ours.primal == pytest.approx(2.0)
    assert ours.dual == pytest.approx(2.0)


def test_duplicated_samples_are_no_trouble() -> None:
    twice = np.tile(GRAMS[0], (2, 2))
    ours = solve_svm(twice, _tasks(np.tile(Y, 2), 0.5), gap=1e-9)
    assert ours.dual == pytest.approx(solve_svm(GRAMS[0], _tasks(Y), gap=1e-9).dual, rel=1e-7)


def test_several_tasks_do_not_touch_each_other() -> None:
    other = np.where(np.arange(60) < 20, 1.0, -1.0)
    tasks = Tasks(np.stack([Y, other]), np.ones((2, 60)))
    both = solve_svm(GRAMS[0], tasks, gap=1e-8)
    for t in range(2):
        alone = solve_svm(GRAMS[0], tasks.single(t), gap=1e-8)
        np.testing.assert_array_equal(both.signed[t], alone.signed[0])


def test_a_matrix_that_is_no_kernel_is_refused_where_it_shows() -> None:
    gram = -np.eye(6) - 0.1
    with pytest.raises(ValueError, match="kernel 0 is not positive semi-definite: aᵀKa"):
        solve_svm(gram, _tasks(np.array([1.0, -1, 1, -1, 1, -1])))


def test_starts_and_sizes_must_fit() -> None:
    with pytest.raises(ValueError, match="60 samples and the labels on 6"):
        solve_svm(GRAMS[0], _tasks(Y[:6]))
    with pytest.raises(ValueError, match="duals to start from"):
        ascend(StoredRows(GRAMS), _tasks(Y), start=np.zeros((1, 3)))


def test_a_block_holds_the_worst_pair_and_free_variables_stay() -> None:
    e = np.array([3.0, 0.0, -2.0, 1.0, 0.5])
    a, low, high = np.array([0.0, 0.2, 0.5, 0.3, 0.4]), np.zeros(5), np.ones(5)
    block, violation = choose(e, a, low, high, np.array([1, 4]), 4)
    assert violation == 5.0
    assert {0, 2} <= set(block.tolist())
    assert set(block.tolist()) & {1, 4}
    assert len(block) <= 4
    assert (np.diff(block) > 0).all()
    none, violation = choose(np.zeros(5), a, low, high, np.array([], dtype=int), 4)
    assert len(none) == 0
    assert violation == 0.0
