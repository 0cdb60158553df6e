"""Four slips that lecture slides on kernel fusion make, each as a function that shows what it would do.

docs/kernels.md states the right forms beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.kernels.problem import Floats, conjugate, norm


def penalised_weights(squares: Floats, p: float, penalty: float) -> Floats:
    """Return β_k = 1/(2λ) (Σ h^q)^{2/q − 1} h_k^{q−1}, as SMO-MKL has it (Vishwanathan et al. 2010).

    Twice the derivative of (1/8λ) (Σ_k h_k^q)^{2/q} by h_k.

    Args:
        squares: `(s,)` h_k = aᵀK_ka.
        p: norm of the weights, 1 < p < ∞.
        penalty: λ.

    """
    q = conjugate(p)
    length = norm(squares, q)
    return np.asarray(length / (2.0 * penalty) * (squares / length) ** (q - 1.0))


def weights_without_inner_exponent(squares: Floats, p: float, penalty: float) -> Floats:
    """Return the weights that the dual 1ᵀα − 1/(8λ) (Σ_k h_k)^{2/q} would give: the inner exponent q is lost.

    Twice its derivative by h_k, (1/(2λq)) (Σ h)^{2/q − 1}: the same number for every kernel, whatever the
    data say. Nothing is learned about the kernels.

    Args:
        squares: `(s,)` h_k = aᵀK_ka.
        p: norm of the weights, 1 < p < ∞.
        penalty: λ.

    """
    q = conjugate(p)
    return np.full(len(squares), float(np.sum(squares)) ** (2.0 / q - 1.0) / (2.0 * penalty * q))


def penalty_of_unit_norm(squares: Floats, p: float) -> float:
    """Return the λ = ‖h‖_q / 2 for which the penalised problem gives ‖β‖_p = 1, h taken at its optimum.

    1/(8λ) goes with the regulariser (λ/2) ‖β‖_p². Read as λ ‖β‖_p², the same λ would give weights half as
    large.

    Args:
        squares: `(s,)` h_k = aᵀK_ka at the optimum.
        p: norm of the weights, 1 < p < ∞.

    """
    return 0.5 * norm(squares, conjugate(p))


@dataclass(frozen=True)
class Parts:
    """The three terms of Σ_j (y_j − f(x_j))² + ½‖f‖²_H + λ‖β‖₂²."""

    loss: float
    half_norm: float
    penalty: float


def shrinking_weights(grams: NDArray[Any], y: Floats, penalty: float, size: float) -> Parts:
    """Return the terms for the f that interpolates y with all weights `size`.

    Without ½‖f‖² the objective of this f is λ s size², which falls to 0 with `size`, while f stays the same:
    the infimum is 0 for every choice of kernels and is not attained. ½‖f‖², which grows as 1/size, is what
    forbids it.

    Args:
        grams: `(s, n, n)` kernels whose sum is positive definite.
        y: `(n,)`.
        penalty: λ.
        size: the weight of each kernel, > 0.

    Raises:
        ValueError: size ≤ 0.

    """
    if not size > 0:
        raise ValueError(f"the weights must be positive, not {size}")
    combined = size * np.sum(grams, axis=0, dtype=np.float64)
    c = np.linalg.solve(combined, y)
    f = combined @ c
    return Parts(float(np.sum((y - f) ** 2)), 0.5 * float(c @ f), penalty * len(grams) * size**2)


def negative_weight(gram: NDArray[np.floating], y: Floats, weight: float, step: float) -> float:
    """Return Σ (y − f)² + ½ cᵀK̃c for K̃ = `weight` · K and f = K̃c, far along one direction: c = `step` · v.

    v is the eigenvector of K̃ whose eigenvalue μ is nearest to −¼. For −½ < μ < 0 the value is
    Σ y² − 2 step μ yᵀv + step² (μ² + ½μ), and μ² + ½μ < 0: with a negative weight there is no minimum.

    Args:
        gram: `(n, n)` K.
        y: `(n,)`.
        weight: β of the kernel.
        step: how far to go.

    """
    values, vectors = np.linalg.eigh(weight * np.asarray(gram, dtype=np.float64))
    at = int(np.argmin(np.abs(values + 0.25)))
    c = step * vectors[:, at]
    f = values[at] * c
    return float(np.sum((y - f) ** 2) + 0.5 * c @ f)


def scaled_up(gram: NDArray[np.floating], signs: Floats, margin: float) -> tuple[float, float]:
    """Return the mean hinge loss and ½‖w‖² of the function with y_i f(x_i) = `margin` at every sample.

    Empirical risk alone is 0 for every margin ≥ 1: it does not tell one of these functions from another, nor
    from any other that separates the classes. ½‖w‖² singles one out.

    Args:
        gram: `(n, n)` positive definite.
        signs: `(n,)` −1 and +1.
        margin: > 0.

    """
    f = margin * signs
    c = np.linalg.solve(np.asarray(gram, dtype=np.float64), f)
    return float(np.mean(np.maximum(1.0 - signs * f, 0.0))), 0.5 * float(c @ f)
