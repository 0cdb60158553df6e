"""The least-squares support vector machine: one linear system for all classes, by Cholesky.

    min over f, b of  ½‖f‖² + (1 / 2r) Σ_i (y_i − f(x_i) − b)²

Its conditions are (K + rI) c + b1 = y and 1ᵀc = 0 (Suykens, Vandewalle, Neural Processing Letters 9, 1999).
With A = K + rI, c = A⁻¹(y − b1) and b = 1ᵀA⁻¹y / 1ᵀA⁻¹1: one factor serves any number of labellings, which
is why it answers while a finger rests. No sample gets the dual value 0, so there are no support vectors to
point at.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class LeastSquares(NamedTuple):
    """Trained machines, one a task."""

    dual: Floats
    """`(T, n)` c: f_t(x) = Σ_i c_ti k(x_i, x) + b_t."""
    intercept: Floats
    """`(T,)`."""

    def decide(self, cross: ArrayLike) -> Floats:
        """Return f_t(x) + b_t `(m, T)` for kernel values `(m, n)` against the training samples."""
        return np.asarray(np.asarray(cross, dtype=np.float64) @ self.dual.T + self.intercept)


def least_squares(gram: NDArray[Any], targets: Floats, ridge: float) -> LeastSquares:
    """Train on a Gram matrix `(n, n)` with targets `(T, n)`, of −1 and +1 for classes.

    Raises:
        ValueError: r ≤ 0, shapes that differ, a matrix that is not positive semi-definite.

    Example:
        >>> import numpy as np
        >>> from mmfusion.kernels import Linear, least_squares_svm
        >>> x, y = [[-1.0], [0.0], [1.0]], np.array([[-1.0, -1.0, 1.0]])
        >>> machine = least_squares_svm(Linear()(x), y, ridge=0.1)
        >>> machine.decide(Linear()([[2.0], [-2.0]], x)).round(1).tolist()
        [[1.6], [-2.2]]
        >>> bool(abs(machine.dual.sum()) < 1e-9)  # 1ᵀc = 0
        True

    """
    from scipy.linalg import LinAlgError, cho_factor, cho_solve

    if not ridge > 0:
        raise ValueError(f"the ridge r must be positive, not {ridge}")
    if gram.shape != (targets.shape[-1],) * 2:
        raise ValueError(f"targets {targets.shape} do not fit a kernel {gram.shape}")
    system = np.array(gram, dtype=np.float64, order="F")
    system[np.diag_indices(len(system))] += ridge
    try:
        factor = cho_factor(system, lower=True, overwrite_a=True, check_finite=False)
    except LinAlgError as error:
        raise ValueError(
            "the kernel is not positive semi-definite: K + rI has a negative eigenvalue"
        ) from error
    solved = cho_solve(factor, np.column_stack([np.ones(len(system)), targets.T]), check_finite=False)
    ones, labels = solved[:, 0], solved[:, 1:]
    intercept = labels.sum(axis=0) / ones.sum()
    return LeastSquares(np.ascontiguousarray((labels - ones[:, None] * intercept).T), intercept)
