"""Composites: sums, products, and the bridge to concatenated features."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.svm import SVC

from mmfusion.kernels.composite import concatenated_features, mean, product, weighted_sum
from tests.kernels.problems import rbf_problem

GRAMS, Y = rbf_problem(20, 3)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0, 5), min_size=3, max_size=3), st.integers(0, 100))
def test_composites_of_kernels_are_kernels(weights: list[float], seed: int) -> None:
    grams, _ = rbf_problem(12, 3, seed)
    for composite in (weighted_sum(grams, weights), mean(grams), product(grams)):
        values = np.linalg.eigvalsh(composite)
        assert values[0] >= -1e-10 * max(values[-1], 1.0)


def test_a_weighted_sum_is_the_kernel_of_weighted_features_side_by_side() -> None:
    rng = np.random.default_rng(0)
    features = [rng.normal(size=(20, d)) for d in (2, 5, 3)]
    weights = [0.2, 0.0, 1.5]
    fused = concatenated_features(features, weights)
    np.testing.assert_allclose(
        fused @ fused.T, weighted_sum([x @ x.T for x in features], weights), atol=1e-12
    )


def test_kernel_fusion_and_early_fusion_of_features_decide_alike() -> None:
    rng = np.random.default_rng(1)
    features = [rng.normal(size=(30, d)) + 0.5 * rng.integers(0, 2, (30, 1)) for d in (2, 4)]
    y = rng.integers(0, 2, 30)
    weights = [0.7, 0.3]
    fused = concatenated_features(features, weights)
    early = SVC(kernel="linear", tol=1e-9).fit(fused, y).decision_function(fused)
    gram = weighted_sum([x @ x.T for x in features], weights)
    late = SVC(kernel="precomputed", tol=1e-9).fit(gram, y).decision_function(gram)
    np.testing.assert_allclose(early, late, atol=1e-7)


def test_the_mean_is_the_uniform_sum_and_the_geometric_mean_adds_distances() -> None:
    np.testing.assert_allclose(mean(GRAMS), GRAMS.mean(0))
    np.testing.assert_allclose(product(GRAMS, np.full(3, 1 / 3)), np.exp(np.log(GRAMS).mean(0)))
    assert mean(GRAMS.astype(np.float32)).dtype == np.float32


@pytest.mark.parametrize(
    ("weights", "match"),
    [([1.0, -0.1, 1.0], "not negative"), ([1.0, 1.0], "one weight for each"), ([1.0, np.nan, 1.0], "finite")],
)
def test_bad_weights_are_refused(weights: list[float], match: str) -> None:
    for composite in (weighted_sum, product):
        with pytest.raises(ValueError, match=match):
            composite(GRAMS, weights)


def test_a_negative_entry_has_no_root() -> None:
    with pytest.raises(ValueError, match="kernel 0 has negative entries"):
        product([np.array([[1.0, -0.5], [-0.5, 1.0]])], [0.5])
