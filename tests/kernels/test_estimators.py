"""The classifiers' contract: shapes, weights, classes, warm starts, and bad input."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from sklearn.base import BaseEstimator, clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.svm import SVC
from sklearn.utils.estimator_checks import check_estimator

from mmfusion.kernels.alignment import alignf
from mmfusion.kernels.estimators import AlignmentMKL, MKLClassifier, UniformMKL, feasible
from mmfusion.kernels.fusion import KernelRidgeFusion, KernelRidgeFusionRegressor
from mmfusion.kernels.problem import Iteration, Tasks
from tests.kernels.problems import rbf_problem

GRAMS, Y = rbf_problem(40, 3)
THREE = np.array(["cat", "dog", "owl"])[np.arange(40) % 3]
NEW = np.ascontiguousarray(GRAMS[:, 5:17])
CLASSIFIERS: list[Any] = [
    UniformMKL(),
    AlignmentMKL(),
    MKLClassifier(),
    MKLClassifier("l2"),
    MKLClassifier(4 / 3, solver="alternating"),
    MKLClassifier(np.inf),
    KernelRidgeFusion(),
    KernelRidgeFusion(loss="hinge"),
]
REFUSED = {
    # scikit-learn's inputs for these are matrices that are no kernels, which is said in a sentence
    "check_estimators_dtypes": "casts a kernel to integers, which is not positive semi-definite any more",
    "check_positive_only_tag_during_fit": "subtracts from a kernel, which is none any more",
}


def _name(estimator: BaseEstimator) -> str:
    return repr(estimator)


@pytest.mark.parametrize("estimator", [*CLASSIFIERS, KernelRidgeFusionRegressor()], ids=_name)
@pytest.mark.filterwarnings("ignore")
def test_scikit_learns_contract_holds_for_one_kernel(estimator: Any) -> None:
    results = check_estimator(estimator, expected_failed_checks=REFUSED, on_skip=None)
    assert {one["status"] for one in results} <= {"passed", "skipped", "xfail"}
    refused = [one for one in results if one["status"] == "xfail"]
    assert all(
        "positive semi-definite" in repr(one["exception"].__cause__ or one["exception"]) for one in refused
    )


@pytest.mark.parametrize("estimator", CLASSIFIERS, ids=_name)
def test_two_classes_give_one_weighting_and_one_score(estimator: Any) -> None:
    model = clone(estimator).fit(GRAMS, np.where(Y > 0, "yes", "no"))
    assert model.weights_.shape == (3,)
    assert model.weights_.min() >= 0
    assert isinstance(model.dual_gap_, float)
    assert 0 <= model.dual_gap_ <= model.tol
    assert model.dual_coef_.shape == (1, 40)
    assert model.classes_.tolist() == ["no", "yes"]
    assert model.n_iter_ >= 1
    assert model.converged_
    assert isinstance(model.history_[0], Iteration)
    scores = model.decision_function(NEW)
    assert scores.shape == (12,)
    np.testing.assert_array_equal(model.predict(NEW), np.where(scores > 0, "yes", "no"))
    assert model.score(GRAMS, np.where(Y > 0, "yes", "no")) > 0.8
    expected = np.einsum("k,kmn,n->m", model.weights_, NEW, model.dual_coef_[0]) + model.intercept_[0]
    np.testing.assert_allclose(scores, expected)


@pytest.mark.parametrize("estimator", CLASSIFIERS, ids=_name)
def test_more_classes_are_one_against_the_rest(estimator: Any) -> None:
    model = clone(estimator).fit(GRAMS, THREE)
    assert model.weights_.shape == (3,)
    assert model.decision_function(NEW).shape == (12, 3)
    assert set(model.predict(NEW)) <= {"cat", "dog", "owl"}
    assert model.dual_gap_ <= model.tol


def test_separate_weights_are_those_of_each_task_alone() -> None:
    model = MKLClassifier("l2", shared_weights=False, tol=1e-6).fit(GRAMS, THREE)
    assert model.weights_.shape == (3, 3)
    assert len(model.history_) == 3
    for t, name in enumerate(model.classes_):
        alone = MKLClassifier("l2", tol=1e-6).fit(GRAMS, name == THREE)
        np.testing.assert_allclose(model.weights_[t], alone.weights_, atol=1e-6)
        np.testing.assert_allclose(
            model.decision_function(NEW)[:, t], alone.decision_function(NEW), atol=1e-6
        )


@pytest.mark.parametrize("estimator", CLASSIFIERS, ids=_name)
def test_lists_arrays_and_precisions_agree(estimator: Any) -> None:
    first = clone(estimator).fit(GRAMS, Y)
    second = clone(estimator).fit(list(GRAMS), Y.tolist())
    np.testing.assert_array_equal(first.decision_function(NEW), second.decision_function(list(NEW)))
    single = clone(estimator).fit(GRAMS.astype(np.float32), Y)
    assert single.primal_ == pytest.approx(first.primal_, rel=3 * estimator.tol)
    one = clone(estimator).fit(GRAMS[0], Y)
    np.testing.assert_array_equal(
        one.decision_function(NEW[0]), clone(estimator).fit(GRAMS[:1], Y).decision_function(NEW[:1])
    )


@pytest.mark.parametrize("estimator", CLASSIFIERS, ids=_name)
def test_a_weight_is_that_many_copies_and_zero_is_absence(estimator: Any) -> None:
    model = clone(estimator).set_params(tol=1e-7)
    weight = np.where(np.arange(40) < 10, 2.0, 1.0)
    weight[30:] = 0.0
    weighted = clone(model).fit(GRAMS, Y, sample_weight=weight)
    index = np.r_[np.arange(10), np.arange(30)]
    copies = clone(model).fit(GRAMS[:, index][:, :, index], Y[index])
    assert (weighted.dual_coef_[:, 30:] == 0).all()
    assert weighted.primal_ == pytest.approx(copies.primal_, rel=1e-5) or isinstance(model, AlignmentMKL)
    if isinstance(model, AlignmentMKL):  # alignment counts samples; weights of 0 take them out of it
        np.testing.assert_allclose(weighted.weights_, alignf(GRAMS[:, :30, :30], Y[:30]))


@pytest.mark.parametrize("estimator", CLASSIFIERS, ids=_name)
def test_class_weights_are_sample_weights(estimator: Any) -> None:
    y = np.where(np.arange(40) < 10, 1, 0)
    balanced = clone(estimator).set_params(class_weight="balanced").fit(GRAMS, y)
    by_hand = clone(estimator).fit(GRAMS, y, sample_weight=np.where(y == 1, 2.0, 2 / 3))
    np.testing.assert_allclose(balanced.decision_function(NEW), by_hand.decision_function(NEW), atol=1e-9)
    given = clone(estimator).set_params(class_weight={0: 2 / 3, 1: 2.0}).fit(GRAMS, y)
    np.testing.assert_allclose(given.decision_function(NEW), by_hand.decision_function(NEW), atol=1e-9)


def test_uniform_is_scikit_learns_svc_on_the_mean() -> None:
    ours = UniformMKL(C=3.0, tol=1e-9).fit(GRAMS, Y)
    reference = SVC(kernel="precomputed", C=3.0, tol=1e-9).fit(GRAMS.mean(0), Y)
    np.testing.assert_allclose(
        ours.decision_function(NEW), reference.decision_function(NEW.mean(0)), atol=1e-4
    )
    np.testing.assert_array_equal(ours.weights_, np.full(3, 1 / 3))


def test_alignment_weights_are_alignf() -> None:
    np.testing.assert_allclose(AlignmentMKL().fit(GRAMS, Y).weights_, alignf(GRAMS, Y))
    indicators = (THREE[:, None] == np.unique(THREE)).astype(float)
    np.testing.assert_allclose(
        AlignmentMKL().fit(GRAMS, THREE).weights_, alignf(GRAMS, indicators), atol=1e-9
    )


def test_p_infinity_is_the_plain_sum() -> None:
    ours = MKLClassifier(np.inf, tol=1e-8).fit(GRAMS, Y)
    reference = SVC(kernel="precomputed", tol=1e-8).fit(GRAMS.sum(0), Y)
    np.testing.assert_allclose(
        ours.decision_function(NEW), reference.decision_function(NEW.sum(0)), atol=1e-3
    )


def test_weights_spread_as_p_grows() -> None:
    grams, y = rbf_problem(60, 5, seed=1, informative=2)
    spread = []
    for model in MKLClassifier(tol=1e-5).path(grams, y, norms=["l1", 1.1, 4 / 3, 2.0, 4.0, np.inf]):
        share = model.weights_ / model.weights_.sum()
        spread.append(1 / np.sum(share**2))  # the effective number of kernels
    assert (np.diff(spread) > -1e-6).all()
    assert spread[-1] == pytest.approx(5.0)


def test_a_path_gives_what_each_fit_alone_gives() -> None:
    norms, costs = ["l1", 2.0], [0.5, 5.0, 1.0]
    models = list(MKLClassifier(tol=1e-6, max_iter=5000).path(GRAMS, Y, norms=norms, Cs=costs))
    assert [(m.norm, m.C) for m in models] == [(p, c) for p in norms for c in costs]
    for model in models:
        alone = MKLClassifier(model.norm, model.C, tol=1e-6, max_iter=5000).fit(GRAMS, Y)
        assert model.primal_ == pytest.approx(alone.primal_, rel=2e-6)
        assert model.get_params()["warm_start"] is False
        assert model.check is True
    own = list(MKLClassifier("l2", C=3.0).path(GRAMS, Y))
    assert [(m.norm, m.C) for m in own] == [("l2", 3.0)]


def test_a_warm_start_saves_iterations_and_keeps_the_optimum() -> None:
    grams, y = rbf_problem(80, 3, seed=2)
    model = MKLClassifier("l2", tol=1e-6, warm_start=True).fit(grams, y)
    cold, value = model.n_iter_, model.primal_
    assert model.fit(grams, y).n_iter_ < cold
    assert model.primal_ == pytest.approx(value, rel=2e-6)
    model.set_params(C=0.5).fit(grams, y)
    assert model.primal_ == pytest.approx(
        MKLClassifier("l2", C=0.5, tol=1e-6).fit(grams, y).primal_, rel=2e-6
    )
    model.fit(grams[:, :40, :40], y[:40])  # other samples: nothing to start from
    assert model.dual_coef_.shape == (1, 40)


def test_without_warm_start_a_second_fit_forgets_the_first() -> None:
    model = MKLClassifier("l2").fit(GRAMS, -Y)
    again, fresh = model.fit(GRAMS, Y), MKLClassifier("l2").fit(GRAMS, Y)
    np.testing.assert_array_equal(again.dual_coef_, fresh.dual_coef_)
    np.testing.assert_array_equal(again.weights_, fresh.weights_)


def test_one_kernel_array_may_serve_two_models_and_is_not_changed() -> None:
    before = GRAMS.copy()
    for estimator in CLASSIFIERS:
        clone(estimator).fit(GRAMS, Y)
    np.testing.assert_array_equal(GRAMS, before)


def test_duals_are_made_feasible_by_scaling_each_task() -> None:
    tasks = Tasks(np.array([[1.0, 1.0, -1.0]]), np.array([[1.0, 0.5, 3.0]]))
    np.testing.assert_allclose(feasible(np.array([[0.5, 1.0, -1.5]]), tasks), [[0.25, 0.5, -0.75]])
    np.testing.assert_allclose(feasible(np.array([[0.5, 0.25, -0.75]]), tasks), [[0.5, 0.25, -0.75]])
    assert feasible(np.array([[-0.5, 1.0, -0.5]]), tasks) is None


def test_too_few_iterations_warn_with_the_gap_reached() -> None:
    with pytest.warns(ConvergenceWarning, match="relative duality gap is .* after 2 iterations"):
        model = MKLClassifier("l1", tol=1e-9, max_iter=2).fit(GRAMS, Y)
    assert not model.converged_
    assert model.dual_gap_ > 1e-9


def test_duals_are_kept_when_asked_for() -> None:
    assert MKLClassifier(keep_duals=True).fit(GRAMS, Y).history_[0].signed.shape == (1, 40)
    assert MKLClassifier().fit(GRAMS, Y).history_[0].signed is None


def test_models_survive_pickling() -> None:
    model = MKLClassifier().fit(GRAMS, Y)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(model)).predict(NEW), model.predict(NEW))


def test_support_vectors_alone_decide() -> None:
    model = MKLClassifier("l2").fit(GRAMS, Y)
    spoiled = NEW.copy()
    spoiled[:, :, np.setdiff1d(np.arange(40), model.support_)] = 99.0
    np.testing.assert_array_equal(model.decision_function(spoiled), model.decision_function(NEW))


def _with(place: tuple[int, ...], value: float) -> np.ndarray:
    grams = GRAMS.copy()
    grams[place] = value
    return grams


@pytest.mark.parametrize("estimator", CLASSIFIERS, ids=_name)
@pytest.mark.parametrize(
    ("grams", "y", "match"),
    [
        (_with((1, 2, 2), 0.0), Y, "kernel 1 is not positive semi-definite"),
        (_with((1, 2, 3), 0.5), Y, "kernel 1 is not symmetric"),
        (_with((1, 2, 3), np.nan), Y, "kernel 1 has NaN"),
        (GRAMS, Y[:-1], "40 samples and there are 39 labels"),
        (GRAMS[:, :, :30], Y, "square"),
        ([GRAMS[0], GRAMS[1][:9, :9]], Y, "same samples"),
        (GRAMS, np.ones(40), "needs two classes; there is one class"),
        (GRAMS[:, :1, :1], [1], "at least two training samples"),
        (np.empty((0, 4, 4)), Y, "must not be empty"),
        (GRAMS, np.r_[Y[:-1], np.nan], "contains NaN"),
        (GRAMS, np.random.default_rng(0).normal(size=40), "Unknown label type"),
        (GRAMS, None, "requires y"),
    ],
)
def test_bad_data_is_refused_with_a_sentence(estimator: Any, grams: Any, y: Any, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        clone(estimator).fit(grams, y)


@pytest.mark.parametrize(
    ("estimator", "match"),
    [
        (MKLClassifier(C=0.0), "C must be a positive"),
        (MKLClassifier(C=-1.0), "C must be a positive"),
        (MKLClassifier(C=np.inf), "C must be a positive"),
        (MKLClassifier(0.9), "at least 1"),
        (MKLClassifier("l3"), "norm must be"),
        (MKLClassifier(tol=0.0), "tol"),
        (MKLClassifier(max_iter=0), "max_iter"),
        (MKLClassifier(solver="magic"), "solver must be one of"),
        (MKLClassifier("l1", solver="smo"), "needs p > 1"),
        (MKLClassifier("l2", solver="level"), "for p = 1"),
        (MKLClassifier(n_jobs=0), "n_jobs"),
        (UniformMKL(C=-1.0), "C must be a positive"),
        (KernelRidgeFusion(0.0), "λ must be a positive"),
        (KernelRidgeFusion(loss="log"), "loss must be"),
        (KernelRidgeFusionRegressor(-1.0), "λ must be a positive"),
    ],
    ids=lambda v: _name(v) if isinstance(v, BaseEstimator) else "",
)
def test_bad_parameters_are_refused_with_a_sentence(estimator: Any, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        estimator.fit(GRAMS, Y)


def test_bad_sample_weights_are_refused() -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        MKLClassifier().fit(GRAMS, Y, sample_weight=-np.ones(40))
    with pytest.raises(ValueError, match=r"every class needs .* \[1.0\] has none"):
        MKLClassifier().fit(GRAMS, Y, sample_weight=(Y < 0).astype(float))


def test_new_kernels_must_fit_the_model() -> None:
    model = MKLClassifier().fit(GRAMS, Y)
    with pytest.raises(ValueError, match="trained on 3 kernels; 2 came"):
        model.predict(NEW[:2])
    with pytest.raises(ValueError, match="trained on 40 samples"):
        model.predict(NEW[:, :, :7])
    with pytest.raises(ValueError, match="NaN"):
        model.predict(np.full_like(NEW, np.nan))
    with pytest.raises(NotFittedError):
        MKLClassifier().predict(NEW)


def test_checks_can_be_left_out() -> None:
    asymmetric = _with((1, 2, 3), GRAMS[1, 2, 3] + 0.01)
    assert MKLClassifier("l2", check=False).fit(asymmetric, Y).converged_
    with pytest.raises(ValueError, match="not symmetric"):
        MKLClassifier("l2").fit(asymmetric, Y)
