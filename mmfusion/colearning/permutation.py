"""How many dimensions do two views share? Canonical correlations against those of pairs that are none.

Canonical correlations are never 0 in a sample, and near 1 where features are many. With one view's samples in
a random order every dependence is gone, and what is left is what chance gives. Dimension by dimension, the
statistic is Wilks' λ of what is not yet explained,

    T_j = −Σ_{i ≥ j} ln(1 − ρ_i²),

for the canonical variates from j on; p is the share of permutations that reach it, and never falls along j
(Winkler, Renaud, Smith and Nichols, Permutation inference for canonical correlation analysis, NeuroImage 220,
2020).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from mmfusion.colearning.cca import whitener
from mmfusion.colearning.views import Floats, Standard, Views, paired_views

_CERTAIN = 1 - 1e-12


class Shared(NamedTuple):
    """What was tested, dimension by dimension, up to the first that chance would give as well."""

    correlations: Floats
    """Canonical correlations, all of them, `(r,)`."""
    p_values: Floats
    """Of the first dimensions, `(t,)`, not falling."""
    dimensions: int
    """How many are below the level, one after the other."""


def shared_dimensions(
    views: Views,
    *,
    components: int | None = None,
    permutations: int = 500,
    level: float = 0.05,
    seed: int = 0,
) -> Shared:
    """Test how many dimensions two views share.

    Args:
        views: two, `(n, p)` and `(n, q)`, by name or in a sequence.
        components: principal components to which each view is first reduced; None for all. Where both
            together are as many as samples, correlations are 1 in every order, and p is 1.
        permutations: random orders; p is a multiple of 1 / (permutations + 1).
        level: of the test.
        seed: of the orders.

    Raises:
        ValueError: other than two views, or a level outside of 0 to 1.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import shared_dimensions
        >>> rng = np.random.default_rng(0)
        >>> both = rng.normal(size=(300, 2))
        >>> a, b = np.hstack([both, rng.normal(size=(300, 3))]), both + 0.5 * rng.normal(size=(300, 2))
        >>> shared_dimensions([a, np.hstack([b, rng.normal(size=(300, 2))])]).dimensions
        2

    """
    found = paired_views(views)
    if len(found) != 2:
        raise ValueError(f"the test is of two views, not {len(found)}")
    if not 0 < level < 1:
        raise ValueError(f"the level must be between 0 and 1, not {level}")
    standard = {name: Standard(x)(x) for name, x in found.items()}
    if components is not None:
        standard = {name: _components(x, components) for name, x in standard.items()}
    first, second = (x @ whitener(name, x, 0.0) / np.sqrt(len(x) - 1) for name, x in standard.items())
    left, correlations, right = np.linalg.svd(first.T @ second)
    a, b, n = first @ left, second @ right.T, len(first)  # with the directions that correlate with nothing
    rng = np.random.default_rng(seed)
    chance = [a[rng.permutation(n)].T @ b for _ in range(permutations)]
    p_values: list[float] = []
    for j in range(len(correlations)):
        seen = _wilks(correlations[j:])
        drawn = np.array([_wilks(np.linalg.svd(c[j:, j:], compute_uv=False)) for c in chance])
        reached = (1 + int((drawn >= seen - 1e-9).sum())) / (1 + permutations)
        p_values.append(max(reached, *p_values) if p_values else reached)
        if p_values[-1] > level:
            break
    return Shared(correlations, np.array(p_values), sum(p <= level for p in p_values))


def _wilks(correlations: Floats) -> float:
    return float(-np.log1p(-(np.minimum(correlations, _CERTAIN) ** 2)).sum())


def _components(x: Floats, k: int) -> Floats:
    return np.asarray(x @ np.linalg.svd(x, full_matrices=False)[2][:k].T)
