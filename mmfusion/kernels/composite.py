"""Composite kernels: weighted sum, product, mean; and the feature space of the sum.

Sums and entrywise products of kernels are kernels (Schur's product theorem). The bridge between kernel fusion
and early fusion: Σ_k β_k φ_k(x)ᵀφ_k(z) is the inner product of √β_1 φ_1(x) ‖ … ‖ √β_s φ_s(x).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmfusion.kernels import sums
from mmfusion.kernels.compiled import in_parts
from mmfusion.kernels.gram import as_grams


def check_weights(weights: ArrayLike, s: int) -> NDArray[np.float64]:
    """Return `s` weights ≥ 0 as an array.

    Raises:
        ValueError: another number, a negative weight (the sum need not be a kernel then), NaN.

    """
    array = np.asarray(weights, dtype=np.float64)
    if array.shape != (s,):
        raise ValueError(f"there must be one weight for each of the {s} kernels, not the shape {array.shape}")
    if not np.all(np.isfinite(array)) or np.any(array < 0):
        raise ValueError(f"kernel weights must be finite and not negative, not {array.tolist()}")
    return array


def weighted_sum(grams: ArrayLike | Sequence[ArrayLike], weights: ArrayLike, jobs: int = 1) -> NDArray[Any]:
    """Return Σ_k β_k K_k `(m, n)` of kernels `(s, m, n)`, by `jobs` threads.

    Raises:
        ValueError: see `check_weights` and `mmfusion.kernels.gram.as_grams`.

    Example:
        >>> from mmfusion.kernels import weighted_sum
        >>> colour, shape = [[1, 0.5], [0.5, 1]], [[1, 0], [0, 1]]
        >>> weighted_sum([colour, shape], [0.8, 0.2]).tolist()
        [[1.0, 0.4], [0.4, 1.0]]

    """
    array = as_grams(grams)
    beta = check_weights(weights, len(array))
    total = np.empty(array.shape[1:], dtype=array.dtype)
    in_parts(lambda start, stop: sums.combine(array, beta, total, start, stop), len(total), jobs)
    return total


def mean(grams: ArrayLike | Sequence[ArrayLike]) -> NDArray[Any]:
    """Return the mean `(m, n)` of kernels `(s, m, n)`.

    Example:
        >>> from mmfusion.kernels import mean
        >>> mean([[[1, 0.5], [0.5, 1]], [[1, 0], [0, 1]]]).tolist()
        [[1.0, 0.25], [0.25, 1.0]]

    """
    array = as_grams(grams)
    return weighted_sum(array, np.full(len(array), 1.0 / len(array)))


def product(grams: ArrayLike | Sequence[ArrayLike], weights: ArrayLike | None = None) -> NDArray[Any]:
    """Return the entrywise product Π_k K_k^β_k `(m, n)`, by default with all β_k = 1.

    Exponents 1/s give the geometric mean, which is exp(−mean of the distances) for exponential kernels. Other
    exponents than whole numbers need kernels without negative entries, and give a kernel for certain only
    where each K_k is infinitely divisible, as exponential ones are.

    Raises:
        ValueError: negative exponents; fractional ones for a kernel with negative entries.

    Example:
        >>> from mmfusion.kernels import product
        >>> colour, shape = [[1, 0.5], [0.5, 1]], [[1, 0.5], [0.5, 1]]
        >>> product([colour, shape]).tolist()
        [[1.0, 0.25], [0.25, 1.0]]
        >>> product([colour, shape], [0.5, 0.5]).round(6).tolist()  # the geometric mean
        [[1.0, 0.5], [0.5, 1.0]]

    """
    array = as_grams(grams)
    powers = np.ones(len(array)) if weights is None else check_weights(weights, len(array))
    total = np.ones(array.shape[1:], dtype=array.dtype)
    for k, (power, gram) in enumerate(zip(powers, array, strict=True)):
        if power != int(power) and gram.min() < 0:
            raise ValueError(f"kernel {k} has negative entries and cannot be raised to the power {power}")
        total *= gram if power == 1 else gram ** array.dtype.type(power)
    return total


def concatenated_features(features: Sequence[ArrayLike], weights: ArrayLike) -> NDArray[np.float64]:
    """Return √β_1 φ_1 ‖ … ‖ √β_s φ_s `(m, Σ d_k)`, whose linear kernel is Σ_k β_k φ_kφ_kᵀ.

    Args:
        features: s arrays `(m, d_k)`.
        weights: `(s,)` β ≥ 0.

    Raises:
        ValueError: see `check_weights`.

    Example:
        >>> from mmfusion.kernels import Linear, concatenated_features, weighted_sum
        >>> colour, shape = [[1, 0], [1, 2]], [[3], [1]]
        >>> Linear()(concatenated_features([colour, shape], [4, 1])).tolist()
        [[13.0, 7.0], [7.0, 21.0]]
        >>> weighted_sum([Linear()(colour), Linear()(shape)], [4, 1]).tolist()
        [[13.0, 7.0], [7.0, 21.0]]

    """
    beta = check_weights(weights, len(features))
    return np.hstack(
        [np.sqrt(b) * np.asarray(x, dtype=np.float64) for b, x in zip(beta, features, strict=True)]
    )
