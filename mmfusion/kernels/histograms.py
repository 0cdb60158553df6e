"""Kernels of histograms: additive and exponential chi-square, intersection.

scikit-learn's additive chi-square is minus a distance, −Σ (x − z)² / (x + z), and no kernel by
itself; others carry a factor ½ with that distance. The additive *kernel* is Σ 2xz / (x + z) (Vedaldi,
Zisserman, Efficient Additive Kernels via Explicit Feature Maps, PAMI 34, 2012), which is
½ (Σx + Σz − distance); a bin that is empty in both counts 0, not 0/0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmfusion.kernels.base import Floats, Kernel, Wide, check_features, decay, pairs, positive, sample
from mmfusion.kernels.compiled import compiled


class _Histogram(Kernel):
    """What kernels of histograms have in common: no negative values."""

    def _check(self, x: ArrayLike) -> Floats:
        array = check_features(x)
        if array.min() < 0:
            raise ValueError(f"{type(self).__name__} compares histograms; features must not be negative")
        return array


@dataclass(frozen=True)
class AdditiveChi2(_Histogram):
    """k(x, z) = Σ_b 2 x_b z_b / (x_b + z_b), a bin empty in both counting 0.

    Example:
        >>> from mmfusion.kernels import AdditiveChi2
        >>> AdditiveChi2()([[3, 1, 0], [1, 1, 2]]).tolist()  # 2·3·1/4 + 2·1·1/2 + 0
        [[4.0, 2.5], [2.5, 4.0]]

    """

    def _values(self, x: Floats, z: Floats) -> NDArray[Any]:
        sums = x.sum(axis=1)[:, None] + z.sum(axis=1)[None, :]
        return np.asarray(0.5 * (sums - _chi2_distances(x, z)))

    def _diagonal(self, x: Floats) -> Floats:
        return np.asarray(x.sum(axis=1))


@dataclass(frozen=True)
class Chi2(_Histogram, Wide):
    """k(x, z) = exp(−γ Σ_b (x_b − z_b)² / (x_b + z_b)); γ is 1 / mean of the training distances if not given.

    The usual width for histograms (Zhang, Marszalek, Lazebnik, Schmid 2007); with it, a factor ½ in the
    distance makes no difference.

    Raises:
        ValueError: γ ≤ 0.

    Example:
        >>> from mmfusion.kernels import Chi2
        >>> print(Chi2(gamma=1)([[3, 1, 0], [1, 1, 2]]).round(3))  # exp(−(4/4 + 0/2 + 4/2))
        [[1.   0.05]
         [0.05 1.  ]]

    """

    gamma: float | None = None

    def __post_init__(self) -> None:
        positive("gamma", self.gamma)

    def _gamma_of(self, x: Floats) -> float:
        return float(1.0 / np.mean(pairs(_chi2_distances(sample(x), sample(x)))))

    def _values(self, x: Floats, z: Floats) -> NDArray[Any]:
        return decay(_chi2_distances(x, z), self.width())


def _chi2_distances(x: Floats, z: Floats) -> Floats:
    from sklearn.metrics.pairwise import additive_chi2_kernel

    return -np.asarray(additive_chi2_kernel(x, z), dtype=np.float64)


@dataclass(frozen=True)
class Intersection(_Histogram):
    """k(x, z) = Σ_b min(x_b, z_b): histogram intersection (Swain, Ballard, Color Indexing, IJCV 7, 1991).

    Example:
        >>> from mmfusion.kernels import Intersection
        >>> Intersection()([[3, 1, 0], [1, 1, 2]]).tolist()
        [[4.0, 2.0], [2.0, 4.0]]

    """

    def _values(self, x: Floats, z: Floats) -> NDArray[Any]:
        out = np.empty((len(x), len(z)))
        _intersect(x, z, out)
        return out

    def _diagonal(self, x: Floats) -> Floats:
        return np.asarray(x.sum(axis=1))


@compiled
def _intersect(x: Floats, z: Floats, out: Floats) -> None:
    for i in range(x.shape[0]):
        for j in range(z.shape[0]):
            total = 0.0
            for b in range(x.shape[1]):
                total += min(x[i, b], z[j, b])
            out[i, j] = total
