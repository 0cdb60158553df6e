"""Views of the same samples: a mapping from a modality's name to its features, one row a sample.

A sequence is taken too; its views are then called "view 1", "view 2" and so on. Everything that comes from
`fit` keeps the order of the views it saw.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Views = Mapping[str, ArrayLike] | Sequence[ArrayLike]


def named(views: Views) -> dict[str, ArrayLike]:
    """Return views by name.

    Example:
        >>> from mmfusion.colearning.views import named
        >>> list(named([[[0.0]], [[1.0]]]))
        ['view 1', 'view 2']

    """
    if isinstance(views, Mapping):
        return dict(views)
    return {f"view {place}": view for place, view in enumerate(views, start=1)}


def paired_views(views: Views, least: int = 2) -> dict[str, Floats]:
    """Return views of the same samples, float64 `(n, p_i)` each.

    Raises:
        ValueError: fewer than `least` views, one that is no finite matrix, unequal numbers of samples, fewer
            than two samples.

    """
    found = {name: _matrix(name, view) for name, view in named(views).items()}
    if len(found) < least:
        raise ValueError(f"a joint space needs {least} views at least, not {len(found)}")
    rows = {name: len(view) for name, view in found.items()}
    if len(set(rows.values())) > 1:
        raise ValueError(f"views must have the same samples, row by row; they have {rows}")
    if min(rows.values()) < 2:
        raise ValueError("a joint space needs two samples at least")
    return found


def known_views(views: Views, widths: Mapping[str, int]) -> dict[str, Floats]:
    """Return the views that are there, checked against the numbers of features that `fit` saw.

    A view may be missing, and views need not have the same number of samples.

    Raises:
        ValueError: no view, one that `fit` has not seen, another number of features, no finite matrix.

    """
    found = {name: _matrix(name, view) for name, view in named(views).items()}
    if not found:
        raise ValueError(f"no view is given; there are {', '.join(widths)}")
    for name, view in found.items():
        if name not in widths:
            raise ValueError(f"{name!r} was not fitted; there are {', '.join(widths)}")
        if view.shape[1] != widths[name]:
            raise ValueError(f"{name!r} was fitted with {widths[name]} features, not {view.shape[1]}")
    return found


def _matrix(name: str, view: ArrayLike) -> Floats:
    array = np.asarray(view, dtype=np.float64)
    if array.ndim != 2 or 0 in array.shape:
        raise ValueError(f"{name!r} must be (samples, features) with one of each at least: {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name!r} has NaN or infinite entries; drop or impute them first")
    return array


def shuffled(views: Views, seed: int = 0) -> dict[str, Floats]:
    """Return the views with every one but the first in an order of its own: the control without any pairs.

    Raises:
        ValueError: views of unequal samples.

    Example:
        >>> from mmfusion.colearning.views import shuffled
        >>> views = shuffled({"a": [[1], [2], [3]], "b": [[1], [2], [3]]}, seed=1)
        >>> views["a"].ravel().tolist(), sorted(views["b"].ravel().tolist())
        ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])

    """
    rng = np.random.default_rng(seed)
    found = paired_views(views)
    return {name: x if not i else x[rng.permutation(len(x))] for i, (name, x) in enumerate(found.items())}


def both_ways(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return ordered pairs of different names: every question of one view to another.

    Example:
        >>> from mmfusion.colearning.views import both_ways
        >>> both_ways(["a", "b"])
        [('a', 'b'), ('b', 'a')]

    """
    every = list(names)
    return [(a, b) for a in every for b in every if a != b]


def signs(axes: Floats) -> Floats:
    """Return 1 or −1 for each column of `axes` `(p, k)`, such that times it the largest entry is positive.

    A decomposition leaves signs open: which one comes depends on the machine.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning.views import signs
        >>> signs(np.array([[0.6, 0.8], [-0.8, 0.6]])).tolist()
        [-1.0, 1.0]

    """
    return np.where(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])] < 0, -1.0, 1.0)


class Standard:
    """Columns centred, and divided by their deviation where they have any.

    A column is constant where it varies by less than rounding can make it; it becomes 0.

    Attributes:
        mean, deviation: `(p,)`.

    """

    def __init__(self, x: Floats, *, scale: bool = True) -> None:
        self.mean = x.mean(axis=0)
        deviation = np.sqrt(np.mean((x - self.mean) ** 2, axis=0) * len(x) / (len(x) - 1))
        rounding = 10 * np.finfo(np.float64).eps * np.abs(x).max(axis=0) * np.sqrt(len(x))
        self.constant = deviation <= rounding
        self.deviation = np.where(self.constant, 1.0, deviation) if scale else np.ones(x.shape[1])

    def __call__(self, x: Floats) -> Floats:
        """Return `(m, p)` of the same features, standardised."""
        out = (x - self.mean) / self.deviation
        out[:, self.constant] = 0.0
        return np.asarray(out)
