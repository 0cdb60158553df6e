"""Kernels and multiple kernel learning: base kernels, composites, and estimators on Gram matrices.

The names below are imported when first used: scikit-learn and numba take a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.lazily import exports

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
    from mmfusion.kernels.input.samples import GramMatrices as GramMatrices
    from mmfusion.kernels.input.samples import Modalities as Modalities
    from mmfusion.kernels.least_squares import least_squares as least_squares_svm  # noqa: F401  the name that is public
    from mmfusion.kernels.union import KernelUnion as KernelUnion

_HOMES = {
    "alignf": "alignment",
    "Cosine": "base",
    "Laplacian": "base",
    "Linear": "base",
    "Polynomial": "base",
    "Precomputed": "base",
    "RBF": "base",
    "concatenated_features": "composite",
    "mean": "composite",
    "product": "composite",
    "weighted_sum": "composite",
    "AlignmentMKL": "estimators",
    "MKLClassifier": "estimators",
    "UniformMKL": "estimators",
    "KernelRidgeFusion": "fusion",
    "KernelRidgeFusionRegressor": "fusion",
    "AdditiveChi2": "histograms",
    "Chi2": "histograms",
    "Intersection": "histograms",
    "GramMatrices": "input.samples",
    "Modalities": "input.samples",
    "least_squares_svm": "least_squares:least_squares",
    "KernelUnion": "union",
}
"""What is public here, and the module that has it."""
__all__ = [*_HOMES]
__getattr__ = exports(__name__, _HOMES)
