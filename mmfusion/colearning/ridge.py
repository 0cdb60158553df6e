"""Ridge: every view is mapped onto one of them by least squares, the plain alternative to a joint space.

    min_W  ‖T − X_v W‖² + α ‖W‖²,   W = (X_vᵀX_v + αI)⁻¹ X_vᵀT

on standardised columns, T the view that is aimed at. There k is T's own width. Where v has more features than
samples the same W comes from the other side, W = X_vᵀ (X_vX_vᵀ + αI)⁻¹ T.

`Unaligned` is the control: principal components of each view by itself, rotated by chance, which nothing has
ever brought together.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from mmfusion.colearning.space import JointSpace
from mmfusion.colearning.views import Floats, signs


def ridge(x: Floats, target: Floats, alpha: float) -> Floats:
    """Return W `(p, t)` of least squares with penalty α for `x` `(n, p)` and `target` `(n, t)`.

    Raises:
        ValueError: α ≤ 0.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning.ridge import ridge
        >>> ridge(np.array([[1.0], [2.0]]), np.array([[2.0], [4.0]]), alpha=5.0).tolist()  # 10 / (5 + 5)
        [[1.0]]

    """
    if not alpha > 0:
        raise ValueError(f"the penalty α must be positive, not {alpha}")
    n, p = x.shape
    if p <= n:
        return np.asarray(cho_solve(cho_factor(x.T @ x + alpha * np.eye(p)), x.T @ target))
    return np.asarray(x.T @ cho_solve(cho_factor(x @ x.T + alpha * np.eye(n)), target))


class Ridge(JointSpace):
    """The space of one view's features, into which the others are mapped by ridge regression.

    Args:
        alpha: the penalty α > 0, for standardised columns and a sum over samples.
        target: the view that is aimed at; None is the last.
        scale: whether columns are divided by their deviation, or centred only.

    Attributes:
        coef_: W of each view that is mapped, `(p, k)`.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import Ridge
        >>> z = np.random.default_rng(0).normal(size=(60, 3))
        >>> views = {"a": z @ [[1, 2, 0, 1], [0, 1, 1, 0], [3, 0, 1, 1]], "b": z}
        >>> Ridge(alpha=1e-6).fit(views).score(views)
        1.0

    """

    def __init__(self, alpha: float = 100.0, *, target: str | None = None, scale: bool = True) -> None:
        self.alpha = alpha
        self.target = target
        self.scale = scale

    def _fit(self, views: dict[str, Floats], groups: NDArray[Any] | None) -> None:
        aim = self.names_[-1] if self.target is None else self.target
        if aim not in views:
            raise ValueError(f"there is no view {aim!r} to aim at; there are {', '.join(views)}")
        self.coef_ = {name: ridge(x, views[aim], self.alpha) for name, x in views.items() if name != aim}
        self.dimensions_ = views[aim].shape[1]

    def _map(self, name: str, x: Floats) -> Floats:
        return x @ self.coef_[name] if name in self.coef_ else x


class Unaligned(JointSpace):
    """The control: each view's own principal components in a random rotation. Retrieval is chance.

    Args:
        dimensions: k.
        seed: of the rotations.
        scale: whether columns are divided by their deviation.

    Example:
        >>> import numpy as np
        >>> from mmfusion.colearning import Unaligned
        >>> x = np.random.default_rng(0).normal(size=(500, 8))
        >>> Unaligned(8).fit([x, x]).score([x, x]) < 0.05  # chance is .02, though both are one
        True

    """

    def __init__(self, dimensions: int = 64, *, seed: int = 0, scale: bool = True) -> None:
        self.dimensions = dimensions
        self.seed = seed
        self.scale = scale

    def _fit(self, views: dict[str, Floats], groups: NDArray[Any] | None) -> None:
        rng = np.random.default_rng(self.seed)
        self.dimensions_ = min(self.dimensions, *(min(x.shape) for x in views.values()))
        self.coef_: dict[str, Floats] = {}
        for name, x in views.items():
            axes = np.linalg.svd(x, full_matrices=False)[2][: self.dimensions_].T
            turn = np.linalg.qr(rng.normal(size=(self.dimensions_, self.dimensions_)))[0]
            self.coef_[name] = axes * signs(axes) @ turn

    def _map(self, name: str, x: Floats) -> Floats:
        return np.asarray(x @ self.coef_[name])
