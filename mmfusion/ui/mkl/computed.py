"""What the page of multiple kernel learning computes: small problems solved while the page is drawn."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.tasks.flowers import HAND_MADE
from mmfusion.tasks.flowers.features import load_features
from mmfusion.ui.shell.work import computed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mmfusion.kernels.problem import Iteration

EACH_TRAIN, EACH_TEST = 20, 10
"""Pictures of a kind on this page: few, so that every problem is solved in a fraction of a second."""
NORMS = (1.0, 1.1, 4 / 3, 2.0, 4.0, 8.0, float("inf"))
COSTS = ("1", "10", "100")
PATH_COSTS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
PATH_NORMS = (1.0, 2.0, float("inf"))
"""What the paths over C are drawn at."""
GAP = 1e-3
LEFT = 1e-3
"""A weight below this share of the largest counts as none: a gap of `GAP` does not tell it from 0."""
TWO = ("lab", "daisy")
"""The two kernels whose J is drawn."""


@dataclass(frozen=True, eq=False)
class Pictures:
    """Kernels of training `(8, n, n)` and test pictures `(8, m, n)`, with kinds and numbers."""

    train: NDArray[np.float32]
    test: NDArray[np.float32]
    y_train: NDArray[np.int64]
    y_test: NDArray[np.int64]
    train_numbers: NDArray[np.int64]
    numbers: NDArray[np.int64]
    """Of the training and of the test pictures in the pack, from 0."""


@dataclass(frozen=True)
class Problem:
    """One kind against the rest."""

    kind: str
    C: float
    noise: int


@dataclass(frozen=True, eq=False)
class Solved:
    """A problem solved for one p."""

    p: float
    history: list[Iteration]
    weights: NDArray[np.float64]
    signed: NDArray[np.float64]
    intercept: float
    milliseconds: float


@st.cache_resource(show_spinner=False)
def pictures() -> Pictures:
    """Return the eight kernels on a part of the split that kernel fusion shows; a second or two."""
    from mmfusion.kernels import Chi2
    from mmfusion.tasks.flowers.pictures import PARTS, grouped_split
    from mmfusion.tasks.flowers.split_grams import SEED

    found = load_features()
    split = grouped_split(found.labels.tolist(), found.groups.tolist(), SEED)
    train = split.train.reshape(-1, PARTS["train"])[:, :EACH_TRAIN].ravel()
    test = split.test.reshape(-1, PARTS["test"])[:, :EACH_TEST].ravel()
    own, cross = [], []
    for name in HAND_MADE:
        values = found.values[name]
        kernel = Chi2().fitted(values[train])
        own.append(kernel(values[train]))
        cross.append(kernel(values[test], values[train]))
    return Pictures(np.stack(own), np.stack(cross), found.labels[train], found.labels[test], train, test)


@st.cache_resource(show_spinner=False)
def noise(count: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return kernels that know nothing, of training `(count, n, n)` and test pictures `(count, m, n)`."""
    from mmfusion.tasks.flowers.grams import noise_grams

    own = pictures()
    n = len(own.y_train)
    every = noise_grams(n + len(own.y_test), count, seed=0)
    return np.ascontiguousarray(every[:, :n, :n]), np.ascontiguousarray(every[:, n:, :n])


def kernels(problem: Problem) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the kernels of a problem: the eight, and noise."""
    own = pictures()
    if not problem.noise:
        return own.train, own.test
    train, test = noise(problem.noise)
    return np.concatenate([own.train, train]), np.concatenate([own.test, test])


def number(kind: str) -> int:
    """Return the number of a kind among the classes."""
    return int(load_features().classes.index(kind))


def signs(problem: Problem) -> NDArray[np.float64]:
    """Return +1 for training pictures of the kind, −1 for the rest."""
    return np.where(pictures().y_train == number(problem.kind), 1.0, -1.0)


@computed(600)
def solve(problem: Problem, p: float) -> Solved:
    """Return a problem solved for one p, from the start, the duals of every iteration kept.

    Everything on the page that speaks of a problem reads this answer: two that are both within the gap may
    differ in how many kernels they keep.
    """
    from mmfusion.kernels import MKLClassifier

    train, _ = kernels(problem)
    began = time.perf_counter()
    model = MKLClassifier(p, problem.C, tol=GAP, check=False, keep_duals=True).fit(train, signs(problem))
    took = 1000 * (time.perf_counter() - began)
    return Solved(p, model.history_, model.weights_, model.dual_coef_[0], float(model.intercept_[0]), took)


def solved(problem: Problem) -> tuple[Solved, ...]:
    """Return the problem solved for every p of `NORMS`."""
    return tuple(solve(problem, p) for p in NORMS)


@dataclass(frozen=True, eq=False)
class OverCost:
    """A kind against the rest over C, for the norms of `PATH_NORMS`."""

    weights: NDArray[np.float64]
    """`(norms, costs, s)`."""
    right: NDArray[np.float64]
    """`(norms, costs)` mean of the shares of the kind's test pictures and of the others that are right."""
    milliseconds: float


