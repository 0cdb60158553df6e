"""Cross-validation of modalities and of Gram matrices splits as slicing by hand does."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from sklearn.model_selection import (
    GridSearchCV,
    StratifiedKFold,
    cross_val_predict,
    cross_val_score,
    learning_curve,
)
from sklearn.pipeline import make_pipeline

from mmfusion.kernels import (
    RBF,
    AlignmentMKL,
    GramMatrices,
    KernelRidgeFusion,
    KernelRidgeFusionRegressor,
    KernelUnion,
    MKLClassifier,
    Modalities,
    Precomputed,
    UniformMKL,
)

RNG = np.random.default_rng(7)
N = 60
LABELS = np.array(["cat", "dog", "owl"])[np.arange(N) % 3]
PLACE = np.eye(3)[np.arange(N) % 3]
DATA = {
    "colour": PLACE + RNG.normal(scale=0.9, size=(N, 3)),
    "shape": PLACE[:, :2] + RNG.normal(scale=0.9, size=(N, 2)),
    "noise": RNG.normal(size=(N, 4)),
}
GRAMS = np.stack([RBF().fitted(x)(x) for x in DATA.values()])
FOLDS = StratifiedKFold(4, shuffle=True, random_state=0)
ESTIMATORS: list[Any] = [
    MKLClassifier("l2"),
    MKLClassifier("l1", shared_weights=False),
    UniformMKL(),
    AlignmentMKL(),
    KernelRidgeFusion(),
]


def union() -> KernelUnion:
    return KernelUnion([(name, RBF(), name) for name in DATA])


def rows(index: np.ndarray) -> dict[str, np.ndarray]:
    return {name: x[index] for name, x in DATA.items()}


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=repr)
def test_gram_matrices_are_split_as_by_hand(estimator: Any) -> None:
    by_hand = []
    for train, test in FOLDS.split(LABELS, LABELS):
        model = estimator.fit(GRAMS[:, train][:, :, train], LABELS[train])
        by_hand.append(model.score(GRAMS[:, test][:, :, train], LABELS[test]))
    assert len(set(by_hand)) > 1
    np.testing.assert_array_equal(
        cross_val_score(estimator, GramMatrices(list(GRAMS)), LABELS, cv=FOLDS, error_score="raise"), by_hand
    )


def test_real_targets_are_split_alike() -> None:
    y = DATA["colour"][:, 0]
    folds = [(np.arange(40), np.arange(40, N)), (np.arange(20, N), np.arange(20))]
    model = KernelRidgeFusionRegressor()
    by_hand = [
        model.fit(GRAMS[:, train][:, :, train], y[train]).score(GRAMS[:, test][:, :, train], y[test])
        for train, test in folds
    ]
    np.testing.assert_allclose(cross_val_score(model, GramMatrices(GRAMS), y, cv=folds), by_hand, rtol=1e-12)


def test_modalities_are_split_as_by_hand() -> None:
    model = make_pipeline(union(), MKLClassifier("l2"))
    by_hand = [
        model.fit(rows(train), LABELS[train]).score(rows(test), LABELS[test])
        for train, test in FOLDS.split(LABELS, LABELS)
    ]
    assert len(set(by_hand)) > 1
    scores = cross_val_score(model, Modalities(DATA), LABELS, cv=FOLDS, error_score="raise")
    np.testing.assert_array_equal(scores, by_hand)


def test_kernel_values_among_modalities_are_split_along_both_sides() -> None:
    data = {"colour": DATA["colour"], "given": GRAMS[1]}
    both = KernelUnion([("colour", RBF(), "colour"), ("given", Precomputed(), "given")], normalise=None)
    model = make_pipeline(both, UniformMKL())
    by_hand = []
    for train, test in FOLDS.split(LABELS, LABELS):
        model.fit({"colour": DATA["colour"][train], "given": GRAMS[1][np.ix_(train, train)]}, LABELS[train])
        new = {"colour": DATA["colour"][test], "given": GRAMS[1][np.ix_(test, train)]}
        by_hand.append(model.score(new, LABELS[test]))
    found = cross_val_score(
        model, Modalities(data, pairwise=["given"]), LABELS, cv=FOLDS, error_score="raise"
    )
    np.testing.assert_array_equal(found, by_hand)
    with pytest.raises(ValueError, match="square kernel matrix"):
        cross_val_score(model, Modalities(data), LABELS, cv=FOLDS, error_score="raise")


@pytest.mark.parametrize("given", ["grams", "modalities"])
def test_a_search_finds_what_a_search_by_hand_finds(given: str) -> None:
    grid = {"norm": ["l1", "l2"], "C": [0.01, 1.0, 100.0]}
    model: Any = MKLClassifier()
    data: Any = GramMatrices(GRAMS)
    if given == "modalities":
        model, data = make_pipeline(union(), MKLClassifier()), Modalities(DATA)
        grid = {f"mklclassifier__{name}": values for name, values in grid.items()}
    search = GridSearchCV(model, grid, cv=FOLDS, error_score="raise").fit(data, LABELS)
    means = []
    for params in search.cv_results_["params"]:
        own = []
        for train, test in FOLDS.split(LABELS, LABELS):
            if given == "grams":
                old, new = GRAMS[:, train][:, :, train], GRAMS[:, test][:, :, train]
            else:
                old, new = rows(train), rows(test)
            own.append(model.set_params(**params).fit(old, LABELS[train]).score(new, LABELS[test]))
        means.append(np.mean(own))
    assert len(set(means)) > 1
    np.testing.assert_allclose(search.cv_results_["mean_test_score"], means, rtol=1e-12)
    plain = GRAMS if given == "grams" else DATA
    best = model.set_params(**search.best_params_).fit(plain, LABELS)
    np.testing.assert_array_equal(search.predict(plain), best.predict(plain))
    np.testing.assert_array_equal(search.predict(data), best.predict(plain))
    assert search.score(data, LABELS) == best.score(plain, LABELS)


def test_other_ways_to_validate_take_them_too() -> None:
    model = UniformMKL()
    said = cross_val_predict(model, GramMatrices(GRAMS), LABELS, cv=FOLDS)
    for train, test in FOLDS.split(LABELS, LABELS):
        model.fit(GRAMS[:, train][:, :, train], LABELS[train])
        np.testing.assert_array_equal(said[test], model.predict(GRAMS[:, test][:, :, train]))
    _, _, scores = learning_curve(
        make_pipeline(union(), model), Modalities(DATA), LABELS, cv=FOLDS, train_sizes=[0.5, 1.0], n_jobs=2
    )
    assert np.isfinite(scores).all()


def test_sample_weights_are_split_with_the_samples() -> None:
    weight = RNG.uniform(0.2, 3.0, N)
    by_hand = [
        UniformMKL()
        .fit(GRAMS[:, train][:, :, train], LABELS[train], sample_weight=weight[train])
        .score(GRAMS[:, test][:, :, train], LABELS[test])
        for train, test in FOLDS.split(LABELS, LABELS)
    ]
    found = cross_val_score(
        UniformMKL(), GramMatrices(GRAMS), LABELS, cv=FOLDS, params={"sample_weight": weight}
    )
    np.testing.assert_array_equal(found, by_hand)


def test_gram_matrices_are_indexed_by_sample() -> None:
    grams = GramMatrices(list(GRAMS))
    assert grams.shape == (N, N)
    assert len(grams) == N
    some, others = np.array([4, 1, 7]), np.array([0, 2])
    np.testing.assert_array_equal(np.asarray(grams[some]), GRAMS[:, some])
    np.testing.assert_array_equal(np.asarray(grams[np.ix_(some, others)]), GRAMS[:, some][:, :, others])
    np.testing.assert_array_equal(np.asarray(grams[some, :]), GRAMS[:, some])
    np.testing.assert_array_equal(np.asarray(grams[some, ...]), GRAMS[:, some])
    np.testing.assert_array_equal(np.asarray(grams[:3, 2:]), GRAMS[:, :3, 2:])
    np.testing.assert_array_equal(np.asarray(grams[LABELS == "owl"]), GRAMS[:, LABELS == "owl"])
    assert np.asarray(grams[3]).shape == (3, 1, N), "a sample stays a table of samples"
    assert grams[np.ix_(some, others)].shape == (3, 2)
    assert repr(grams) == f"GramMatrices(3 kernels: ({N}, {N}))"
    np.testing.assert_array_equal(np.asarray(pickle.loads(pickle.dumps(grams))), GRAMS)
    with pytest.raises(ValueError, match="the list is empty"):
        GramMatrices([])
    with pytest.raises(ValueError, match="same samples"):
        GramMatrices([GRAMS[0], GRAMS[1][:4, :4]])
    with pytest.raises(IndexError):
        grams[[N]]


def test_modalities_are_a_mapping_and_are_indexed_by_sample() -> None:
    data = Modalities(DATA)
    assert dict(data).keys() == DATA.keys()
    assert data.shape[0] == N
    assert len(data) == 3
    some = np.array([4, 1, 7])
    for index in (some, some.tolist(), (some, ...), LABELS == "owl", slice(3, 9)):
        part = data[index]
        plain = index[0] if isinstance(index, tuple) else index
        for name, x in DATA.items():
            np.testing.assert_array_equal(part[name], x[plain])
    assert data[3]["colour"].shape == (1, 3), "a sample stays a table of samples"
    assert repr(data[:5]) == "Modalities(colour: (5, 3), shape: (5, 2), noise: (5, 4))"
    assert pickle.loads(pickle.dumps(data)).shape == data.shape
    with pytest.raises(KeyError):
        data["taste"]
    with pytest.raises(IndexError):
        data[[N]]


def test_kernel_values_of_modalities_keep_their_sides() -> None:
    data = Modalities({"colour": DATA["colour"], "given": GRAMS[0]}, pairwise="given")
    assert data.shape == (N, N)
    part = data[np.ix_([5, 6, 7], [1, 2])]
    assert part["colour"].shape == (3, 3)
    np.testing.assert_array_equal(part["given"], GRAMS[0][5:8, 1:3])
    assert part.shape == (3, 2)
    assert part.pairwise == {"given"}


@pytest.mark.parametrize(
    ("given", "pairwise", "match"),
    [
        ({}, (), "at least one"),
        ([DATA["colour"]], (), "needs a mapping"),
        ({"a": np.zeros((3, 1)), "b": np.zeros((4, 1))}, (), "same samples; their numbers are"),
        ({"a": np.zeros(3)}, (), "modality 'a' must be"),
        ({"a": np.zeros((0, 3))}, (), "modality 'a' must be"),
        ({1: np.zeros((3, 1))}, (), "names, which are text"),
        ({"a": np.zeros((3, 1))}, ["b"], "pairwise names"),
        (
            {"a": np.zeros((3, 1)), "b": np.zeros((3, 2))},
            ["a", "b"],
            "all kernel values must be with the same",
        ),
    ],
    ids=str,
)
def test_modalities_that_are_none_are_refused(given: Any, pairwise: Any, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        Modalities(given, pairwise=pairwise)


def test_the_tag_says_that_kernel_values_are_pairwise() -> None:
    assert not union().__sklearn_tags__().input_tags.pairwise
    assert not KernelUnion().__sklearn_tags__().input_tags.pairwise
    given = KernelUnion([("a", Precomputed(), None)], normalise=None)
    assert given.__sklearn_tags__().input_tags.pairwise
    by_hand = [
        make_pipeline(given, UniformMKL())
        .fit(GRAMS[0][np.ix_(train, train)], LABELS[train])
        .score(GRAMS[0][np.ix_(test, train)], LABELS[test])
        for train, test in FOLDS.split(LABELS, LABELS)
    ]
    found = cross_val_score(make_pipeline(given, UniformMKL()), GRAMS[0], LABELS, cv=FOLDS)
    np.testing.assert_array_equal(found, by_hand)
