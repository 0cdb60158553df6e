"""Deep CCA: heads trained so that what comes out is as correlated as can be.

    max  Σ_i ρ_i = ‖ L_a⁻¹ Σ_ab L_b⁻ᵀ ‖_*,   L Lᵀ = (1 − r) Σ + r (tr Σ / k) I   of a batch

(Andrew, Arora, Bilmes and Livescu, ICML 2013). The sum of the singular values is the same whatever whitens a
view. With Cholesky's factor it has a gradient wherever r > 0; through eigenvectors, as it is often done, it
has none where eigenvalues repeat, and they do as soon as a batch is smaller than k. After training, linear
CCA of the heads' output on all samples is the space.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from mmfusion.colearning.cca import decompose
from mmfusion.colearning.contrastive import Contrastive
from mmfusion.nn.device import to_numpy

LAST = 1e-4
"""r of the linear CCA at the end, for which all samples are there."""


def correlation_loss(a: Tensor, b: Tensor, r: float) -> Tensor:
    """Return −Σ ρ of two views' outputs `(B, k)`, a scalar; finite for any B from 2 if r > 0.

    Example:
        >>> import torch
        >>> from mmfusion.colearning.deep_cca import correlation_loss
        >>> x = torch.randn(500, 3, generator=torch.Generator().manual_seed(0))
        >>> round(float(correlation_loss(x, x @ torch.diag(torch.tensor([2.0, 3.0, -1.0])), r=1e-6)), 3)
        -3.0

    """
    whitened = [_whitened(x.double(), r) for x in (a, b)]
    between = whitened[0].T @ whitened[1] / (len(a) - 1)
    total: Tensor = torch.linalg.svdvals(between).sum()
    return -total.to(a.dtype)


def _whitened(x: Tensor, r: float) -> Tensor:
    x = x - x.mean(dim=0)
    covariance = x.T @ x / (len(x) - 1)
    k = len(covariance)
    ridge = r * covariance.diagonal().mean() + 1e-12
    factor = torch.linalg.cholesky((1 - r) * covariance + ridge * torch.eye(k, dtype=x.dtype))
    white: Tensor = torch.linalg.solve_triangular(factor, x.T, upper=False)
    return white.T


class DeepCCA(Contrastive):
    """Heads trained for correlation, and linear canonical correlation analysis on top.

    With more than two views the sums of correlations of all pairs are averaged.

    Args:
        dimensions: k.
        regularisation: r of (1 − r) Σ + r (tr Σ / k) I of a batch, above 0 and below 1.
        hidden: width of the heads' hidden layer; 0 for linear heads.
        batch: samples a step; correlations of fewer samples than dimensions say little.
        steps: of AdamW.
        learning_rate: of AdamW.
        weight_decay: of AdamW.
        seed: of the first weights and the order of samples.
        watched: training samples whose places are recorded.
        scale: whether columns are divided by their deviation.

    Attributes:
        heads_: the maps, by view, torch modules.
        correlations_: `(k,)`, falling, in training, of the linear CCA on top.
        run_: the recorded run.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import CCA, DeepCCA
        >>> x = np.random.default_rng(0).normal(size=(400, 1))
        >>> views = {"a": x, "b": x**2}  # of one another all is known, but not linearly
        >>> space = DeepCCA(dimensions=1, hidden=32, steps=150, learning_rate=1e-2).fit(views)
        >>> bool(CCA(dimensions=1).fit(views).correlations_[0] < 0.3 < 0.9 < space.correlations_[0])
        True

    """

    negatives = True

    def __init__(
        self,
        dimensions: int = 32,
        *,
        regularisation: float = 0.1,
        hidden: int = 256,
        batch: int = 256,
        steps: int = 300,
        learning_rate: float = 1e-3,
        weight_decay: float = 1e-2,
        seed: int = 0,
        watched: int = 200,
        scale: bool = True,
    ) -> None:
        self.dimensions = dimensions
        self.regularisation = regularisation
        self.hidden = hidden
        self.batch = batch
        self.steps = steps
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.seed = seed
        self.watched = watched
        self.scale = scale

    def _check(self) -> None:
        super()._check()
        if not 0 < self.regularisation < 1:
            raise ValueError(f"the regularisation must be between 0 and 1, not {self.regularisation}")

    def _trained(self, name: str, x: Tensor) -> Tensor:
        return torch.as_tensor(self.heads_[name](x))

    def _settle(self, data: dict[str, Tensor]) -> None:
        outputs = {
            name: np.asarray(to_numpy(self._trained(name, x)), dtype=np.float64) for name, x in data.items()
        }
        means = {name: x.mean(axis=0) for name, x in outputs.items()}
        deviations = {name: np.maximum(x.std(axis=0), 1e-12) for name, x in outputs.items()}
        standard = {name: (x - means[name]) / deviations[name] for name, x in outputs.items()}
        weights, self.correlations_ = decompose(standard, self.dimensions, LAST)
        self.dimensions_ = len(self.correlations_)
        self._last = {
            name: (
                torch.as_tensor(means[name], dtype=torch.float32),
                torch.as_tensor(weights[name] / deviations[name][:, None], dtype=torch.float32),
            )
            for name in outputs
        }

    def _place(self, name: str, x: Tensor) -> Tensor:
        mean, weights = self._last[name]
        return (self._trained(name, x) - mean) @ weights

    def _loss(self, a: Tensor, b: Tensor, pairs: Tensor) -> Tensor:
        return correlation_loss(a, b, self.regularisation)
