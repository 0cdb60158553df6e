"""A multimodal variational autoencoder: one latent space from which every modality is made again.

    ELBO(q, A) = E_q(z) Σ_{m in A} λ_m ln p(x_m | z)  −  β KL(q ‖ N(0, I))

product     Σ over all together and each alone of ELBO(q of those, all modalities): with the terms of single
            modalities each encoder learns to do by itself, and to tell of the others
            (MVAE, Wu and Goodman 2018, where a modality alone makes itself alone)
mixture     (1/M) Σ_m ELBO(q_m, all modalities), the KL by Monte Carlo to the mixture itself
            (MMVAE, Shi et al. 2019, with one draw and without importance weights)

A likelihood is "gaussian" with variance 1, −½ Σ (x − x̂)² and no constant, or "bernoulli" for values of 0 to
1. Modalities have unequal numbers of values, and the largest would decide alone: λ_m weighs each, and where
none is given it is the mean number of values over its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn
from torch.nn import functional

from mmfusion.colearning.experts import Gaussian, mixture_log_density, mixture_moments, product
from mmfusion.colearning.views import Floats, Views, known_views, paired_views
from mmfusion.nn.device import to_numpy

Likelihood = Literal["gaussian", "bernoulli"]
Experts = Literal["product", "mixture"]


class Terms(NamedTuple):
    """The terms of a bound, means over samples in nats.

    Example:
        >>> from mmfusion.colearning.vae import Terms
        >>> Terms({"a": -3.0, "b": -1.5}, divergence=2.0, bound=-6.5).bound
        -6.5

    """

    likelihoods: Mapping[str, float]
    """Weighted, by modality."""
    divergence: float
    """KL, without β."""
    bound: float


def log_likelihood(x: Tensor, made: Tensor, kind: Likelihood) -> Tensor:
    """Return ln p(x | z) in nats, `(B,)`; `made` `(B, p)` are means (gaussian) or logits (bernoulli).

    Example:
        >>> import torch
        >>> from mmfusion.colearning.vae import log_likelihood
        >>> x, made = torch.tensor([[1.0, 0.0]]), torch.zeros(1, 2)
        >>> float(log_likelihood(x, made, "gaussian")), round(float(log_likelihood(x, made, "bernoulli")), 3)
        (-0.5, -1.386)

    """
    if kind == "bernoulli":
        return -functional.binary_cross_entropy_with_logits(made, x, reduction="none").sum(dim=1)
    return -0.5 * ((x - made) ** 2).sum(dim=1)


class MultimodalVAE:
    """A variational autoencoder of several modalities, by a product or a mixture of experts.

    Args:
        latent: d of the latent space.
        experts: "product" or "mixture".
        likelihoods: by modality; those not named are "gaussian".
        weights: λ by modality; those not named are the mean number of values over their own number.
        beta: factor of the KL.
        hidden: width of encoders' and decoders' one hidden layer.
        batch: samples a step.
        steps: of Adam.
        learning_rate: of Adam.
        seed: of the first weights, the order of samples and the draws.

    Attributes:
        encoders_, decoders_: torch modules by modality.
        losses_: −bound of each step's batch, a sample's mean.
        widths_: number of values by modality.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import MultimodalVAE
        >>> z = np.random.default_rng(0).normal(size=(300, 2))
        >>> views = {"a": z @ np.ones((2, 5)), "b": z @ np.ones((2, 3))}
        >>> vae = MultimodalVAE(latent=2, steps=200).fit(views)
        >>> alone, both = vae.posterior({"a": views["a"]}), vae.posterior(views)
        >>> bool((both[1] < alone[1]).all())  # a product is narrower with one more
        True
        >>> vae.translate({"a": views["a"]}, "b").shape
        (300, 3)

    """

    def __init__(
        self,
        latent: int = 12,
        *,
        experts: Experts = "product",
        likelihoods: Mapping[str, Likelihood] | None = None,
        weights: Mapping[str, float] | None = None,
        beta: float = 1.0,
        hidden: int = 256,
        batch: int = 128,
        steps: int = 1000,
        learning_rate: float = 1e-3,
        seed: int = 0,
    ) -> None:
        self.latent = latent
        self.experts = experts
        self.likelihoods = likelihoods
        self.weights = weights
        self.beta = beta
        self.hidden = hidden
        self.batch = batch
        self.steps = steps
        self.learning_rate = learning_rate
        self.seed = seed

    def fit(self, views: Views) -> MultimodalVAE:
        """Learn from views of the same samples, `(n, p)` each.

        Raises:
            ValueError: views that do not fit together, or parameters that make no sense.

        """
        for _ in self.run(views):
            pass
        return self

    def run(self, views: Views, *, every: int = 50) -> Iterator[int]:
        """Yield the number of steps done after each `every`; what was learned so far can be used, or all."""
        found = paired_views(views)
        self.build({name: x.shape[1] for name, x in found.items()})
        data = {name: torch.as_tensor(x, dtype=torch.float32) for name, x in found.items()}
        for name, x in data.items():
            if self._kind(name) == "bernoulli" and (x.min() < 0 or x.max() > 1):
                raise ValueError(f"{name!r} has values outside of 0 to 1: it cannot be Bernoulli's")
        n = len(next(iter(data.values())))
        drawn = torch.Generator().manual_seed(self.seed + 1)
        parameters = [p for part in (self.encoders_, self.decoders_) for p in part.parameters()]
        optimiser = torch.optim.Adam(parameters, lr=self.learning_rate)
        self.losses_: list[float] = []
        for step in range(1, self.steps + 1):
            chosen = torch.randint(n, (min(self.batch, n),), generator=drawn)
            loss = -self.bound({name: x[chosen] for name, x in data.items()}, drawn)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            self.losses_.append(loss.item())
            if not math.isfinite(self.losses_[-1]):
                raise FloatingPointError(f"the bound is not finite at step {step}: lower learning_rate")
            if step % every == 0 or step == self.steps:
                yield step

    def build(self, widths: Mapping[str, int]) -> MultimodalVAE:
        """Set up encoders and decoders for modalities of these widths, with fresh weights.

        Raises:
            ValueError: parameters that make no sense.

        """
        if self.experts not in ("product", "mixture"):
            raise ValueError(f"experts are multiplied or mixed: product or mixture, not {self.experts!r}")
        for name in ("latent", "hidden", "batch", "steps"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be 1 at least, not {getattr(self, name)}")
        for name in (*(self.likelihoods or ()), *(self.weights or ())):
            if name not in widths:
                raise ValueError(f"there is no modality {name!r}; there are {', '.join(widths)}")
        self.widths_ = dict(widths)
        drawn = torch.Generator().manual_seed(self.seed)
        self.encoders_ = nn.ModuleList(
            [_net(p, self.hidden, 2 * self.latent, drawn) for p in widths.values()]
        )
        self.decoders_ = nn.ModuleList([_net(self.latent, self.hidden, p, drawn) for p in widths.values()])
        return self

    def weight(self, name: str) -> float:
        """Return λ of a modality."""
        if self.weights and name in self.weights:
            return self.weights[name]
        return float(np.mean([*self.widths_.values()])) / self.widths_[name]

    def encode(self, views: Mapping[str, Tensor]) -> dict[str, Gaussian]:
        """Return what each modality that is there says by itself, `(B, d)`."""
        places = {name: i for i, name in enumerate(self.widths_)}
        found = {}
        for name, x in views.items():
            mean, log_variance = self.encoders_[places[name]](x).chunk(2, dim=1)
            found[name] = Gaussian(mean, log_variance.clamp(-8.0, 4.0))
        return found

    def decode(self, z: Tensor, name: str) -> Tensor:
        """Return what a modality is made as from z `(B, d)`: means, or logits, `(B, p)`."""
        return torch.as_tensor(self.decoders_[[*self.widths_].index(name)](z))

    def bound(self, views: Mapping[str, Tensor], generator: torch.Generator | None = None) -> Tensor:
        """Return the mean bound of samples that have every modality, with one draw; a scalar in nats."""
        said = self.encode(views)
        if self.experts == "mixture":
            parts = [self._mixed(views, said, name, generator) for name in said]
            return torch.stack(parts).mean()
        every = [list(said), *([name] for name in said)]
        return torch.stack([self._multiplied(views, said, own, generator) for own in every]).mean()

    def terms(self, views: Views, given: Sequence[str] | None = None, *, seed: int = 0) -> Terms:
        """Return the terms of the bound for samples with every modality, of which only some are encoded.

        Args:
            views: `(n, p)` of all modalities.
            given: the names of those that are encoded; all by default.
            seed: of the draws.

        """
        found = self._tensors(paired_views(views))
        with torch.inference_mode():
            own = {name: found[name] for name in (given or found)}
            said = self.encode(own)
            drawn = torch.Generator().manual_seed(seed)
            parts = [product(list(said.values()))] if self.experts == "product" else list(said.values())
            likelihoods = dict.fromkeys(found, 0.0)
            divergence = 0.0
            for q in parts:
                z = q.drawn(drawn)
                for name in found:
                    likelihoods[name] += float(self._likelihood(found, name, z).mean()) / len(parts)
                kl = q.divergence() if self.experts == "product" else _ratio([*said.values()], z)
                divergence += float(kl.mean()) / len(parts)
        return Terms(likelihoods, divergence, sum(likelihoods.values()) - self.beta * divergence)

    def posterior(self, views: Views) -> tuple[Floats, Floats]:
        """Return mean and variance of z for the modalities that are given, `(n, d)` each.

        Of a mixture they are its mean and variance; with one modality, that one's own.
        """
        with torch.inference_mode():
            said = [*self.encode(self._tensors(known_views(views, self.widths_))).values()]
            q = product(said) if self.experts == "product" else mixture_moments(said)
        return np.asarray(to_numpy(q.mean), dtype=float), np.asarray(
            to_numpy(q.log_variance.exp()), dtype=float
        )

    def make(self, z: ArrayLike, name: str) -> Floats:
        """Return a modality as it is made from places of the latent space `(n, d)`, `(n, p)`.

        Raises:
            ValueError: a modality that is not there.

        """
        if name not in self.widths_:
            raise ValueError(f"there is no modality {name!r}; there are {', '.join(self.widths_)}")
        with torch.inference_mode():
            made = self.decode(torch.as_tensor(np.asarray(z), dtype=torch.float32), name)
            made = torch.sigmoid(made) if self._kind(name) == "bernoulli" else made
        return np.asarray(to_numpy(made), dtype=float)

    def translate(self, views: Views, name: str) -> Floats:
        """Return a modality as it is made from the mean of what the given ones say, `(n, p)`."""
        return self.make(self.posterior(views)[0], name)

    def _kind(self, name: str) -> Likelihood:
        return (self.likelihoods or {}).get(name, "gaussian")

    def _tensors(self, views: Mapping[str, Floats]) -> dict[str, Tensor]:
        return {name: torch.as_tensor(x, dtype=torch.float32) for name, x in views.items()}

    def _likelihood(self, views: Mapping[str, Tensor], name: str, z: Tensor) -> Tensor:
        return self.weight(name) * log_likelihood(views[name], self.decode(z, name), self._kind(name))

    def _likelihoods(self, views: Mapping[str, Tensor], z: Tensor) -> Tensor:
        return torch.stack([self._likelihood(views, name, z) for name in views]).sum(dim=0)

    def _multiplied(
        self,
        views: Mapping[str, Tensor],
        said: Mapping[str, Gaussian],
        own: Sequence[str],
        generator: torch.Generator | None,
    ) -> Tensor:
        q = product([said[name] for name in own])
        return (self._likelihoods(views, q.drawn(generator)) - self.beta * q.divergence()).mean()

    def _mixed(
        self,
        views: Mapping[str, Tensor],
        said: Mapping[str, Gaussian],
        name: str,
        generator: torch.Generator | None,
    ) -> Tensor:
        z = said[name].drawn(generator)
        return (self._likelihoods(views, z) - self.beta * _ratio([*said.values()], z)).mean()


def _ratio(experts: Sequence[Gaussian], z: Tensor) -> Tensor:
    """Return ln q(z) − ln p(z) of the mixture, `(B,)`: its mean over z drawn from q is the KL."""
    prior = Gaussian(torch.zeros_like(z), torch.zeros_like(z))
    return mixture_log_density(experts, z) - prior.log_density(z)


def _net(width: int, hidden: int, out: int, generator: torch.Generator) -> nn.Sequential:
    layers = [nn.utils.skip_init(nn.Linear, a, b) for a, b in ((width, hidden), (hidden, out))]
    with torch.no_grad():
        for layer in layers:
            layer.weight.uniform_(-(layer.in_features**-0.5), layer.in_features**-0.5, generator=generator)
            layer.bias.zero_()
    return nn.Sequential(layers[0], nn.ReLU(), layers[1])
