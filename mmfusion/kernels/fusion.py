"""`KernelRidgeFusion`: the course's first formulation of learned kernel weights, completed.

    min over α ≥ 0, f ∈ H_α, b of  Σ_j w_j L(y_j, f(x_j) + b) + ½‖f‖²_{H_α} + λ‖α‖₂²,   K = Σ_k α_k K_k

A slide may show Σ L + λ‖α‖² alone. Without ½‖f‖² any weights above 0 let f fit the labels, so that the
infimum is at α → 0 and says nothing about the kernels; without α ≥ 0, K need not be a kernel and there is no
minimum (`mmfusion.kernels.slips` shows both). λ‖α‖² limits the weights; it does not balance them: α_k = h_k /
(4λ) with h_k = aᵀK_ka, so that a kernel twice as useful weighs twice as much.

One parameter suffices: with a factor C before the loss and C³ λ in place of λ the function is the same and
the weights are divided by C.
"""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import RegressorMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import _check_sample_weight

from mmfusion.kernels.compiled import threads
from mmfusion.kernels.gram import check_grams
from mmfusion.kernels.input import parameters
from mmfusion.kernels.input.parameters import as_targets
from mmfusion.kernels.precomputed import KernelClassifier, PrecomputedKernels, check_stopping
from mmfusion.kernels.problem import Floats, Solution, Tasks
from mmfusion.kernels.ridge import solve_ridge
from mmfusion.kernels.smo_mkl import solve_smo

LOSSES = ("squared", "hinge")


class KernelRidgeFusion(KernelClassifier):
    """A classifier with learned kernel weights α ≥ 0, penalised by λ‖α‖₂²; see the module for the problem.

    Args:
        penalty: λ > 0.
        loss: "squared", (y − f)² on labels ±1, or "hinge", max(0, 1 − yf).
        tol: relative duality gap to stop at.
        class_weight: factors of the loss by class, "balanced", or None.
        max_iter: the greatest number of Newton steps (squared) or rounds of pairs (hinge).
        check: whether kernels are checked (finite, symmetric, positive semi-definite in a sample).
        n_jobs: threads; None is one, −1 one for each core.

    Attributes:
        weights_: `(s,)` α, shared by all classes; not normalised, their size is learned too.
        dual_gap_, primal_, dual_, history_, n_iter_, converged_, dual_coef_, intercept_, classes_: as
            `mmfusion.kernels.estimators.MKLClassifier`.

    Example:
        >>> from mmfusion.kernels import RBF, KernelRidgeFusion
        >>> told, weak, y = [[0], [1], [4], [5]], [[0], [2], [3], [5]], [0, 0, 1, 1]
        >>> grams = [RBF(0.1)(told), RBF(0.1)(weak)]
        >>> KernelRidgeFusion(penalty=1).fit(grams, y).weights_.round(1).tolist()
        [0.6, 0.2]
        >>> KernelRidgeFusion(penalty=10).fit(grams, y).weights_.round(1).tolist()  # limits, does not balance
        [0.2, 0.1]

    """

    C = 1.0  # no parameter: see the module

    def __init__(
        self,
        penalty: float = 1.0,
        *,
        loss: str = "squared",
        tol: float = 1e-4,
        class_weight: Any = None,
        max_iter: int = 1000,
        check: bool = True,
        n_jobs: int | None = None,
    ) -> None:
        self.penalty = penalty
        self.loss = loss
        self.tol = tol
        self.class_weight = class_weight
        self.max_iter = max_iter
        self.check = check
        self.n_jobs = n_jobs

    def _validate(self) -> None:
        super()._validate()
        parameters.positive("the penalty λ", self.penalty)
        parameters.one_of("loss", self.loss, LOSSES)

    def _solve(self, grams: NDArray[Any], tasks: Tasks, jobs: int) -> list[Solution]:
        if self.loss == "hinge":
            # SMO-MKL's regulariser is (λ'/2) ‖β‖²
            return [
                solve_smo(
                    grams,
                    tasks,
                    2.0,
                    penalty=2.0 * self.penalty,
                    gap=self.tol,
                    iterations=self.max_iter,
                    jobs=jobs,
                )
            ]
        return [
            solve_ridge(
                grams,
                tasks.signs,
                tasks.bounds[0],
                self.penalty,
                gap=self.tol,
                iterations=self.max_iter,
                jobs=jobs,
            )
        ]


