"""What estimators on precomputed kernels have in common: input, tasks, decisions.

`fit(K, y)` takes Gram matrices as a list or an array `(s, n, n)` (one matrix `(n, n)` is one kernel),
`predict(K)` `(s, m, n)` between new and training samples. Two classes are one task; more are one against the
rest.
"""

from __future__ import annotations

import warnings
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import issparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import compute_class_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, column_or_1d, validate_data

from mmfusion.kernels.compiled import threads
from mmfusion.kernels.gram import as_grams, check_cross_grams, check_grams
from mmfusion.kernels.input import parameters
from mmfusion.kernels.input.parameters import as_labels
from mmfusion.kernels.input.samples import GramMatrices
from mmfusion.kernels.problem import Floats, Solution, Tasks, relative


class PrecomputedKernels(BaseEstimator):  # type: ignore[misc]  # scikit-learn carries no types
    """What estimators on precomputed kernels have in common: checks, weights, decisions."""

    weights_: Floats
    dual_coef_: Floats
    intercept_: Floats
    n_kernels_: int
    tol: float
    max_iter: int
    check: bool
    n_jobs: int | None

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.pairwise = True
        tags.input_tags.three_d_array = True
        return tags

    def _training(self, K: Any) -> NDArray[Any]:
        """Return kernels `(s, n, n)` and note how many there are; what is in them is not checked yet."""
        grams = as_kernels(self, K, reset=True)
        if grams.shape[1] != grams.shape[2]:
            raise ValueError(f"training kernels must be square, (s, n, n), not {grams.shape}")
        if grams.shape[1] < 2:
            raise ValueError(f"at least two training samples are needed, not n_samples={grams.shape[1]}")
        self.n_kernels_, self.n_features_in_ = len(grams), grams.shape[2]
        return grams

    def _scores(self, K: Any) -> Floats:
        """Return f_t(x) for new samples `(m, T)`."""
        check_is_fitted(self, "dual_coef_")
        grams = check_cross_grams(as_kernels(self, K, reset=False), self.n_kernels_, self.n_features_in_)
        signed, support = self.dual_coef_, self.support_
        if not len(support):
            return np.tile(self.intercept_, (grams.shape[1], 1))
        scores = np.zeros((grams.shape[1], len(signed)))
        weights = np.broadcast_to(self.weights_, (len(signed), self.n_kernels_))
        # float64 from here on, so that the answer does not depend on how many samples are asked for at once
        for k, gram in enumerate(grams):
            if np.any(weights[:, k]):
                scores += (gram[:, support].astype(np.float64) @ signed[:, support].T) * weights[:, k]
        return np.asarray(scores + self.intercept_)

    @property
    def support_(self) -> NDArray[np.int64]:
        """Indices of the training samples that any task's function uses: the support vectors."""
        return np.flatnonzero(np.any(self.dual_coef_ != 0, axis=0))


def check_stopping(estimator: PrecomputedKernels) -> None:
    """Raise ValueError unless the parameters that all these estimators have are what they must be."""
    parameters.positive("tol, the relative duality gap to stop at,", estimator.tol)
    parameters.whole("max_iter", estimator.max_iter)
    parameters.flag("check", estimator.check)


def as_kernels(estimator: BaseEstimator, K: Any, reset: bool) -> NDArray[Any]:
    """Return kernels as one array; scikit-learn's own checks for what is one matrix, or is not numbers."""
    if isinstance(K, Mapping) and not issparse(K):  # one kind of sparse matrix is a dictionary
        raise ValueError("kernels must be a list or an array, not a mapping: give list(K.values())")
    if isinstance(K, GramMatrices):
        return K.values
    if isinstance(K, (list, tuple)) and (not K or _is_table(K[0])):
        return as_grams(K)
    if isinstance(K, np.ndarray) and K.ndim == 3:
        if 0 in K.shape:
            raise ValueError(f"kernels must not be empty; their shape is {K.shape}")
        return as_grams(K)
    return as_grams(validate_data(estimator, K, dtype=[np.float64, np.float32], reset=reset))


def _is_table(gram: Any) -> bool:
    try:
        return bool(np.ndim(gram) >= 2)
    except ValueError as error:
        raise ValueError("a kernel must be a matrix; the first has rows of several lengths") from error


