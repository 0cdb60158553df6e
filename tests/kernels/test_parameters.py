"""Every parameter of every estimator, and every label, that is none: one sentence, whatever was given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone

from mmfusion.kernels import (
    RBF,
    AlignmentMKL,
    Chi2,
    GramMatrices,
    KernelRidgeFusion,
    KernelRidgeFusionRegressor,
    KernelUnion,
    Laplacian,
    MKLClassifier,
    Polynomial,
    UniformMKL,
)
from tests.kernels.problems import rbf_problem

GRAMS, Y = rbf_problem(20, 2)
FEATURES = np.random.default_rng(0).normal(size=(20, 3))
CLASSIFIERS = (MKLClassifier, UniformMKL, AlignmentMKL, KernelRidgeFusion)
ESTIMATORS = (*CLASSIFIERS, KernelRidgeFusionRegressor)
NOTHING_OF_THE_KIND = ("1", [1.0], np.array([1.0, 2.0]), {}, object(), 1j)
NUMBERS = (*NOTHING_OF_THE_KIND, None, True, np.nan, np.inf, -1.0, 0, np.array(1.0))
BAD: dict[str, tuple[Any, ...]] = {
    "C": NUMBERS,
    "penalty": NUMBERS,
    "tol": NUMBERS,
    "max_iter": (*NUMBERS, 2.5),
    "norm": (*NOTHING_OF_THE_KIND, None, True, np.nan, 0.5, "l3"),
    "solver": ("magic", None, 1, [], np.array(["smo", "level"])),
    "loss": ("log", None, 1, [], np.array(["hinge", "squared"])),
    "class_weight": ("equal", 2.0, [1, 2], {1.0: "2"}, {1.0: None}, {1.0: -1.0}, {-1.0: np.nan}),
    "n_jobs": (0, -2, "2", 1.5, [1], np.array([1, 2]), True),
    **dict.fromkeys(
        ("check", "shared_weights", "warm_start", "keep_duals"), ("no", None, 1.0, [], np.ones(2))
    ),
}
EVERY = [(kind, name, value) for kind in ESTIMATORS for name in kind().get_params() for value in BAD[name]]


@contextmanager
def refused(match: str) -> Iterator[None]:
    """Expect one sentence, on one line, that says `match`."""
    with pytest.raises(ValueError, match=match) as error:
        yield
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 250


def _named(value: Any) -> str:
    """Return a name that is the same in every process: an object's address is not."""
    return "object" if type(value) is object else getattr(value, "__name__", repr(value)[:30])


@pytest.mark.parametrize(("kind", "name", "value"), EVERY, ids=_named)
def test_a_parameter_that_is_none_is_named_in_one_sentence(kind: type, name: str, value: Any) -> None:
    with refused("penalty λ" if name == "penalty" else rf"\b{name}\b|the norm p"):
        kind(**{name: value}).fit(GRAMS, Y)


@pytest.mark.parametrize("value", [np.float32(1), np.int64(1), 1, np.float64(1)])
def test_numbers_of_numpy_are_numbers(value: Any) -> None:
    MKLClassifier(norm=value, C=value, max_iter=int(value) * np.int64(50), n_jobs=np.int32(1)).fit(GRAMS, Y)
    KernelRidgeFusionRegressor(penalty=value).fit(GRAMS, Y)


def _labels(**changed: Any) -> np.ndarray:
    y = np.where(Y > 0, "yes", "no").astype(object)
    y[3] = changed["third"]
    return y


@pytest.mark.parametrize("kind", ESTIMATORS)
@pytest.mark.parametrize(
    ("grams", "y", "match"),
    [
        ([], Y, "at least one kernel is needed; the list is empty"),
        ((), Y, "at least one kernel is needed; the list is empty"),
        (None, Y, ""),
        ("kernels", Y, ""),
        ({"a": GRAMS[0]}, Y, r"not a mapping: give list\(K.values\(\)\)"),
        ([GRAMS[0], None], Y, "same samples"),
        ([[[1.0, 0.0], [0.0]]], Y, "rows of several lengths"),
        (GRAMS.astype(complex), Y, "real numbers"),
        (GRAMS.astype(object), Y, "real numbers"),
        (GRAMS, [], "20 samples"),
        (GRAMS, [None] * 20, "no label .* 20 samples"),
        (GRAMS, _labels(third=None), "no label .* for 1 samples, first of 3"),
        (GRAMS, _labels(third=float("nan")), "no label .* for 1 samples, first of 3"),
        (GRAMS, _labels(third=1), "of one kind"),
        (GRAMS, [[1], [1, 2], *[[0]] * 18], "lists of several lengths"),
    ],
    ids=str,
)
def test_kernels_and_labels_that_are_none_are_refused(kind: Any, grams: Any, y: Any, match: str) -> None:
    with refused(match) if match else pytest.raises(ValueError):  # noqa: PT011  scikit-learn's sentences
        kind().fit(grams, y)


