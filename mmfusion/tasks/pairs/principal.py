"""Views by their principal components, found on training pairs alone: fewer numbers, almost all they say.

z = (x − mean) V s: V the first directions of the training rows, one factor s for all, so that a column has
variance 1 on average. Directions keep their relative lengths: none is whitened.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmfusion.colearning.views import signs

Floats = NDArray[np.float64]
COMPONENTS = 256


class Principal:
    """What was found on training views.

    Args:
        train: training views, `(n, p)` each.
        components: directions that are kept, at most.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.pairs.principal import Principal
        >>> x = np.array([[0.0, 3.0], [0.0, -3.0], [1.0, 0.0], [-1.0, 0.0]])
        >>> Principal({"a": x}, components=1)({"a": x})["a"].round(2).tolist()
        [[1.41], [-1.41], [0.0], [0.0]]

    """

    def __init__(self, train: Mapping[str, ArrayLike], components: int = COMPONENTS) -> None:
        self.means: dict[str, Floats] = {}
        self.axes: dict[str, Floats] = {}
        for name, view in train.items():
            x = np.asarray(view, dtype=np.float64)
            self.means[name] = x.mean(axis=0)
            values, vectors = np.linalg.eigh((x - self.means[name]).T @ (x - self.means[name]))
            k = min(components, int((values > 1e-9 * values[-1]).sum()))
            factor = np.sqrt(len(x) * k / values[-k:].sum())
            own = vectors[:, ::-1][:, :k]
            self.axes[name] = own * signs(own) * factor

    def __call__(self, views: Mapping[str, ArrayLike]) -> dict[str, Floats]:
        """Return views `(m, k)` of rows `(m, p)`."""
        return {
            name: (np.asarray(x, dtype=np.float64) - self.means[name]) @ self.axes[name]
            for name, x in views.items()
        }
