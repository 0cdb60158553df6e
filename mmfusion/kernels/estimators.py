"""Classifiers on precomputed kernels: uniform weights, alignment weights, multiple kernel learning.

`fit(K, y)` takes Gram matrices as a list or an array `(s, n, n)` (one matrix `(n, n)` is one kernel),
`predict(K)` `(s, m, n)` between new and training samples. Two classes are one task; more are one against the
rest.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import clone

from mmfusion.kernels.alignment import alignf
from mmfusion.kernels.alternating import solve_alternating
from mmfusion.kernels.compiled import threads
from mmfusion.kernels.composite import check_weights, weighted_sum
from mmfusion.kernels.gram import check_grams
from mmfusion.kernels.input import parameters
from mmfusion.kernels.level import solve_level
from mmfusion.kernels.precomputed import KernelClassifier, as_kernels
from mmfusion.kernels.problem import Floats, Iteration, Solution, Tasks, conjugate, relative
from mmfusion.kernels.smo_mkl import solve_smo
from mmfusion.kernels.svm import solve_svm

NAMED_NORMS = {"l1": 1.0, "l2": 2.0}
SOLVERS = ("auto", "smo", "alternating", "level")


class _FixedWeights(KernelClassifier):
    """An SVM on Σ β_k K_k for weights that are not learned together with it."""

    def __init__(
        self,
        C: float = 1.0,
        *,
        tol: float = 1e-3,
        class_weight: Any = None,
        max_iter: int = 10_000,
        check: bool = True,
        n_jobs: int | None = None,
    ) -> None:
        self.C = C
        self.tol = tol
        self.class_weight = class_weight
        self.max_iter = max_iter
        self.check = check
        self.n_jobs = n_jobs

    @abstractmethod
    def _weights(self, grams: NDArray[Any], tasks: Tasks) -> Floats: ...

    def _solve(self, grams: NDArray[Any], tasks: Tasks, jobs: int) -> list[Solution]:
        beta = check_weights(self._weights(grams, tasks), len(grams))
        machines = solve_svm(
            weighted_sum(grams, beta, jobs), tasks, gap=self.tol, rounds=self.max_iter, jobs=jobs
        )
        gap = relative(machines.primal, machines.dual)
        last = Iteration(
            beta, machines.primal, machines.dual, gap, machines.linear, np.full(len(beta), np.nan), None
        )
        return [
            Solution(
                beta, machines.signed, machines.intercept, machines.primal, machines.dual, gap,
                machines.converged, [last],
            )
        ]  # fmt: skip


class UniformMKL(_FixedWeights):
    """An SVM on the mean of the kernels: the baseline that is hard to beat among equals.

    Args:
        C: cost of an error.
        tol: relative duality gap to stop at.
        class_weight: factors of C by class, "balanced", or None.
        max_iter: the greatest number of rounds of the SVM.
        check: whether kernels are checked (finite, symmetric, positive semi-definite in a sample).
        n_jobs: threads; None is one, −1 one for each core.

    Attributes:
        weights_: `(s,)`, all 1/s.
        dual_gap_: (primal − dual) / primal of the SVM, the weights given.
        dual_coef_: `(T, n)` signed duals; `intercept_` `(T,)`; `support_` the support vectors; `classes_`.
        history_: one entry; `n_iter_`, `converged_`, `primal_`, `dual_`.

    Example:
        >>> from mmfusion.kernels import RBF, UniformMKL
        >>> x, y = [[0], [1], [4], [5]], ["near", "near", "far", "far"]
        >>> model = UniformMKL().fit([RBF(1)(x), RBF(0.1)(x)], y)
        >>> model.weights_.tolist(), model.predict([RBF(1)([[2]], x), RBF(0.1)([[2]], x)]).tolist()
        ([0.5, 0.5], ['near'])

    """

    def _weights(self, grams: NDArray[Any], tasks: Tasks) -> Floats:
        return np.full(len(grams), 1.0 / len(grams))


class AlignmentMKL(_FixedWeights):
    """An SVM on the combination that is most aligned with the labels (alignf), weights summing to 1.

    Cortes, Mohri, Rostamizadeh, JMLR 13, 2012; see `mmfusion.kernels.alignment.alignf`. With more than two
    classes the labels' kernel is that of class indicators, and the weights are shared.

    Args and attributes as `UniformMKL`.

    Example:
        >>> from mmfusion.kernels import RBF, AlignmentMKL
        >>> told, weak, y = [[0], [1], [4], [5]], [[0], [2], [3], [5]], [0, 0, 1, 1]
        >>> model = AlignmentMKL().fit([RBF(0.1)(told), RBF(0.1)(weak)], y)
        >>> model.weights_.round(2).tolist()
        [1.0, 0.0]

    """

    def _weights(self, grams: NDArray[Any], tasks: Tasks) -> Floats:
        # samples without weight are not there
        used = np.flatnonzero(tasks.bounds[0] > 0)
        part = grams if len(used) == grams.shape[1] else grams[:, used][:, :, used]
        return alignf(part, tasks.signs[:, used].T)


class MKLClassifier(KernelClassifier):
    """Multiple kernel learning with the hinge loss: weights and machine together, to a certified gap.

    min over β ≥ 0 with ‖β‖_p ≤ 1, f, b of ½‖f‖²_{H_β} + C Σ_i max(0, 1 − y_i (f(x_i) + b)),
    K(β) = Σ β_k K_k. p = 1 is the simplex and gives few kernels; the larger p, the more alike the weights;
    p = ∞ is the plain sum. See `mmfusion.kernels.problem` for the dual and the gap.

    Kernels should have the same scale, such as a unit diagonal: a larger one is cheaper to use.

    Regression is not here: an ε-insensitive tube would need its own compiled solver, and squared loss serves;
    see `mmfusion.kernels.fusion.KernelRidgeFusionRegressor`.

    Args:
        norm: "l1", "l2", or p, a number from 1 to infinity.
        C: cost of an error.
        solver: "smo" (p > 1), "level" (p = 1), "alternating" (any p), or "auto", the first that fits of
            "level" and "smo".
        tol: relative duality gap to stop at.
        shared_weights: with more than two classes, whether all share one β or each has its own.
        class_weight: factors of C by class, "balanced", or None.
        max_iter: the greatest number of iterations: rounds of pairs for "smo", SVMs for the others.
        warm_start: whether a second fit on the same samples starts from the duals of the first.
        keep_duals: whether `history_` keeps the duals of each iteration.
        check: whether kernels are checked (finite, symmetric, positive semi-definite in a sample).
        n_jobs: threads; None is one, −1 one for each core.

    Attributes:
        weights_: `(s,)`, or `(classes, s)` where each class has its own.
        dual_gap_: (primal − dual) / primal: the objective is at most this share above the optimum.
        primal_: the objective of what was learned; `dual_` the lower bound; `converged_`.
        history_: a list of `mmfusion.kernels.problem.Iteration`; one list a class with separate weights.
        n_iter_: iterations, the most over tasks.
        dual_coef_: `(T, n)` signed duals α∘y; `intercept_` `(T,)`; `support_` the support vectors.
        classes_: the labels; `n_kernels_`; `n_features_in_`, the number of training samples.

    Example:
        >>> from mmfusion.kernels import RBF, MKLClassifier
        >>> told, weak, y = [[0], [1], [4], [5]], [[0], [2], [3], [5]], [0, 0, 1, 1]
        >>> grams = [RBF(0.1)(told), RBF(0.1)(weak)]
        >>> MKLClassifier("l1").fit(grams, y).weights_.round(1).tolist()  # p = 1 chooses
        [1.0, 0.0]
        >>> MKLClassifier("l2").fit(grams, y).weights_.round(1).tolist()  # p = 2 keeps both
        [1.0, 0.3]

    """

    def __init__(
        self,
        norm: float | str = "l1",
        C: float = 1.0,
        *,
        solver: str = "auto",
        tol: float = 1e-3,
        shared_weights: bool = True,
        class_weight: Any = None,
        max_iter: int = 1000,
        warm_start: bool = False,
        keep_duals: bool = False,
        check: bool = True,
        n_jobs: int | None = None,
    ) -> None:
        self.norm = norm
        self.C = C
        self.solver = solver
        self.tol = tol
        self.shared_weights = shared_weights
        self.class_weight = class_weight
        self.max_iter = max_iter
        self.warm_start = warm_start
        self.keep_duals = keep_duals
        self.check = check
        self.n_jobs = n_jobs

    def _validate(self) -> None:
        super()._validate()
        p = self._p()
        parameters.one_of("solver", self.solver, SOLVERS)
        for name in ("shared_weights", "warm_start", "keep_duals"):
            parameters.flag(name, getattr(self, name))
        if self.solver == "smo" and p == 1.0:
            raise ValueError(
                "solver 'smo' needs p > 1: at p = 1 the dual is not smooth; use 'level' or 'auto'"
            )
        if self.solver == "level" and p != 1.0:
            raise ValueError(f"solver 'level' is for p = 1, not {p}; use 'smo' or 'auto'")

    def _p(self) -> float:
        if isinstance(self.norm, str):
            if self.norm.lower() not in NAMED_NORMS:
                raise ValueError(f"norm must be 'l1', 'l2' or a number from 1, not {self.norm!r}")
            return NAMED_NORMS[self.norm.lower()]
        if not parameters.is_number(self.norm):
            raise ValueError(f"norm must be 'l1', 'l2' or a number from 1, not {parameters.said(self.norm)}")
        conjugate(self.norm)  # refuses what is below 1
        return float(self.norm)

    def _solve(self, grams: NDArray[Any], tasks: Tasks, jobs: int) -> list[Solution]:
        start = self._start(tasks) if self.warm_start else None
        if self.shared_weights:
            return [self._solve_one(grams, tasks, start, jobs)]
        starts = [None if start is None else start[t : t + 1] for t in range(len(tasks))]
        return [self._solve_one(grams, tasks.single(t), at, jobs) for t, at in enumerate(starts)]

    def _solve_one(self, grams: NDArray[Any], tasks: Tasks, start: Floats | None, jobs: int) -> Solution:
        p = self._p()
        common: dict[str, Any] = {
            "gap": self.tol,
            "start": start,
            "iterations": self.max_iter,
            "jobs": jobs,
            "keep_duals": self.keep_duals,
        }
        if self.solver == "alternating":
            return solve_alternating(grams, tasks, p, **common)
        return solve_level(grams, tasks, **common) if p == 1.0 else solve_smo(grams, tasks, p, **common)

    def _start(self, tasks: Tasks) -> Floats | None:
        """Return the last duals where they are for as many samples and tasks, made feasible for `tasks`."""
        last = getattr(self, "dual_coef_", None)
        if last is None or last.shape != tasks.signs.shape:
            return None
        return feasible(last * (self.C / getattr(self, "_trained_C", self.C)), tasks)

    def fit(self, K: Any, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Train; see the class. Arguments and errors as any of these classifiers'."""
        super().fit(K, y, sample_weight)
        self._trained_C = self.C
        return self

    def path(
        self,
        K: Any,
        y: ArrayLike,
        norms: Sequence[float | str] | None = None,
        Cs: Sequence[float] | None = None,
        sample_weight: ArrayLike | None = None,
    ) -> Iterator[MKLClassifier]:
        """Yield a fitted copy for each norm and, within it, each C, every one started from the one before.

        Args:
            K: kernels `(s, n, n)`.
            y: `(n,)` classes.
            norms: values of `norm`; the estimator's own by default.
            Cs: values of C; the estimator's own by default.
            sample_weight: `(n,)` factors of C.

        Raises:
            ValueError: as `fit`; norms or Cs that are no list.

        """
        grams = as_kernels(self, K, reset=True)
        if self.check:
            check_grams(grams, jobs=threads(self.n_jobs))
        for name, values in (("norms", norms), ("Cs", Cs)):
            if isinstance(values, str) or not (values is None or np.iterable(values)):
                raise ValueError(f"{name} must be a list of values, not {parameters.said(values)}")
        before: MKLClassifier | None = None
        for norm in [self.norm] if norms is None else norms:
            for C in [self.C] if Cs is None else Cs:
                model = clone(self).set_params(norm=norm, C=C, warm_start=True, check=False)
                if before is not None:
                    model.dual_coef_, model._trained_C = before.dual_coef_, before.C
                model.fit(grams, y, sample_weight)
                model.set_params(warm_start=self.warm_start, check=self.check)
                yield model
                before = model


def feasible(signed: Floats, tasks: Tasks) -> Floats | None:
    """Return duals of other labels or costs scaled down until they fit `tasks`; None if they do not at all.

    Scaling keeps Σ a = 0, which cutting each to its bound would not.
    """
    low, high = tasks.low, tasks.high
    if np.any((signed > 0) & (high <= 0)) or np.any((signed < 0) & (low >= 0)):
        return None
    room = np.where(signed > 0, high, -low) / np.where(signed != 0, np.abs(signed), 1.0)
    factor = np.where(signed != 0, room, 1.0).min(axis=1, initial=1.0)
    return np.asarray(np.clip(signed * factor[:, None], low, high))
