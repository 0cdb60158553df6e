"""Small learning problems with kernels, and their optimum by an independent convex solver."""

from __future__ import annotations

import cvxpy
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def rbf_problem(n: int = 40, s: int = 4, seed: int = 0, informative: int = 2) -> tuple[Floats, Floats]:
    """Return kernels `(s, n, n)` on random features, and labels `(n,)` ±1 that only some of them tell."""
    rng = np.random.default_rng(seed)
    y = np.where(np.arange(n) % 2 == 0, 1.0, -1.0)
    grams = []
    for k in range(s):
        x = rng.normal(size=(n, 3))
        if k < informative:
            x[:, 0] += 0.8 * y
        grams.append(np.exp(-0.2 * ((x[:, None] - x[None]) ** 2).sum(-1)))
    return np.stack(grams), y


def root(gram: Floats) -> Floats:
    """Return R `(n, n)` with RᵀR = K, whatever its rank."""
    values, vectors = np.linalg.eigh(gram)
    return np.sqrt(np.maximum(values, 0.0))[:, None] * vectors.T


def dual_optimum(grams: Floats, y: Floats, bounds: Floats, p: float) -> float:
    """Return max yᵀa − ½ ‖h(a)‖_q by cvxpy, over 0 ≤ y∘a ≤ C with Σ a = 0."""
    a = cvxpy.Variable(len(y))
    h = cvxpy.hstack([cvxpy.sum_squares(root(gram) @ a) for gram in grams])
    constraints = [cvxpy.multiply(y, a) >= 0, cvxpy.multiply(y, a) <= bounds, cvxpy.sum(a) == 0]
    if p == 1:
        length = cvxpy.max(h)
    elif np.isinf(p):
        length = cvxpy.sum(h)
    else:
        length = cvxpy.pnorm(h, p / (p - 1.0), approx=True)
    problem = cvxpy.Problem(cvxpy.Maximize(y @ a - 0.5 * length), constraints)
    return float(problem.solve(solver=cvxpy.CLARABEL))


def primal_optimum(
    grams: Floats, y: Floats, bounds: Floats, p: float | None, penalty: float = 0.0, loss: str = "hinge"
) -> tuple[float, Floats]:
    """Return the optimum and β of min ½ Σ ‖w_k‖²/β_k + loss (+ λ‖β‖₂²) by cvxpy, f = Σ K_k^{½} w_k + b.

    With p given, ‖β‖_p ≤ 1 is eliminated: what is left of β is ½ (Σ ‖w_k‖^r)^{2/r} with r = 2p/(p + 1), by
    Hölder's inequality, at equality for β_k ∝ ‖w_k‖^{2/(p + 1)}. With p None, β is a variable.
    """
    s, n = len(grams), len(y)
    b = cvxpy.Variable()
    w = [cvxpy.Variable(n) for _ in range(s)]
    f = sum(root(gram).T @ v for gram, v in zip(grams, w, strict=True)) + b
    if loss == "hinge":
        cost = cvxpy.sum(cvxpy.multiply(bounds, cvxpy.pos(1 - cvxpy.multiply(y, f))))
    else:
        cost = cvxpy.sum(cvxpy.multiply(bounds, cvxpy.square(y - f)))
    if p is None:
        beta = cvxpy.Variable(s, nonneg=True)
        norms = sum(cvxpy.quad_over_lin(w[k], beta[k]) for k in range(s))
        objective = 0.5 * norms + cost + penalty * cvxpy.sum_squares(beta)
        value = cvxpy.Problem(cvxpy.Minimize(objective)).solve(solver=cvxpy.CLARABEL)
        return float(value), np.asarray(beta.value)
    lengths = cvxpy.hstack([cvxpy.norm(v) for v in w])
    half = 0.5 * cvxpy.square(cvxpy.pnorm(lengths, 2 * p / (p + 1), approx=True))
    value = cvxpy.Problem(cvxpy.Minimize(half + cost)).solve(solver=cvxpy.CLARABEL)
    shares = np.maximum(lengths.value, 0.0) ** (2 / (p + 1))
    return float(value), shares / np.sum(shares**p) ** (1 / p)
