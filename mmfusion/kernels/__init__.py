"""Kernels and multiple kernel learning: base kernels, composites, and estimators on Gram matrices.

The names below are imported when first used: scikit-learn and numba take a second.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mmfusion.kernels.alignment import alignf as alignf
    from mmfusion.kernels.base import RBF as RBF
    from mmfusion.kernels.base import Cosine as Cosine
    from mmfusion.kernels.base import Laplacian as Laplacian
    from mmfusion.kernels.base import Linear as Linear
    from mmfusion.kernels.base import Polynomial as Polynomial
    from mmfusion.kernels.base import Precomputed as Precomputed
    from mmfusion.kernels.composite import concatenated_features as concatenated_features
    from mmfusion.kernels.composite import mean as mean
    from mmfusion.kernels.composite import product as product
    from mmfusion.kernels.composite import weighted_sum as weighted_sum
    from mmfusion.kernels.estimators import AlignmentMKL as AlignmentMKL
    from mmfusion.kernels.estimators import MKLClassifier as MKLClassifier
    from mmfusion.kernels.estimators import UniformMKL as UniformMKL
    from mmfusion.kernels.fusion import KernelRidgeFusion as KernelRidgeFusion
    from mmfusion.kernels.fusion import KernelRidgeFusionRegressor as KernelRidgeFusionRegressor
    from mmfusion.kernels.histograms import AdditiveChi2 as AdditiveChi2
    from mmfusion.kernels.histograms import Chi2 as Chi2
    from mmfusion.kernels.histograms import Intersection as Intersection
    from mmfusion.kernels.union import KernelUnion as KernelUnion

_HOMES = {
    "alignment": ("alignf",),
    "base": ("RBF", "Cosine", "Laplacian", "Linear", "Polynomial", "Precomputed"),
    "composite": ("concatenated_features", "mean", "product", "weighted_sum"),
    "estimators": ("AlignmentMKL", "MKLClassifier", "UniformMKL"),
    "fusion": ("KernelRidgeFusion", "KernelRidgeFusionRegressor"),
    "histograms": ("AdditiveChi2", "Chi2", "Intersection"),
    "union": ("KernelUnion",),
}  # fmt: skip
_HOME = {name: home for home, names in _HOMES.items() for name in names}
__all__ = [
    "RBF",
    "AdditiveChi2",
    "AlignmentMKL",
    "Chi2",
    "Cosine",
    "Intersection",
    "KernelRidgeFusion",
    "KernelRidgeFusionRegressor",
    "KernelUnion",
    "Laplacian",
    "Linear",
    "MKLClassifier",
    "Polynomial",
    "Precomputed",
    "UniformMKL",
    "alignf",
    "concatenated_features",
    "mean",
    "product",
    "weighted_sum",
]


def __getattr__(name: str) -> Any:
    """Import on first use (PEP 562)."""
    if name in _HOME:
        return getattr(importlib.import_module(f"mmfusion.kernels.{_HOME[name]}"), name)
    raise AttributeError(f"module 'mmfusion.kernels' has no attribute {name!r}")
