"""Canonical correlation analysis: directions in which views, each seen by itself, vary together.

    max  Σ_{i≠j} wᵢᵀ Σᵢⱼ wⱼ   subject to   Σ_i wᵢᵀ ((1 − r) Σᵢᵢ + r I) wᵢ = 1,   k times, orthogonally

(two views: Hotelling, Relations between two sets of variates, Biometrika 28, 1936; r: Vinod 1976; more views:
MAXVAR, the largest eigenvalues of the correlations between whitened views, Kettenring, Biometrika 58, 1971,
which is generalised CCA; with two views both are the same). With r = 1 only covariances count: partial least
squares.

Each view is whitened, Wᵢᵀ((1 − r) Σᵢᵢ + r I)Wᵢ = I, and the correlations WᵢᵀΣᵢⱼWⱼ of two are decomposed by
singular values, of more by eigenvalues. W comes from Cholesky's factor where the covariance is well
conditioned, and from the singular values of the data themselves where not: copies and constant columns then
have no direction of their own, and fewer samples than features are no difficulty (without r every correlation
is then 1, and says nothing).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cholesky, eigh, solve_triangular, svd

from mmfusion.colearning.space import JointSpace
from mmfusion.colearning.views import Floats, Views, both_ways, paired_views, signs

CONDITION = 1e-4
"""The smallest ratio of the pivots of Cholesky's factor with which it is trusted: half the digits."""


class CCA(JointSpace):
    """Linear canonical correlation analysis, regularised, of two or more views.

    Args:
        dimensions: k; fewer come out where a view has fewer directions.
        regularisation: r of (1 − r) Σ + r I, from 0 (none) to 1 (partial least squares).
        weighting: the power of its correlation by which each dimension is multiplied; 0 leaves them equal.
            Gong et al., A multi-view embedding space, IJCV 106, 2014, take 4 for retrieval.
        scale: whether columns are divided by their deviation; r means less without.

    Attributes:
        correlations_: `(k,)`, falling, in training; with more than two views the mean over their pairs that
            an eigenvalue λ stands for, λ / (views − 1). With r > 0 they are shrunk.
        coef_: W by view, `(p, k)`, for standardised columns.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import CCA
        >>> rng = np.random.default_rng(0)
        >>> shared, own = rng.normal(size=(2000, 1)), rng.normal(size=(2000, 4))
        >>> views = {"a": np.hstack([shared, own[:, :2]]), "b": np.hstack([own[:, 2:], shared])}
        >>> CCA(dimensions=1).fit(views).correlations_.round(3).tolist()
        [1.0]

    """

    def __init__(
        self,
        dimensions: int = 64,
        *,
        regularisation: float = 0.0,
        weighting: float = 0.0,
        scale: bool = True,
    ) -> None:
        self.dimensions = dimensions
        self.regularisation = regularisation
        self.weighting = weighting
        self.scale = scale

    def correlations(self, views: Views) -> Floats:
        """Return the correlation of each dimension on any samples `(k,)`, the mean over pairs of views.

        A dimension that does not vary there has correlation 0.

        Raises:
            ValueError: views of unequal samples, or that `fit` has not seen.

        """
        return canonical(self.transform(paired_views(views)))

    def _fit(self, views: dict[str, Floats], groups: NDArray[Any] | None) -> None:
        self.coef_, self.correlations_ = decompose(views, self.dimensions, self.regularisation)
        self.dimensions_ = len(self.correlations_)

    def _map(self, name: str, x: Floats) -> Floats:
        places = x @ self.coef_[name]
        return np.asarray(places * self.correlations_**self.weighting) if self.weighting else places


def canonical(places: dict[str, Floats]) -> Floats:
    """Return the correlation of each dimension `(k,)`, the mean over pairs of views."""
    centred = {name: z - z.mean(axis=0) for name, z in places.items()}
    lengths = {name: np.linalg.norm(z, axis=0) for name, z in centred.items()}
    found = []
    for a, b in both_ways(places):
        size = lengths[a] * lengths[b]
        found.append((centred[a] * centred[b]).sum(axis=0) / np.where(size > 0, size, 1.0))
    return np.asarray(np.mean(found, axis=0))


def decompose(views: dict[str, Floats], dimensions: int, r: float) -> tuple[dict[str, Floats], Floats]:
    """Return the weights of each view `(p, k)` and the correlations `(k,)`, for centred views.

    Raises:
        ValueError: r outside of 0 to 1, k below 1, a view that does not vary at all.

    """
    if not 0 <= r <= 1:
        raise ValueError(f"the regularisation must be from 0 to 1, not {r}")
    if dimensions < 1:
        raise ValueError(f"the space needs one dimension at least, not {dimensions}")
    whiteners = {name: whitener(name, x, r) for name, x in views.items()}
    k = min(dimensions, *(w.shape[1] for w in whiteners.values()))
    names, n = list(views), len(next(iter(views.values())))

    def between(a: str, b: str) -> Floats:
        left, right = whiteners[a], whiteners[b]
        return np.asarray(left.T @ (views[a].T @ views[b] / (n - 1)) @ right)

    if len(names) == 2:
        u, s, vt = svd(between(names[0], names[1]), full_matrices=False, check_finite=False)
        blocks, correlations = [u[:, :k], vt[:k].T], s[:k]
    else:
        ends = np.cumsum([0, *(w.shape[1] for w in whiteners.values())])
        matrix = np.zeros((ends[-1], ends[-1]))
        for i, a in enumerate(names):
            for j, b in enumerate(names[:i]):
                matrix[ends[i] : ends[i + 1], ends[j] : ends[j + 1]] = between(a, b)
        size = len(matrix)
        values, vectors = eigh(matrix, subset_by_index=[size - k, size - 1])
        vectors = vectors[:, ::-1] * np.sqrt(len(names))
        blocks = [vectors[ends[i] : ends[i + 1]] for i in range(len(names))]
        correlations = values[::-1] / (len(names) - 1)
    coef = {name: whiteners[name] @ block for name, block in zip(names, blocks, strict=True)}
    same = signs(coef[names[0]])
    return {name: own * same for name, own in coef.items()}, np.clip(correlations, 0.0, 1.0)


def whitener(name: str, x: Floats, r: float) -> Floats:
    """Return W `(p, rank)` with Wᵀ ((1 − r) Σ + r I) W = I for centred `x` `(n, p)`.

    Raises:
        ValueError: x does not vary.

    """
    n, p = x.shape
    if n > p:
        covariance = (1 - r) / (n - 1) * (x.T @ x)
        covariance.flat[:: p + 1] += r
        try:
            factor = cholesky(covariance, lower=False, check_finite=False)
        except LinAlgError:
            factor = np.zeros((p, p))
        pivots = np.diag(factor)
        if pivots.min() > CONDITION * pivots.max():
            return np.asarray(solve_triangular(factor, np.eye(p), check_finite=False))
    _, s, vt = svd(x, full_matrices=False, check_finite=False)
    kept = s > s.max(initial=0.0) * max(n, p) * np.finfo(np.float64).eps
    if not kept.any() or s.max() == 0.0:
        raise ValueError(f"{name!r} does not vary: there is no direction to correlate")
    return np.asarray(vt[kept].T / np.sqrt((1 - r) * s[kept] ** 2 / (n - 1) + r))
