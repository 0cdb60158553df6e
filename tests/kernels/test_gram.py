"""Checks and transformations of Gram matrices against explicit features and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.preprocessing import KernelCenterer

from mmfusion.kernels import gram as g
from tests.kernels.problems import rbf_problem

rng = np.random.default_rng(0)
X, NEW = rng.normal(size=(12, 3)) + 2, rng.normal(size=(5, 3)) + 2


def test_centring_is_that_of_the_features() -> None:
    centred, new = X - X.mean(0), NEW - X.mean(0)
    np.testing.assert_allclose(g.centre(X @ X.T), centred @ centred.T, atol=1e-12)
    np.testing.assert_allclose(g.centre_cross(NEW @ X.T, X @ X.T), new @ centred.T, atol=1e-12)


def test_centring_equals_scikit_learns() -> None:
    reference = KernelCenterer().fit(X @ X.T)
    np.testing.assert_allclose(g.centre(X @ X.T), reference.transform(X @ X.T), atol=1e-12)
    np.testing.assert_allclose(g.centre_cross(NEW @ X.T, X @ X.T), reference.transform(NEW @ X.T), atol=1e-12)


def test_cosine_normalisation_is_that_of_the_features() -> None:
    def unit(x: np.ndarray) -> np.ndarray:
        return x / np.linalg.norm(x, axis=1, keepdims=True)

    own, new = (X**2).sum(1), (NEW**2).sum(1)
    np.testing.assert_allclose(g.cosine_normalise(X @ X.T, own), unit(X) @ unit(X).T)
    np.testing.assert_allclose(g.cosine_normalise(NEW @ X.T, new, own), unit(NEW) @ unit(X).T)


def test_the_origin_stays_the_origin() -> None:
    x = np.array([[0.0, 0.0], [1.0, 1.0]])
    np.testing.assert_allclose(g.cosine_normalise(x @ x.T, [0.0, 2.0]), [[0, 0], [0, 1]])
    with pytest.raises(ValueError, match="must not be negative"):
        g.cosine_normalise(x @ x.T, [-1.0, 2.0])


def test_trace_scale_gives_trace_n_and_leaves_a_zero_kernel() -> None:
    gram = X @ X.T
    assert np.trace(gram * g.trace_scale(np.diagonal(gram))) == pytest.approx(12)
    assert g.trace_scale(np.zeros(3)) == 1.0


def test_a_ridge_bounds_the_condition() -> None:
    gram = X @ X.T  # rank 3
    assert g.condition_number(gram) == np.inf
    assert g.condition_number(g.add_ridge(gram, 0.01)) <= 1 + 12 / 0.01
    np.testing.assert_allclose(g.condition_number(np.diag([1.0, 4.0])), 4.0)
    with pytest.raises(ValueError, match="must not be negative"):
        g.add_ridge(gram, -1.0)


def test_clipping_gives_the_nearest_kernel() -> None:
    gram = np.diag([2.0, -1.0])
    np.testing.assert_allclose(g.clip_spectrum(gram), np.diag([2.0, 0.0]), atol=1e-12)
    positive = X @ X.T
    np.testing.assert_allclose(g.clip_spectrum(positive), positive, atol=1e-9)


def test_good_kernels_pass_uncopied() -> None:
    grams, _ = rbf_problem()
    assert g.check_grams(grams) is grams
    assert g.check_grams(grams.astype(np.float32)).dtype == np.float32
    assert g.check_grams(list(grams)).shape == grams.shape
    assert g.check_grams(grams[0]).shape == (1, 40, 40)
    assert g.check_grams([[[2, 1], [1, 2]]]).dtype == np.float64
    g.check_grams(grams, thorough=True)
    g.check_grams(np.zeros((1, 3, 3)))
    g.check_grams(grams, jobs=2)


def _spoiled(place: tuple[int, int], value: float) -> np.ndarray:
    grams, _ = rbf_problem()
    grams[2][place] = value
    return grams


@pytest.mark.parametrize(
    ("grams", "match"),
    [
        (_spoiled((3, 5), np.nan), "kernel 2 has NaN"),
        (_spoiled((3, 5), np.inf), "kernel 2 has NaN or infinite"),
        (_spoiled((3, 5), 0.9), "kernel 2 is not symmetric"),
        (_spoiled((3, 3), -1.0), "kernel 2 is not positive semi-definite: its diagonal"),
        (_spoiled((3, 3), 0.0), "kernel 2 is not positive semi-definite: its eigenvalues"),
        (np.ones((2, 3, 4)), "square"),
        (np.ones(3), "1 dimensions"),
        (np.empty((0, 3, 3)), "at least one kernel"),
        ([], "at least one kernel"),
        ([np.eye(3), np.eye(4)], "same samples"),
        (np.eye(2, dtype=complex), "real numbers"),
        (np.array([["a"]]), "real numbers"),
    ],
)
def test_what_is_no_kernel_is_refused_with_a_sentence(grams: np.ndarray, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        g.check_grams(grams)


def test_large_matrices_are_sampled_and_thoroughness_examines_all() -> None:
    n = g.EXAMINED + 60
    x = rng.normal(size=(n, 4))
    gram = np.tanh(2 * x @ x.T - 1)  # the sigmoid "kernel": many negative eigenvalues
    with pytest.raises(ValueError, match="not positive semi-definite"):
        g.check_grams(gram)
    one = np.eye(n)
    left_out = np.setdiff1d(np.arange(n), np.random.default_rng(0).choice(n, g.EXAMINED, replace=False))[:2]
    one[left_out[0], left_out[1]] = one[left_out[1], left_out[0]] = 3.0
    g.check_grams(one)  # a single pair outside the sample
    with pytest.raises(ValueError, match="not positive semi-definite"):
        g.check_grams(one, thorough=True)


@pytest.mark.parametrize(
    ("grams", "match"),
    [
        (np.ones((2, 3, 5)), "trained on 4 kernels; 2 came"),
        (np.ones((4, 3, 6)), "trained on 5 samples"),
        (np.full((4, 3, 5), np.nan), "NaN"),
    ],
)
def test_kernels_of_new_samples_must_fit_the_model(grams: np.ndarray, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        g.check_cross_grams(grams, 4, 5)