class KernelClassifier(ClassifierMixin, PrecomputedKernels):  # type: ignore[misc]  # scikit-learn carries no types
    """Labels to tasks, tasks to solutions, scores to classes."""

    C: float
    class_weight: Any

    @abstractmethod
    def _solve(self, grams: NDArray[Any], tasks: Tasks, jobs: int) -> list[Solution]:
        """Return one solution for all tasks, or one for each."""

    def fit(self, K: Any, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Train.

        Args:
            K: kernels, a list or an array `(s, n, n)`, or one `(n, n)`; `mmfusion.kernels.GramMatrices` for
                cross-validation.
            y: `(n,)` classes.
            sample_weight: `(n,)` factors ≥ 0 of C.

        Raises:
            ValueError: a kernel that cannot be one, one class only, sizes that differ, bad parameters.

        """
        self._validate()
        jobs = threads(self.n_jobs)
        grams = self._training(K)
        tasks = self._tasks(grams, y, sample_weight)
        if self.check:
            check_grams(grams, jobs=jobs)
        solutions = self._solve(grams, tasks, jobs)
        shared = len(solutions) == 1
        self.weights_ = solutions[0].weights if shared else np.stack([one.weights for one in solutions])
        self.dual_coef_ = np.concatenate([one.signed for one in solutions])
        self.intercept_ = np.concatenate([one.intercept for one in solutions])
        primal, dual = sum(one.primal for one in solutions), sum(one.dual for one in solutions)
        self.primal_, self.dual_, self.dual_gap_ = float(primal), float(dual), float(relative(primal, dual))
        self.history_: Any = solutions[0].history if shared else [one.history for one in solutions]
        self.n_iter_ = max(max(len(one.history) for one in solutions), 1)
        self.converged_ = all(one.converged for one in solutions)
        if not self.converged_:
            warnings.warn(
                f"the relative duality gap is {self.dual_gap_:.2g} after {self.n_iter_} iterations, not "
                f"{self.tol:g}; allow more iterations, a larger tol, or another solver",
                ConvergenceWarning,
                stacklevel=2,
            )
        return self

    def decision_function(self, K: Any) -> Floats:
        """Return f(x) + b: `(m,)` for two classes, `(m, classes)` for more.

        Raises:
            ValueError: other kernels than in training, NaN.

        """
        scores = self._scores(K)
        return scores[:, 0] if len(self.classes_) == 2 else scores

    def predict(self, K: Any) -> NDArray[Any]:
        """Return the classes `(m,)` for kernels `(s, m, n)` between new and training samples."""
        scores = self.decision_function(K)
        index = (scores > 0).astype(int) if scores.ndim == 1 else scores.argmax(axis=1)
        return np.asarray(self.classes_[index])

    def _validate(self) -> None:
        parameters.positive("C", self.C)
        parameters.class_weights(self.class_weight)
        check_stopping(self)

    def _tasks(self, grams: NDArray[Any], y: ArrayLike, sample_weight: ArrayLike | None) -> Tasks:
        labels = column_or_1d(as_labels(y), warn=True)
        check_classification_targets(labels)
        n = grams.shape[1]
        if len(labels) != n:
            raise ValueError(
                f"the kernels are on {n} samples and there are {len(labels)} labels: inconsistent"
            )
        self.classes_, index = np.unique(labels, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"a classifier needs two classes; there is one class, {self.classes_.tolist()}")
        weight = np.asarray(_check_sample_weight(sample_weight, grams[0], dtype=np.float64))
        if np.any(weight < 0):
            raise ValueError("sample weights must not be negative")
        if self.class_weight is not None:
            weight = weight * compute_class_weight(self.class_weight, classes=self.classes_, y=labels)[index]
        present = np.unique(index[weight > 0])
        if len(present) < len(self.classes_):
            missing = np.setdiff1d(np.arange(len(self.classes_)), present)
            raise ValueError(
                f"every class needs a sample of weight above 0; {self.classes_[missing].tolist()} has none"
            )
        positive = np.array([[1]]) if len(self.classes_) == 2 else np.arange(len(self.classes_))[:, None]
        signs = np.where(index[None, :] == positive, 1.0, -1.0)
        return Tasks(signs, np.tile(self.C * weight, (len(signs), 1)))
