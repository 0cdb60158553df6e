"""`JointSpace`: what every method here is asked: fit(views), transform(views), score(views).

A view v is mapped by its own g_v into one space of k dimensions, in which pairs are to be near each other and
everything else is not. How near is the cosine, for every method, so that they can be compared.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator

from mmfusion.colearning.views import Floats, Standard, Views, both_ways, known_views, paired_views
from mmfusion.measure.retrieval import cosine, recall


class JointSpace(BaseEstimator, ABC):  # type: ignore[misc]  # scikit-learn carries no types
    """Maps from several views of the same samples into one space.

    Attributes:
        names_: the views' names, in the order of `fit`.
        standard_: what centres (and scales) each view's columns.
        dimensions_: k of the space that came out.

    """

    names_: tuple[str, ...]
    standard_: dict[str, Standard]
    dimensions_: int
    scale: bool = True

    def fit(self, views: Views, groups: ArrayLike | None = None) -> Self:
        """Learn the maps from views of the same samples, `(n, p_i)` each.

        Args:
            views: by name, or in a sequence.
            groups: `(n,)`, where samples of one group are each other's partners too; methods that know no
                negatives have no use for it.

        Raises:
            ValueError: views that do not fit together, or parameters that make no sense.

        """
        found = self._prepared(views)
        self._fit({name: self.standard_[name](x) for name, x in found.items()}, checked_groups(groups, found))
        return self

    def transform(self, views: Views) -> dict[str, Floats]:
        """Return the place of each sample in the space, `(m, k)` for every view that is given.

        Raises:
            ValueError: a view that `fit` has not seen, or of another width.
            sklearn.exceptions.NotFittedError: nothing was fitted.

        """
        from sklearn.utils.validation import check_is_fitted

        check_is_fitted(self, "standard_")
        widths = {name: len(own.mean) for name, own in self.standard_.items()}
        return {
            name: self._map(name, self.standard_[name](x)) for name, x in known_views(views, widths).items()
        }

    def fit_transform(self, views: Views, groups: ArrayLike | None = None) -> dict[str, Floats]:
        """Fit, and return the places of the same samples."""
        return self.fit(views, groups).transform(views)

    def score(self, views: Views, groups: ArrayLike | None = None) -> float:
        """Return R@10, the mean over all ordered pairs of views: how often a partner is among ten."""
        found = paired_views(views)
        own = checked_groups(groups, found)
        places = self.transform(found)
        return float(
            np.mean([recall(cosine(places[a], places[b]), 10, own).value for a, b in both_ways(places)])
        )

    def _prepared(self, views: Views) -> dict[str, Floats]:
        found = paired_views(views)
        self.names_ = tuple(found)
        self.standard_ = {name: Standard(x, scale=self.scale) for name, x in found.items()}
        return found

    @abstractmethod
    def _fit(self, views: dict[str, Floats], groups: NDArray[Any] | None) -> None:
        """Learn the maps from standardised views, and set `dimensions_`."""

    @abstractmethod
    def _map(self, name: str, x: Floats) -> Floats:
        """Return `(m, k)` for one standardised view."""


def checked_groups(groups: ArrayLike | None, views: dict[str, Floats]) -> NDArray[Any] | None:
    """Return groups `(n,)` of the views' samples, None if there are none.

    Raises:
        ValueError: another number of them.

    """
    if groups is None:
        return None
    own, n = np.asarray(groups), len(next(iter(views.values())))
    if own.shape != (n,):
        raise ValueError(f"groups must name one for each of the {n} samples; their form is {own.shape}")
    return own
