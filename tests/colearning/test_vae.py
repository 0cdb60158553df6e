"""Experts and the bound against closed forms: integrals, and a decoder that is a straight line."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mmfusion.colearning import MultimodalVAE
from mmfusion.colearning.experts import Gaussian, mixture_log_density, mixture_moments, product
from mmfusion.colearning.vae import log_likelihood
from tests.colearning.shared import halves, views


def drawn(seed: int, n: int = 3, d: int = 2) -> Gaussian:
    rng = np.random.default_rng(seed)
    return Gaussian(torch.as_tensor(rng.normal(size=(n, d))), torch.as_tensor(rng.normal(size=(n, d))))


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 1000), st.integers(1, 4), st.booleans())
def test_the_product_is_proportional_to_the_densities_multiplied(seed: int, count: int, prior: bool) -> None:
    experts = [drawn(seed + i) for i in range(count)]
    found = product(experts, prior=prior)
    z = torch.as_tensor(np.random.default_rng(seed).normal(size=(9, 3, 2)))
    total = sum(one.log_density(z) for one in experts)
    if prior:
        total = total - 0.5 * (z**2).sum(-1)
    apart = found.log_density(z) - total
    np.testing.assert_allclose(apart, apart[:1].expand_as(apart), atol=1e-9)
    assert (
        found.log_variance <= torch.stack([e.log_variance for e in experts]).min(dim=0).values + 1e-12
    ).all()


def test_density_and_divergence_are_those_of_scipy_and_of_the_integral() -> None:
    one = drawn(0)
    z = torch.as_tensor(np.random.default_rng(1).normal(size=(3, 2)))
    expected = (
        stats.norm(one.mean.numpy(), np.exp(one.log_variance.numpy() / 2)).logpdf(z.numpy()).sum(axis=1)
    )
    np.testing.assert_allclose(one.log_density(z), expected)
    grid = np.linspace(-15, 15, 60_001)
    for mean, log_variance in ((0.7, -1.0), (-2.0, 0.5)):
        q = stats.norm(mean, math.exp(log_variance / 2))
        integral = np.trapezoid(q.pdf(grid) * (q.logpdf(grid) - stats.norm.logpdf(grid)), grid)
        own = Gaussian(torch.tensor([[mean]]), torch.tensor([[log_variance]])).divergence()
        assert float(own) == pytest.approx(integral, abs=1e-5)


def test_a_mixture_is_the_mean_of_densities_and_has_their_moments() -> None:
    experts = [
        Gaussian(torch.tensor([[m]]), torch.tensor([[v]])) for m, v in ((0.0, 0.0), (2.0, -1.0), (3.0, 0.5))
    ]
    grid = torch.linspace(-12, 15, 40_001, dtype=torch.float64)
    density = mixture_log_density(experts, grid[:, None, None])[:, 0].exp()
    plain = sum(stats.norm(float(e.mean), math.exp(float(e.log_variance) / 2)).pdf(grid) for e in experts) / 3
    np.testing.assert_allclose(density, plain, atol=1e-7)
    mean = float(torch.trapezoid(density * grid, grid))
    variance = float(torch.trapezoid(density * (grid - mean) ** 2, grid))
    found = mixture_moments(experts)
    assert float(found.mean) == pytest.approx(mean, abs=1e-4)
    assert float(found.log_variance.exp()) == pytest.approx(variance, abs=1e-4)


def test_likelihoods_are_scipys_up_to_the_gaussians_constant() -> None:
    rng = np.random.default_rng(0)
    x, made = rng.normal(size=(4, 5)), rng.normal(size=(4, 5))
    own = log_likelihood(torch.as_tensor(x), torch.as_tensor(made), "gaussian")
    np.testing.assert_allclose(own - 2.5 * math.log(2 * math.pi), stats.norm(made).logpdf(x).sum(axis=1))
    bits = rng.integers(0, 2, (4, 5)).astype(float)
    own = log_likelihood(torch.as_tensor(bits), torch.as_tensor(made), "bernoulli")
    np.testing.assert_allclose(own, stats.bernoulli(1 / (1 + np.exp(-made))).logpmf(bits).sum(axis=1))


def set_linear(vae: MultimodalVAE, name: str, encoder: Gaussian, slope: float) -> None:
    """Make a modality of one value x̂ = slope z, read as a fixed Gaussian (two ReLU make a straight line)."""
    place = [*vae.widths_].index(name)
    with torch.no_grad():
        for net in (vae.encoders_[place], vae.decoders_[place]):
            for part in net.parameters():
                part.zero_()
        last = vae.encoders_[place][2]
        last.bias[0], last.bias[1] = float(encoder.mean), float(encoder.log_variance)
        decoder = vae.decoders_[place]
        decoder[0].weight[0, 0], decoder[0].weight[1, 0] = 1.0, -1.0
        decoder[2].weight[0, 0], decoder[2].weight[0, 1] = slope, -slope


@pytest.mark.parametrize("experts", ["product", "mixture"])
def test_the_bounds_terms_are_their_closed_forms(experts: str) -> None:
    """x̂ = sz and q = N(μ, σ²): E ln p = −½ ((x − sμ)² + s²σ²); the KL is known, of a mixture an integral."""
    vae = MultimodalVAE(1, experts=experts, weights={"a": 2.0, "b": 0.5}, beta=0.7, hidden=2)  # type: ignore[arg-type]
    vae.build({"a": 1, "b": 1})
    own = {
        "a": Gaussian(torch.tensor([[0.5]]), torch.tensor([[-1.0]])),
        "b": Gaussian(torch.tensor([[1.5]]), torch.tensor([[0.2]])),
    }
    slopes, weights, x = {"a": 1.3, "b": -0.4}, {"a": 2.0, "b": 0.5}, {"a": 0.8, "b": -1.1}
    for name in own:
        set_linear(vae, name, own[name], slopes[name])
    data = {name: np.full((200_000, 1), value) for name, value in x.items()}
    found = vae.terms(data)
    parts = [product([*own.values()])] if experts == "product" else [*own.values()]
    for name in own:
        expected = np.mean([
            -0.5 * weights[name] * ((x[name] - slopes[name] * float(q.mean)) ** 2
                                    + slopes[name] ** 2 * math.exp(float(q.log_variance)))
            for q in parts
        ])  # fmt: skip
        assert found.likelihoods[name] == pytest.approx(expected, abs=0.01)
    grid = torch.linspace(-12, 12, 20_001, dtype=torch.float64)
    log_q = mixture_log_density(parts, grid[:, None, None])[:, 0]
    kl = float(torch.trapezoid(log_q.exp() * (log_q + 0.5 * grid**2 + 0.5 * math.log(2 * math.pi)), grid))
    assert found.divergence == pytest.approx(kl, abs=0.01)
    assert found.bound == pytest.approx(sum(found.likelihoods.values()) - 0.7 * found.divergence)


def test_the_product_trains_on_all_together_and_each_alone_the_mixture_on_each() -> None:
    data = views(n=100_000, widths=(3, 2), latent=1)
    for experts, subsets in (("product", [None, ["a"], ["b"]]), ("mixture", [None])):
        vae = MultimodalVAE(2, experts=experts, hidden=4).build({"a": 3, "b": 2})  # type: ignore[arg-type]
        tensors = {name: torch.as_tensor(x, dtype=torch.float32) for name, x in data.items()}
        whole = float(vae.bound(tensors, torch.Generator().manual_seed(5)).detach())
        parts = [vae.terms(data, own).bound for own in subsets]  # type: ignore[arg-type]
        assert whole == pytest.approx(np.mean(parts), rel=0.01)


def test_a_product_widens_when_a_modality_is_taken_away_and_a_mixture_stays_what_the_rest_say() -> None:
    data = views(n=300, noise=0.3)
    for experts in ("product", "mixture"):
        vae = MultimodalVAE(4, experts=experts, hidden=32, steps=150).fit(data)  # type: ignore[arg-type]
        both, alone = vae.posterior(data)[1], vae.posterior({"a": data["a"]})[1]
        if experts == "product":
            assert (alone > both).all()
        else:
            assert (alone < both + 1e-9).mean() > 0.5
            tensor = torch.as_tensor(data["a"], dtype=torch.float32)
            own = vae.encode({"a": tensor})["a"].log_variance.exp()
            np.testing.assert_allclose(alone, own.detach(), rtol=1e-4)


@pytest.mark.parametrize("experts", ["product", "mixture"])
def test_one_modality_makes_the_other_better_than_its_mean(experts: str) -> None:
    raw = views(n=800, noise=0.3, latent=3)
    train, test = halves({a: (x - x.mean(0)) / x.std(0) for a, x in raw.items()}, 600)
    vae = MultimodalVAE(5, experts=experts, hidden=64, steps=500).fit(train)  # type: ignore[arg-type]
    made = vae.translate({"a": test["a"]}, "b")
    assert ((made - test["b"]) ** 2).mean() < 0.6 * test["b"].var()
    assert np.mean(vae.losses_[-50:]) < 0.8 * np.mean(vae.losses_[:5])


def test_weights_make_up_for_unequal_numbers_of_values() -> None:
    vae = MultimodalVAE().build({"a": 30, "b": 10})
    assert (vae.weight("a") * 30, vae.weight("b") * 10) == pytest.approx((20, 20))


def test_what_makes_no_sense_is_refused() -> None:
    data = views(n=20)
    with pytest.raises(ValueError, match="product or mixture"):
        MultimodalVAE(experts="sum").fit(data)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="Bernoulli"):
        MultimodalVAE(likelihoods={"a": "bernoulli"}).fit(data)
    with pytest.raises(ValueError, match="no modality 'c'"):
        MultimodalVAE(weights={"c": 1.0}).fit(data)
    with pytest.raises(ValueError, match="no modality 'c'"):
        MultimodalVAE(steps=1).fit(data).make(np.zeros((1, 12)), "c")
    for empty in (product, mixture_moments):
        with pytest.raises(ValueError, match="one expert"):
            empty([])
