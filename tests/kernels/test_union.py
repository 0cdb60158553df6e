"""`KernelUnion`: the right columns, training statistics only, and in pipelines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline

from mmfusion.kernels.base import RBF, Cosine, Linear, Precomputed
from mmfusion.kernels.estimators import MKLClassifier, UniformMKL
from mmfusion.kernels.gram import centre_cross
from mmfusion.kernels.histograms import Chi2
from mmfusion.kernels.union import KernelUnion

rng = np.random.default_rng(0)
X, NEW = rng.random((25, 5)), rng.random((6, 5)) + 0.2
KERNELS = [("first", RBF(), slice(0, 2)), ("second", Chi2(), [2, 3, 4]), ("all", Linear(), None)]


def test_each_kernel_reads_its_columns() -> None:
    union = KernelUnion(KERNELS, normalise=None)
    grams = union.fit_transform(X)
    assert grams.shape == (3, 25, 25)
    assert grams.dtype == np.float32
    for gram, x, kernel in zip(grams, (X[:, :2], X[:, 2:], X), (RBF(), Chi2(), Linear()), strict=True):
        np.testing.assert_allclose(gram, kernel.fitted(x)(x), rtol=1e-6)
    assert union.get_feature_names_out().tolist() == ["first", "second", "all"]


def test_columns_modalities_and_data_frames_agree() -> None:
    frame = pd.DataFrame(X, columns=list("abcde"))
    by_name = KernelUnion(
        [("first", RBF(), ["a", "b"]), ("second", Chi2(), ["c", "d", "e"]), ("all", Linear(), None)]
    )
    parts = {"u": X[:, :2], "v": X[:, 2:], "w": X}
    by_modality = KernelUnion([("first", RBF(), "u"), ("second", Chi2(), "v"), ("all", Linear(), "w")])
    expected = KernelUnion(KERNELS).fit_transform(X)
    np.testing.assert_array_equal(by_name.fit_transform(frame), expected)
    np.testing.assert_array_equal(by_modality.fit_transform(parts), expected)
    one = KernelUnion([("a", RBF(), "a")]).fit_transform(frame)
    np.testing.assert_array_equal(one, KernelUnion([("a", RBF(), [0])]).fit_transform(X))


@pytest.mark.parametrize("centre", [False, True])
@pytest.mark.parametrize("normalise", ["cosine", "trace", None])
def test_the_training_samples_come_out_alike_by_every_way(centre: bool, normalise: str | None) -> None:
    union = KernelUnion(KERNELS, centre=centre, normalise=normalise)
    grams = union.fit_transform(X)
    np.testing.assert_allclose(union.fit(X).transform(X), grams, atol=2e-6)
    rows = union.rows()
    index = np.array([3, 17, 4])
    array, places = rows.block(index)
    np.testing.assert_allclose(array[:, places], grams[:, index], atol=2e-6)


@pytest.mark.parametrize("centre", [False, True])
@pytest.mark.parametrize("normalise", ["cosine", "trace", None])
def test_a_new_sample_alone_gets_what_it_gets_among_others(centre: bool, normalise: str | None) -> None:
    union = KernelUnion(KERNELS, centre=centre, normalise=normalise).fit(X)
    batch = union.transform(NEW)
    for i in range(len(NEW)):
        np.testing.assert_allclose(union.transform(NEW[i : i + 1])[:, 0], batch[:, i], atol=1e-6)


def test_centring_and_unit_length_are_those_of_the_features() -> None:
    union = KernelUnion([("linear", Linear(), None)], centre=True, normalise="cosine").fit(X)
    x, new = X - X.mean(0), NEW - X.mean(0)
    x, new = (v / np.linalg.norm(v, axis=1, keepdims=True) for v in (x, new))
    np.testing.assert_allclose(union.fit_transform(X)[0], x @ x.T, atol=1e-5)
    np.testing.assert_allclose(union.transform(NEW)[0], new @ x.T, atol=1e-5)


def test_trace_scaling_uses_the_training_trace() -> None:
    union = KernelUnion([("linear", Linear(), None)], centre=True, normalise="trace")
    gram = union.fit_transform(X)[0]
    assert np.trace(gram) == pytest.approx(25, rel=1e-5)
    x = X - X.mean(0)
    expected = centre_cross(NEW @ X.T, X @ X.T) * 25 / np.trace(x @ x.T)
    np.testing.assert_allclose(union.transform(NEW)[0], expected, atol=1e-4)


def test_a_pipeline_takes_features_and_is_searchable() -> None:
    y = (X[:, 0] > np.median(X[:, 0])).astype(int)
    pipeline = make_pipeline(KernelUnion(KERNELS), MKLClassifier("l2", C=10.0))
    assert pipeline.fit(X, y).score(X, y) > 0.9
    search = GridSearchCV(
        pipeline, {"mklclassifier__C": [0.1, 1.0], "kernelunion__centre": [False, True]}, cv=3
    )
    assert search.fit(X, y).predict(NEW).shape == (6,)


def test_one_union_description_may_serve_two_models() -> None:
    first = KernelUnion(KERNELS).fit(X)
    before = first.transform(NEW)
    KernelUnion(KERNELS).fit(10 * X)
    clone(first).fit(3 * X)
    np.testing.assert_array_equal(first.transform(NEW), before)


def test_a_second_fit_forgets_the_first() -> None:
    union = KernelUnion(KERNELS).fit(10 * X[:7])
    union.fit(X)
    np.testing.assert_array_equal(union.transform(NEW), KernelUnion(KERNELS).fit(X).transform(NEW))


def test_a_precomputed_kernel_joins_others() -> None:
    gram = X @ X.T
    union = KernelUnion([("given", Precomputed(), "k"), ("rbf", RBF(), "x")], normalise="trace")
    grams = union.fit_transform({"k": gram, "x": X})
    np.testing.assert_allclose(grams[0], gram * 25 / np.trace(gram), rtol=1e-5)
    new = union.transform({"k": NEW @ X.T, "x": NEW})
    np.testing.assert_allclose(new[0], NEW @ X.T * 25 / np.trace(gram), rtol=1e-5)
    y = np.arange(25) % 2
    assert UniformMKL().fit(grams, y).predict(new).shape == (6,)


@pytest.mark.parametrize(
    ("union", "x", "match"),
    [
        (KernelUnion([]), X, "at least one"),
        (KernelUnion([("a", RBF(), None), ("a", Cosine(), None)]), X, "names must differ"),
        (KernelUnion(normalise="max"), X, "normalise must be"),
        (KernelUnion([("a", RBF(), "sound")]), {"picture": X}, "modality 'sound'"),
        (KernelUnion([("a", RBF(), [9])]), X, "kernel 'a' reads columns"),
        (KernelUnion([("a", RBF(), ["z"])]), pd.DataFrame(X, columns=list("abcde")), r"columns \['z'\]"),
        (KernelUnion([("a", RBF(), "u"), ("b", RBF(), "v")]), {"u": X, "v": X[:3]}, "same samples"),
        (KernelUnion([("a", Chi2(), None)]), -X, "must not be negative"),
        (KernelUnion(), np.full((3, 2), np.nan), "kernel 'rbf': features have NaN"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(union: KernelUnion, x: Any, match: str) -> None:
    for call in (union.fit, union.fit_transform):
        with pytest.raises(ValueError, match=match):
            call(x)


def test_new_samples_must_have_the_training_columns() -> None:
    union = KernelUnion([("a", RBF(), None)]).fit(X)
    with pytest.raises(ValueError, match="fitted on 5 features; 4 came"):
        union.transform(X[:, :4])