@computed(32)
def over_cost(kind: str, noise_kernels: int) -> OverCost:
    """Solve a kind against the rest at every C of `PATH_COSTS`."""
    _, test = kernels(Problem(kind, 1.0, noise_kernels))
    truth = pictures().y_test == number(kind)
    answers = [solve(Problem(kind, C, noise_kernels), p) for p in PATH_NORMS for C in PATH_COSTS]
    functions = np.array(
        [np.einsum("k,kmn,n->m", one.weights, test, one.signed, optimize=True) for one in answers]
    )
    said = functions + np.array([[one.intercept] for one in answers]) > 0
    right = 0.5 * (said[:, truth].mean(axis=1) + (~said[:, ~truth]).mean(axis=1))
    shape = (len(PATH_NORMS), len(PATH_COSTS))
    weights = np.array([one.weights for one in answers]).reshape(*shape, -1)
    return OverCost(weights, right.reshape(shape), sum(one.milliseconds for one in answers))


def kept(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return weights `(s,)` with 0 for those that count as none."""
    return np.where(weights > LEFT * weights.max(), weights, 0.0)


def left(weights: NDArray[np.float64]) -> int:
    """Return how many kernels keep weight."""
    return int(np.count_nonzero(kept(weights)))


def parts(problem: Problem, answer: Solved, picture: int) -> NDArray[np.float64]:
    """Return what each kernel adds to f of a test picture `(s,)`: β_k Σ_i a_i k_k(x_i, x)."""
    _, test = kernels(problem)
    return np.asarray(answer.weights * (test[:, picture].astype(float) @ answer.signed))


@computed(16)
def curve(kind: str, C: float) -> dict[str, Any]:
    """Return J over the weight of the first of two kernels, and the cuts of the level method as they come."""
    from mmfusion.kernels import MKLClassifier
    from mmfusion.kernels.problem import Tasks
    from mmfusion.kernels.svm import solve_svm

    own, y = pictures(), signs(Problem(kind, C, 0))
    two = own.train[[HAND_MADE.index(name) for name in TWO]]
    tasks = Tasks(y[None], np.full((1, len(y)), C))
    at = np.linspace(0, 1, 41)
    values = [solve_svm(beta * two[0] + (1 - beta) * two[1], tasks, gap=1e-4).dual for beta in at]
    model = MKLClassifier("l1", C, tol=2e-4, check=False).fit(two, y)
    cuts = []
    for one in model.history_:
        first, second = (one.linear - 0.5 * one.squares[k] for k in (0, 1))
        cuts.append([float(second), float(first)])  # values at β = 0 and at β = 1: a cut is a line
    where = [float(one.weights[0] / max(one.weights.sum(), 1e-12)) for one in model.history_]
    return {"at": at.tolist(), "J": values, "cuts": cuts, "where": where, "best": float(model.weights_[0])}


@st.cache_resource(show_spinner=False)
def bridge() -> dict[str, Any]:
    """Return decisions by Σ β_k K_k of linear kernels and by √β_k φ_k side by side: the same function.

    Least squares in float64 on both sides, once on Gram matrices, once in feature space.
    """
    from mmfusion.kernels.composite import concatenated_features, weighted_sum
    from mmfusion.kernels.least_squares import least_squares

    found, own = load_features(), pictures()
    names, beta, ridge = ("lab", "lbp"), np.array([0.8, 0.2]), 0.1
    blocks = [np.sqrt(found.values[name].astype(float)) for name in names]
    train, test = [x[own.train_numbers] for x in blocks], [x[own.numbers] for x in blocks]
    target = np.where(own.y_train == found.classes.index("sunflower"), 1.0, -1.0)[None]
    gram = weighted_sum([x @ x.T for x in train], beta)
    cross = weighted_sum([z @ x.T for z, x in zip(test, train, strict=True)], beta)
    fused = least_squares(gram, target, ridge).decide(cross)[:, 0]
    joined, new = concatenated_features(train, beta), concatenated_features(test, beta)
    # in feature space: ridge regression around the mean, which is what the intercept does
    middle, y = joined.mean(axis=0), target[0]
    centred = joined - middle
    w = np.linalg.solve(centred.T @ centred + ridge * np.eye(centred.shape[1]), centred.T @ (y - y.mean()))
    early = (new - middle) @ w + y.mean()
    shown = [int(i) for i in np.argsort(-fused)[:3]]
    return {
        "rows": [(int(own.numbers[i]), float(fused[i]), float(early[i])) for i in shown],
        "difference": float(np.abs(fused - early).max()),
        "n": len(fused),
        "beta": beta.tolist(),
        "names": names,
    }


def timed(problem: Problem) -> list[tuple[str, str, float, int, float]]:
    """Return (problem, solver, ms, iterations, gap) of every solver on this machine, now."""
    from mmfusion.kernels import MKLClassifier, UniformMKL

    train, _ = kernels(problem)
    y, rows = signs(problem), []
    for name, model in (
        ("equal weights", UniformMKL(problem.C, check=False)),
        ("p = 1, level", MKLClassifier(1.0, problem.C, solver="level", tol=GAP, check=False)),
        (
            "p = 1, alternating",
            MKLClassifier(1.0, problem.C, solver="alternating", tol=GAP, max_iter=150, check=False),
        ),
        ("p = 2, SMO", MKLClassifier(2.0, problem.C, solver="smo", tol=GAP, check=False)),
        ("p = 2, alternating", MKLClassifier(2.0, problem.C, solver="alternating", tol=GAP, check=False)),
    ):
        model.fit(train, y)  # compiled and warm
        began = time.perf_counter()
        model.fit(train, y)
        took = 1000 * (time.perf_counter() - began)
        what, _, solver = name.partition(", ")
        rows.append((what, solver or "SVM", took, int(model.n_iter_), float(model.dual_gap_)))
    return rows