def test_targets_that_are_no_numbers_are_refused() -> None:
    for y in (np.where(Y > 0, "yes", "no"), Y.astype(complex)):
        with pytest.raises(ValueError, match="targets must be real numbers"):
            KernelRidgeFusionRegressor().fit(GRAMS, y)
    KernelRidgeFusionRegressor().fit(GRAMS, Y.astype(object))
    KernelRidgeFusionRegressor().fit(GRAMS, Y > 0)


@pytest.mark.parametrize("kind", ESTIMATORS)
@pytest.mark.parametrize(
    "weight", ["heavy", ["a"] * 20, [None] * 20, np.ones(3), -np.ones(20), np.full(20, np.nan)]
)
def test_sample_weights_that_are_none_are_refused(kind: Any, weight: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  scikit-learn's sentence, or ours
        kind().fit(GRAMS, Y, sample_weight=weight)


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"kernels": []}, "at least one"),
        ({"kernels": "rbf"}, "at least one"),
        ({"kernels": 3}, "at least one"),
        ({"kernels": RBF()}, "at least one"),
        ({"kernels": [RBF()]}, r"\(name, kernel, columns\)"),
        ({"kernels": [("a", RBF())]}, r"\(name, kernel, columns\)"),
        ({"kernels": [(1, RBF(), None)]}, r"\(name, kernel, columns\)"),
        ({"kernels": [("a", RBF, None)]}, r"such as RBF\(\)"),
        ({"kernels": [("a", "rbf", None)]}, r"such as RBF\(\)"),
        ({"kernels": [("a", None, None)]}, r"such as RBF\(\)"),
        ({"kernels": [("a", RBF(), {})]}, "columns"),
        ({"kernels": [("a", RBF(), "x")]}, "columns"),
        ({"kernels": [("a", RBF(), [99])]}, "columns"),
        ({"centre": "yes"}, "centre"),
        ({"centre": None}, "centre"),
        ({"normalise": "unit"}, "normalise"),
        ({"normalise": True}, "normalise"),
        ({"normalise": np.array(["cosine", "trace"])}, "normalise"),
        ({"device": 3}, "device"),
        ({"device": "abacus"}, "abacus"),
    ],
    ids=str,
)
def test_a_union_says_what_is_wrong_with_it(given: dict[str, Any], match: str) -> None:
    for fit in (KernelUnion.fit, KernelUnion.fit_transform):
        with refused(match):
            fit(clone(KernelUnion(**given)), FEATURES)


@pytest.mark.parametrize(
    "features",
    [None, [], "text", [1.0, 2.0], [["a"]], [[None]], [[1.0], [1.0, 2.0]], {}, {"a": [[1.0]]}, {"rbf": []}],
)
def test_features_that_are_none_are_refused(features: Any) -> None:
    with refused("kernel 'rbf'"):
        KernelUnion().fit(features)


@pytest.mark.parametrize("value", [*NOTHING_OF_THE_KIND, True, np.nan, -1.0])
def test_base_kernels_refuse_parameters_that_are_none(value: Any) -> None:
    for kernel in (RBF, Laplacian, Chi2, Polynomial):
        with pytest.raises(ValueError, match="gamma must be a positive number, or None"):
            kernel(gamma=value)
    for given in ({"degree": value}, {"offset": value}):
        with pytest.raises(ValueError, match=r"the degree must|the offset must"):
            Polynomial(**given)


def test_paths_are_over_lists() -> None:
    for given in ({"Cs": 1.0}, {"norms": 2.0}, {"norms": "l1"}, {"Cs": ["1"]}, {"norms": [None]}):
        with pytest.raises(ValueError, match=r"Cs|norms|C must|norm must"):
            list(MKLClassifier().path(GRAMS, Y, **given))


def test_what_is_predicted_is_checked_alike() -> None:
    model = MKLClassifier().fit(GRAMS, Y)
    for grams in ([], None, "kernels", {"a": GRAMS[0]}, [[[1.0], [1.0, 2.0]]]):
        with pytest.raises(ValueError):  # noqa: PT011  several sentences
            model.predict(grams)
    assert (model.predict(GramMatrices(GRAMS)) == model.predict(GRAMS)).all()
