"""Squared-loss fusion: weights and function together, by Newton's method on the weights.

    min over β ≥ 0, f ∈ H_β, b of  Σ_j w_j (y_j − f(x_j) − b)² + ½‖f‖² + λ‖β‖₂²

For fixed β, f = Σ_i c_i K(β)(x_i, ·) with (K(β) + ½W⁻¹) c = y − b and 1ᵀc = 0, so c = P y with

    P = A⁻¹ − A⁻¹11ᵀA⁻¹ / (1ᵀA⁻¹1),   A = K(β) + ½W⁻¹,   J(β) = ½ yᵀPy + λ‖β‖²,

which is convex in β with ∂J/∂β_k = −½ cᵀK_kc + 2λβ_k and ∂²J/∂β_k∂β_l = cᵀK_k P K_l c + 2λ[k = l] (∂P = −P
K_k P). Each Newton step minimises the quadratic model over β ≥ 0, a non-negative least-squares problem of
size s, and is shortened until J falls. The dual value at the same c, yᵀc − ¼cᵀW⁻¹c − ‖h‖₂²/(16λ) with h_k =
cᵀK_kc, is a lower bound (minimise the Lagrangian over β: β_k = h_k/(4λ)).
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.kernels import sums
from mmfusion.kernels.compiled import in_parts
from mmfusion.kernels.problem import Floats, Record, Solution


def solve_ridge(
    grams: NDArray[Any],
    targets: Floats,
    sample_weight: Floats,
    penalty: float,
    *,
    gap: float = 1e-6,
    iterations: int = 100,
    intercept: bool = True,
    jobs: int = 1,
    keep_duals: bool = False,
) -> Solution:
    """Solve for T targets that share the weights.

    Args:
        grams: `(s, n, n)`.
        targets: `(T, n)` y.
        sample_weight: `(n,)` w ≥ 0.
        penalty: λ > 0.
        gap: relative duality gap to stop at.
        iterations: the greatest number of Newton steps.
        intercept: whether there is b.
        jobs: threads.
        keep_duals: whether the history keeps the duals.

    Raises:
        ValueError: λ ≤ 0, a kernel so far from positive semi-definite that K(β) + ½W⁻¹ is not.

    """
    if not penalty > 0:
        raise ValueError(f"the penalty λ must be positive, not {penalty}")
    record = Record(keep_duals)
    inside = np.flatnonzero(sample_weight > 0)
    if not len(inside):
        raise ValueError("at least one sample must have a weight above 0")
    newton = _Newton(grams, targets, sample_weight, inside, penalty, intercept, jobs)
    beta = np.zeros(len(grams))
    value, duals, offset = newton.value(beta)
    for _ in range(iterations + 1):
        products, squares = newton.products(duals)
        record.improve(beta, duals, offset, value)
        record.bound(newton.dual(duals, squares))
        record.note(beta, float(np.sum(duals * targets)), squares, duals)
        if record.gap <= gap:
            break
        gradient = 2.0 * penalty * beta - 0.5 * squares
        step = newton.model_minimiser(beta, gradient, products) - beta
        slope = float(gradient @ step)
        length = 1.0
        while length > 1e-10:
            trial = np.maximum(beta + length * step, 0.0)
            reached, new_duals, new_offset = newton.value(trial)
            if reached <= value + 1e-4 * length * slope:
                break
            length *= 0.5
        else:  # no descent left above rounding
            break
        beta, value, duals, offset = trial, reached, new_duals, new_offset
    return record.solution(gap)


class _Newton:
    """J, its derivatives and its bound; the Cholesky factor of the last β is kept."""

    def __init__(
        self,
        grams: NDArray[Any],
        targets: Floats,
        sample_weight: Floats,
        inside: NDArray[np.int64],
        penalty: float,
        intercept: bool,
        jobs: int,
    ) -> None:
        self.grams, self.targets, self.inside = grams, targets, inside
        self.noise = 0.5 / sample_weight[inside]
        self.penalty, self.intercept, self.jobs = penalty, intercept, jobs
        self.combined = np.empty(grams.shape[1:])
        self._factor: Any = None
        self._ones: Floats = np.empty(0)

    def value(self, beta: Floats) -> tuple[float, Floats, Floats]:
        """Return J(β), duals `(T, n)` and intercepts `(T,)`."""
        from scipy.linalg import LinAlgError, cho_factor

        combined, inside = self.combined, self.inside
        in_parts(lambda i, j: sums.combine(self.grams, beta, combined, i, j), len(combined), self.jobs)
        part = combined if len(inside) == len(combined) else combined[np.ix_(inside, inside)]
        part[np.diag_indices(len(part))] += self.noise
        try:
            self._factor = cho_factor(part, lower=True, overwrite_a=part is not combined, check_finite=False)
        except LinAlgError as error:
            raise ValueError(
                "a kernel is not positive semi-definite: K(β) + ½W⁻¹ has a negative eigenvalue"
            ) from error
        self._ones = self._solve(np.ones((len(inside), 1)))[:, 0]
        y = self.targets[:, inside]
        offset = (y @ self._ones) / self._ones.sum() if self.intercept else np.zeros(len(y))
        duals = np.zeros(self.targets.shape)
        duals[:, inside] = self._solve((y - offset[:, None]).T).T
        value = 0.5 * float(np.sum(duals * self.targets)) + self.penalty * float(beta @ beta)
        return value, duals, offset

    def _solve(self, right: Floats) -> Floats:
        from scipy.linalg import cho_solve

        return np.asarray(cho_solve(self._factor, right, check_finite=False))

    def products(self, duals: Floats) -> tuple[Floats, Floats]:
        """Return K_k c `(T, s, n)` and h `(s,)` = Σ_t cᵀK_kc."""
        count, n = duals.shape
        products = np.zeros((count, len(self.grams), n))
        everything = np.arange(n)
        for c, f in zip(duals, products, strict=True):
            in_parts(
                partial(sums.spread, self.grams, everything, c, f),
                len(self.grams),
                self.jobs,
            )
        squares = np.einsum("tn,tkn->k", duals, products)
        return products, np.maximum(squares, 0.0)

    def dual(self, duals: Floats, squares: Floats) -> float:
        """Return the lower bound yᵀc − ¼cᵀW⁻¹c − ‖h‖²/(16λ)."""
        noise = 0.5 * float(np.sum(duals[:, self.inside] ** 2 * self.noise))
        return float(np.sum(duals * self.targets)) - noise - float(squares @ squares) / (16.0 * self.penalty)

    def model_minimiser(self, beta: Floats, gradient: Floats, products: Floats) -> Floats:
        """Return the β ≥ 0 that minimises the second-order model of J around `beta`."""
        from scipy.linalg import solve_triangular
        from scipy.optimize import nnls

        s = len(beta)
        hessian = 2.0 * self.penalty * np.eye(s)
        for f in products[:, :, self.inside]:
            solved = self._solve(np.ascontiguousarray(f.T))  # (n, s)
            hessian += f @ solved
            if self.intercept:
                along = f @ self._ones
                hessian -= np.outer(along, along) / self._ones.sum()
        hessian = 0.5 * (hessian + hessian.T)
        hessian[np.diag_indices(s)] += 1e-12 * np.trace(hessian)
        root = np.linalg.cholesky(hessian).T
        wanted = root @ beta - solve_triangular(root.T, gradient, lower=True)
        return np.asarray(nnls(root, wanted)[0])
