"""Kernel and deep CCA against linear CCA, and the number of dimensions by permutation."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mmfusion.colearning import CCA, DeepCCA, KernelCCA, shared_dimensions
from mmfusion.colearning.deep_cca import correlation_loss
from mmfusion.colearning.views import shuffled
from mmfusion.kernels import RBF, Linear
from tests.colearning.shared import halves, views


def correlation(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.array([np.corrcoef(a[:, i], b[:, i])[0, 1] for i in range(a.shape[1])])


def bent(n: int, seed: int = 0) -> dict[str, np.ndarray]:
    """Two views that share two angles which no line through either can read."""
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0, 2 * np.pi, (n, 1))
    a = np.hstack([np.cos(angle), np.sin(angle)])
    b = np.hstack([np.cos(2 * angle), np.sin(2 * angle)])
    return {name: x + 0.1 * rng.normal(size=x.shape) for name, x in (("a", a), ("b", b))}


@pytest.mark.parametrize(("r", "n"), [(0.0, 300), (0.01, 300), (0.3, 300), (0.01, 15), (0.3, 15)])
def test_kernel_cca_with_a_linear_kernel_is_cca(r: float, n: int) -> None:
    train, test = halves(views(n=n + 50, widths=(12, 20)), n)
    kernel, plain = (
        KernelCCA(4, kernel=Linear(), regularisation=r).fit(train),
        CCA(4, regularisation=r).fit(train),
    )
    np.testing.assert_allclose(kernel.correlations_, plain.correlations_, atol=1e-6)
    for name in "ab":
        ours, theirs = kernel.transform(test)[name], plain.transform(test)[name]
        np.testing.assert_allclose(np.abs(correlation(ours, theirs)), 1.0, atol=1e-6)
        np.testing.assert_allclose(ours.std(axis=0), theirs.std(axis=0), rtol=1e-5)


def test_kernel_cca_reads_what_is_bent() -> None:
    train, test = halves(bent(300), 200)
    own = KernelCCA(2, kernel=RBF(0.5), regularisation=1e-3).fit(train)
    assert own.correlations(test).min() > 0.85
    assert CCA(2).fit(train).correlations(test).max() < 0.3


def test_one_kernel_a_view_is_needed() -> None:
    with pytest.raises(ValueError, match="no kernel is given for b"):
        KernelCCA(kernel={"a": Linear()}).fit(views(n=30))


def test_deep_beats_linear_where_what_is_shared_is_bent() -> None:
    train, test = halves(bent(900), 600)
    deep = DeepCCA(2, hidden=64, steps=200, learning_rate=1e-2).fit(train)
    assert CCA(2).fit(train).correlations(test).max() < 0.3
    a, b = deep.transform(test).values()
    assert correlation(a, b).min() > 0.8
    assert deep.score(test) > CCA(2).fit(train).score(test) + 0.2


def test_deep_with_linear_heads_reaches_linear_cca() -> None:
    found = views(latent=2, noise=0.5)
    deep = DeepCCA(2, hidden=0, steps=300, learning_rate=1e-2, regularisation=1e-3).fit(found)
    np.testing.assert_allclose(deep.correlations_, CCA(2).fit(found).correlations_, atol=0.01)


def test_the_loss_is_the_sum_of_canonical_correlations() -> None:
    found = views(widths=(4, 4))
    tensors = [torch.as_tensor(x) for x in found.values()]
    assert -float(correlation_loss(*tensors, 1e-9)) == pytest.approx(CCA(4).fit(found).correlations_.sum())


@pytest.mark.parametrize("size", [2, 3, 7])
def test_a_batch_smaller_than_the_space_has_a_finite_loss_and_gradient(size: int) -> None:
    a = torch.randn(size, 8, generator=torch.Generator().manual_seed(0), requires_grad=True)
    b = torch.randn(size, 8, generator=torch.Generator().manual_seed(1))
    for other in (b, a.detach() * 2, torch.zeros_like(b)):
        a.grad = None
        loss = correlation_loss(a, other, 0.1)
        loss.backward()
        assert torch.isfinite(loss)
        assert a.grad is not None
        assert torch.isfinite(a.grad).all()


def test_deep_training_is_finite_with_batches_smaller_than_the_space() -> None:
    train, test = halves(views(n=130), 67)  # 67 is no multiple of the batch
    deep = DeepCCA(16, hidden=24, batch=6, steps=60).fit(train)
    assert np.isfinite(deep.run_.losses).all()
    assert all(np.isfinite(z).all() for z in deep.transform(test).values())


def test_a_stopped_deep_run_can_be_used() -> None:
    found = views()
    deep = DeepCCA(3, hidden=16, steps=100)
    for frame in deep.run(found, every=10):
        if frame.step == 20:
            break
    np.testing.assert_allclose(deep.transform(found)["a"][deep.run_.watched], frame.places["a"], atol=1e-4)


@pytest.mark.parametrize("latent", [0, 1, 3])
def test_as_many_dimensions_are_found_as_are_shared(latent: int) -> None:
    rng = np.random.default_rng(latent)
    both = rng.normal(size=(300, latent))
    found = [np.hstack([both + 0.4 * rng.normal(size=both.shape), rng.normal(size=(300, 4))]) for _ in "ab"]
    assert shared_dimensions(found, permutations=200).dimensions == latent


def test_where_nothing_is_shared_the_test_errs_as_often_as_it_says() -> None:
    wrong = 0
    for seed in range(120):
        rng = np.random.default_rng(seed)
        pair = [rng.normal(size=(40, 3)), rng.exponential(size=(40, 4))]
        wrong += shared_dimensions(pair, permutations=99, level=0.1, seed=seed).dimensions > 0
    assert 3 <= wrong <= 24  # 12 expected of 120; binomial, 99.9 %


def test_with_more_features_than_samples_nothing_is_claimed_until_there_are_components() -> None:
    found = views(n=80, widths=(60, 50), noise=0.5)
    assert shared_dimensions(found, permutations=50).dimensions == 0
    assert shared_dimensions(found, components=8, permutations=99).dimensions >= 3
    assert shared_dimensions(shuffled(found), components=8, permutations=99).dimensions == 0
