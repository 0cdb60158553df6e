"""Base kernels against their formulas written out, pair by pair."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mmfusion.kernels import base
from mmfusion.kernels.base import (
    RBF,
    Cosine,
    Kernel,
    Laplacian,
    Linear,
    Polynomial,
    Precomputed,
)
from mmfusion.kernels.histograms import AdditiveChi2, Chi2, Intersection

rng = np.random.default_rng(0)


def _chi2(x: np.ndarray, z: np.ndarray) -> float:
    return sum((a - b) ** 2 / (a + b) for a, b in zip(x, z, strict=True) if a + b > 0)


FORMULAS: list[tuple[Kernel, Callable[[np.ndarray, np.ndarray], float]]] = [
    (Linear(), lambda x, z: x @ z),
    (Polynomial(2, 0.5, 1.5), lambda x, z: (0.5 * (x @ z) + 1.5) ** 2),
    (Cosine(), lambda x, z: (x @ z) / np.linalg.norm(x) / np.linalg.norm(z)),
    (RBF(0.7), lambda x, z: np.exp(-0.7 * ((x - z) ** 2).sum())),
    (Laplacian(0.3), lambda x, z: np.exp(-0.3 * np.abs(x - z).sum())),
    (AdditiveChi2(), lambda x, z: sum(2 * a * b / (a + b) for a, b in zip(x, z, strict=True) if a + b > 0)),
    (Chi2(0.4), lambda x, z: np.exp(-0.4 * _chi2(x, z))),
    (Intersection(), lambda x, z: np.minimum(x, z).sum()),
]
IDS = [type(kernel).__name__ for kernel, _ in FORMULAS]
WIDE = [Polynomial(), RBF(), Laplacian(), Chi2()]


def _histograms(n: int) -> np.ndarray:
    x = rng.random((n, 6))
    x[:, 0] = 0.0  # a bin that is empty in all
    x[0, 1] = 0.0
    return x


@pytest.mark.parametrize(("kernel", "formula"), FORMULAS, ids=IDS)
def test_values_are_the_formula(kernel: Kernel, formula: Callable[[np.ndarray, np.ndarray], float]) -> None:
    x, z = _histograms(7), _histograms(5)
    expected = np.array([[formula(a, b) for b in z] for a in x])
    values = kernel(x, z)
    assert values.dtype == np.float32
    np.testing.assert_allclose(values, expected, rtol=2e-6)
    np.testing.assert_allclose(kernel.diagonal(x), [formula(a, a) for a in x], rtol=1e-12)


@pytest.mark.parametrize("kernel", [kernel for kernel, _ in FORMULAS], ids=IDS)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_gram_matrices_are_symmetric_and_positive_semi_definite(kernel: Kernel, data: st.DataObject) -> None:
    x = data.draw(arrays(np.float64, (8, 3), elements=st.floats(0, 4).map(lambda v: round(v, 2))))
    gram = kernel(x).astype(np.float64)
    np.testing.assert_allclose(gram, gram.T, rtol=1e-6, atol=1e-6)
    values = np.linalg.eigvalsh(gram)
    assert values[0] >= -1e-5 * max(values[-1], 1e-9)


@pytest.mark.parametrize("kernel", [kernel for kernel, _ in FORMULAS], ids=IDS)
def test_blocks_give_what_one_piece_gives(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    x = _histograms(9)
    whole = kernel(x)
    monkeypatch.setattr(base, "BLOCK", 20)
    np.testing.assert_allclose(kernel(x), whole, rtol=1e-6)


def test_the_median_heuristic_is_the_median_of_training_distances() -> None:
    x = rng.normal(size=(30, 4))
    pairs = np.triu_indices(30, 1)
    euclidean = np.sqrt(((x[:, None] - x[None]) ** 2).sum(-1))[pairs]
    manhattan = np.abs(x[:, None] - x[None]).sum(-1)[pairs]
    assert RBF().fitted(x).gamma == pytest.approx(1 / (2 * np.median(euclidean) ** 2))  # type: ignore[attr-defined]
    assert Laplacian().fitted(x).gamma == pytest.approx(1 / np.median(manhattan))  # type: ignore[attr-defined]
    h = rng.random((20, 5))
    mean = np.mean([_chi2(a, b) for i, a in enumerate(h) for b in h[i + 1 :]])
    assert Chi2().fitted(h).gamma == pytest.approx(1 / mean)  # type: ignore[attr-defined]


@pytest.mark.parametrize("kernel", WIDE, ids=lambda k: type(k).__name__)
def test_a_width_comes_from_training_data_alone_and_leaves_the_original_open(kernel: Kernel) -> None:
    x, new = rng.random((20, 3)), 50 * rng.random((4, 3))
    fitted = kernel.fitted(x)
    assert kernel.gamma is None  # type: ignore[attr-defined]
    np.testing.assert_array_equal(fitted(new, x)[1:2], fitted(new[1:2], x))
    assert fitted.fitted(new) == fitted
    with pytest.raises(ValueError, match="no width yet"):
        kernel(x)


@pytest.mark.parametrize("kernel", [RBF(), Laplacian(), Chi2()], ids=lambda k: type(k).__name__)
def test_identical_samples_give_a_constant_kernel(kernel: Kernel) -> None:
    x = np.ones((5, 2))
    np.testing.assert_array_equal(kernel.fitted(x)(x), np.ones((5, 5), dtype=np.float32))


def test_a_sample_of_zeros_is_the_origin_of_the_cosine_kernel() -> None:
    x = np.array([[0.0, 0.0], [3.0, 4.0]])
    np.testing.assert_array_equal(Cosine()(x), [[0, 0], [0, 1]])
    np.testing.assert_array_equal(Cosine().diagonal(x), [0, 1])


@pytest.mark.parametrize(
    "kernel", [AdditiveChi2(), Chi2(1.0), Intersection()], ids=lambda k: type(k).__name__
)
def test_histograms_have_no_negative_bins(kernel: Kernel) -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        kernel(np.array([[1.0, -0.1]]))


@pytest.mark.parametrize(
    ("x", "z", "match"),
    [
        ([[np.nan, 1.0]], None, "NaN"),
        ([[np.inf, 1.0]], None, "NaN or infinite"),
        (np.empty((0, 2)), None, "one of each at least"),
        ([1.0, 2.0], None, "samples, features"),
        ([[1.0, 2.0]], [[1.0]], "2 and 1 features"),
    ],
)
def test_bad_features_are_refused(x: object, z: object, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        Linear()(x, z)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: RBF(0.0), "gamma"),
        (lambda: Laplacian(-1.0), "gamma"),
        (lambda: Chi2(float("nan")), "gamma"),
        (lambda: Polynomial(0), "degree"),
        (lambda: Polynomial(1.5), "degree"),  # type: ignore[arg-type]
        (lambda: Polynomial(2, 1.0, -1.0), "offset"),
    ],
)
def test_bad_parameters_are_refused(make: Callable[[], Kernel], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        make()


def test_a_precomputed_kernel_passes_through_and_must_be_square_in_training() -> None:
    gram = np.eye(3) + 1
    np.testing.assert_array_equal(Precomputed().fitted(gram)(gram), gram)
    np.testing.assert_array_equal(Precomputed().diagonal(gram), [2, 2, 2])
    with pytest.raises(ValueError, match="square"):
        Precomputed().fitted(gram[:2])
    with pytest.raises(ValueError, match="not in a precomputed kernel"):
        Precomputed().diagonal(gram[:2])