class KernelRidgeFusionRegressor(RegressorMixin, PrecomputedKernels):  # type: ignore[misc]  # scikit-learn carries no types
    """The same with squared loss for real targets: multiple kernel ridge regression.

    Args:
        penalty: λ > 0.
        tol: relative duality gap to stop at.
        max_iter: the greatest number of Newton steps.
        check: whether kernels are checked.
        n_jobs: threads.

    Attributes:
        weights_: `(s,)` α ≥ 0, shared by all targets.
        dual_coef_: `(T, n)`; `intercept_` `(T,)`; `dual_gap_`, `primal_`, `dual_`, `history_`, `n_iter_`.

    Example:
        >>> from mmfusion.kernels import Linear, KernelRidgeFusionRegressor
        >>> x, noise = [[-1], [0], [1]], [[1], [-2], [1]]
        >>> model = KernelRidgeFusionRegressor(1e-6).fit([Linear()(x), Linear()(noise)], [-3, 0, 3])
        >>> model.predict([Linear()([[2]], x), Linear()([[0]], noise)]).round(1).tolist()
        [6.0]

    """

    def __init__(
        self,
        penalty: float = 1.0,
        *,
        tol: float = 1e-4,
        max_iter: int = 100,
        check: bool = True,
        n_jobs: int | None = None,
    ) -> None:
        self.penalty = penalty
        self.tol = tol
        self.max_iter = max_iter
        self.check = check
        self.n_jobs = n_jobs

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def fit(self, K: Any, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Train on kernels `(s, n, n)` and targets `(n,)` or `(n, T)`.

        Raises:
            ValueError: a kernel that cannot be one, sizes that differ, NaN, λ ≤ 0, negative sample weights.

        """
        parameters.positive("the penalty λ", self.penalty)
        check_stopping(self)
        jobs = threads(self.n_jobs)
        grams = self._training(K)
        targets = as_targets(y)
        self._flat = targets.ndim == 1
        columns = targets[:, None] if self._flat else targets
        if columns.ndim != 2 or len(columns) != grams.shape[1]:
            raise ValueError(
                f"the kernels are on {grams.shape[1]} samples and the targets have the shape "
                f"{targets.shape}: inconsistent"
            )
        weight = np.asarray(_check_sample_weight(sample_weight, grams[0], dtype=np.float64))
        if np.any(weight < 0):
            raise ValueError("sample weights must not be negative")
        if self.check:
            check_grams(grams, jobs=jobs)
        solution = solve_ridge(
            grams, columns.T, weight, self.penalty, gap=self.tol, iterations=self.max_iter, jobs=jobs
        )
        self.weights_, self.dual_coef_, self.intercept_ = (
            solution.weights,
            solution.signed,
            solution.intercept,
        )
        self.primal_, self.dual_, self.dual_gap_ = solution.primal, solution.dual, solution.gap
        self.history_, self.n_iter_, self.converged_ = (
            solution.history,
            len(solution.history),
            solution.converged,
        )
        if not self.converged_:
            warnings.warn(
                f"the relative duality gap is {self.dual_gap_:.2g} after {self.n_iter_} steps, "
                f"not {self.tol:g}; allow more steps or a larger tol",
                ConvergenceWarning,
                stacklevel=2,
            )
        return self

    def predict(self, K: Any) -> Floats:
        """Return predictions `(m,)` or `(m, T)` for kernels `(s, m, n)`."""
        scores = self._scores(K)
        return scores[:, 0] if self._flat else scores
