"""What several modalities say of one latent variable: diagonal Gaussians, multiplied or mixed.

product     q(z | x) ∝ p(z) Π_m q_m(z),   precision 1 + Σ 1/σ_m²,   mean (Σ μ_m / σ_m²) / precision
            (Hinton 2002; MVAE, Wu and Goodman 2018). p(z) = N(0, 1) is an expert too: with none there it is
            all. Each modality more makes it narrower; one taken away, wider.
mixture     q(z | x) = (1/M) Σ_m q_m(z)   (MMVAE, Shi et al. 2019). One taken away leaves the others' as they
            are: neither narrower nor wider by itself.

An expert is `Gaussian(mean, log_variance)`, both `(B, d)`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor


class Gaussian(NamedTuple):
    """Diagonal Gaussians, one a sample.

    Example:
        >>> import torch
        >>> from mmfusion.colearning.experts import Gaussian
        >>> one = Gaussian(torch.tensor([[1.0, 0.0]]), torch.zeros(1, 2))
        >>> round(float(one.divergence()), 3), round(float(one.log_density(one.mean)), 3)  # ½, −ln 2π
        (0.5, -1.838)

    """

    mean: Tensor
    log_variance: Tensor

    def divergence(self) -> Tensor:
        """Return KL(q ‖ N(0, I)) in nats, `(B,)`: ½ Σ (σ² + μ² − 1 − ln σ²)."""
        variance = self.log_variance.exp()
        return 0.5 * (variance + self.mean**2 - 1 - self.log_variance).sum(dim=-1)

    def log_density(self, z: Tensor) -> Tensor:
        """Return ln q(z) in nats for `z` `(..., B, d)`, `(..., B)`."""
        scaled = (z - self.mean) ** 2 * (-self.log_variance).exp()
        return -0.5 * (scaled + self.log_variance + math.log(2 * math.pi)).sum(dim=-1)

    def drawn(self, generator: torch.Generator | None = None) -> Tensor:
        """Return one z of each, `(B, d)`, through which gradients pass: μ + σ ε."""
        noise = torch.randn(self.mean.shape, generator=generator, dtype=self.mean.dtype)
        return self.mean + (0.5 * self.log_variance).exp() * noise


def product(experts: Sequence[Gaussian], *, prior: bool = True) -> Gaussian:
    """Return the normalised product of experts, with the prior N(0, I) as one of them unless it is left out.

    Raises:
        ValueError: no expert at all.

    Example:
        >>> import torch
        >>> from mmfusion.colearning.experts import Gaussian, product
        >>> one = Gaussian(torch.tensor([[3.0]]), torch.zeros(1, 1))
        >>> both = product([one, one])  # with the prior three of variance 1: mean (3 + 3 + 0) / 3
        >>> round(float(both.mean), 3), round(float(both.log_variance.exp()), 3)
        (2.0, 0.333)

    """
    if not experts:
        raise ValueError("a product needs one expert at least")
    precisions = torch.stack([(-one.log_variance).exp() for one in experts])
    total = precisions.sum(dim=0) + (1.0 if prior else 0.0)
    mean = (precisions * torch.stack([one.mean for one in experts])).sum(dim=0) / total
    return Gaussian(mean, -total.log())


def mixture_log_density(experts: Sequence[Gaussian], z: Tensor) -> Tensor:
    """Return ln (1/M) Σ q_m(z) in nats, `(..., B)`, for `z` `(..., B, d)`.

    Raises:
        ValueError: no expert at all.

    Example:
        >>> import torch
        >>> from mmfusion.colearning.experts import Gaussian, mixture_log_density
        >>> far = [Gaussian(torch.full((1, 1), m), torch.zeros(1, 1)) for m in (-50.0, 50.0)]
        >>> round(float(mixture_log_density(far, torch.tensor([[50.0]]))), 3)  # −½ ln 2π − ln 2
        -1.612

    """
    if not experts:
        raise ValueError("a mixture needs one expert at least")
    densities = torch.stack([one.log_density(z) for one in experts])
    return torch.logsumexp(densities, dim=0) - math.log(len(experts))


def mixture_moments(experts: Sequence[Gaussian]) -> Gaussian:
    """Return the Gaussian with the mixture's mean and variance, to draw it: σ² + spread of the means.

    Raises:
        ValueError: no expert at all.

    Example:
        >>> import torch
        >>> from mmfusion.colearning.experts import Gaussian, mixture_moments
        >>> apart = [Gaussian(torch.full((1, 1), m), torch.zeros(1, 1)) for m in (-2.0, 2.0)]
        >>> round(float(mixture_moments(apart).log_variance.exp()), 3)  # 1 + 2²
        5.0

    """
    if not experts:
        raise ValueError("a mixture needs one expert at least")
    means = torch.stack([one.mean for one in experts])
    variances = torch.stack([one.log_variance.exp() for one in experts])
    return Gaussian(means.mean(dim=0), (variances + means**2 - means.mean(dim=0) ** 2).mean(dim=0).log())
