"""Kernel CCA: canonical correlations of what kernels see, with the same regularisation.

Centred, K = UΛUᵀ are inner products of Φ = UΛ^½: n samples with as many features as K has rank. CCA of the
Φ of each view is CCA in the kernels' feature spaces, where (1 − r) Σ + r I limits it; without r and with a
kernel of full rank every correlation is 1 and says nothing (Bach and Jordan, JMLR 3, 2002; Hardoon, Szedmak
and Shawe-Taylor, Neural Computation 16, 2004). With a linear kernel it is linear CCA.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.colearning.cca import CCA, decompose
from mmfusion.colearning.views import Floats
from mmfusion.kernels.base import RBF, Kernel

RANK = 1e-10
"""Eigenvalues of K that are kept, as a share of the largest."""


class KernelCCA(CCA):
    """Regularised canonical correlation analysis in the feature spaces of kernels.

    Args:
        dimensions: k.
        kernel: one for all views, or by view; an open width is taken from the training data.
        regularisation: r of (1 − r) Σ + r I in feature space; what is much depends on the kernel's scale.
        weighting: the power of its correlation by which each dimension is multiplied.
        scale: whether columns are divided by their deviation before the kernel.

    Attributes:
        correlations_: `(k,)`, falling, in training.
        coef_: the dual coefficients by view, `(n, k)`.
        kernels_: the fitted kernels by view.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import CCA, KernelCCA
        >>> x = np.random.default_rng(0).normal(size=(200, 1))
        >>> views = {"a": x, "b": x**2}  # of one another all is known, but not linearly
        >>> space = KernelCCA(dimensions=1, regularisation=1e-3).fit(views)
        >>> bool(CCA(dimensions=1).fit(views).correlations_[0] < 0.3 < 0.9 < space.correlations_[0])
        True

    """

    def __init__(
        self,
        dimensions: int = 64,
        *,
        kernel: Kernel | Mapping[str, Kernel] | None = None,
        regularisation: float = 0.01,
        weighting: float = 0.0,
        scale: bool = True,
    ) -> None:
        super().__init__(dimensions, regularisation=regularisation, weighting=weighting, scale=scale)
        self.kernel = kernel

    def _fit(self, views: dict[str, Floats], groups: NDArray[Any] | None) -> None:
        own = self.kernel if isinstance(self.kernel, Mapping) else dict.fromkeys(views, self.kernel or RBF())
        missing = [name for name in views if name not in own]
        if missing:
            raise ValueError(f"no kernel is given for {', '.join(missing)}")
        self.kernels_ = {name: own[name].fitted(x) for name, x in views.items()}
        self._seen, self._means = views, {}
        features, duals = {}, {}
        for name, x in views.items():
            gram = _values(self.kernels_[name], x, x)
            self._means[name] = gram.mean(axis=0)
            gram -= self._means[name]
            gram -= gram.mean(axis=1, keepdims=True)
            values, vectors = np.linalg.eigh((gram + gram.T) / 2)
            kept = values > RANK * max(values[-1], 0.0)
            if values[-1] <= 0 or not kept.any():
                raise ValueError(f"{name!r} does not vary as its kernel sees it")
            roots = np.sqrt(values[kept])
            features[name], duals[name] = vectors[:, kept] * roots, vectors[:, kept] / roots
        weights, self.correlations_ = decompose(features, self.dimensions, self.regularisation)
        self.coef_ = {name: duals[name] @ weights[name] for name in views}
        self.dimensions_ = len(self.correlations_)

    def _map(self, name: str, x: Floats) -> Floats:
        gram = _values(self.kernels_[name], x, self._seen[name]) - self._means[name]
        places = (gram - gram.mean(axis=1, keepdims=True)) @ self.coef_[name]
        return np.asarray(places * self.correlations_**self.weighting) if self.weighting else places


def _values(kernel: Kernel, x: Floats, z: Floats) -> Floats:
    out: NDArray[Any] = np.empty((len(x), len(z)))  # float64: small eigenvalues are read off it
    kernel.write(np.ascontiguousarray(x), z, out)
    return out
