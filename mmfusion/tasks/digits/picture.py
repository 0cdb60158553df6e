"""The written digit: strokes as MNIST has them, 28 × 28, and how much of a picture's energy is left.

MNIST's digits were scaled into a box of 20 × 20 with their proportions kept, and placed in 28 × 28 so that
their centre of mass lies in its middle (LeCun et al., Gradient-based learning applied to document
recognition, 1998, §III.A); a drawing is treated the same.

A picture is spoiled by energy: with principal components u_1, u_2, … of training pictures, whose variances
are λ_1 ≥ λ_2 ≥ …, what is left at energy e is

    x_e = mean + Σ_{j ≤ k} u_j u_jᵀ (x − mean) + √r · u_{k+1} u_{k+1}ᵀ (x − mean),

with k and r such that λ_1 + … + λ_k + r λ_{k+1} = e Σ λ: the share e of the training pictures' variance. So
were the pictures of AV-MNIST spoiled (Vielzeuf et al., CentralNet, 2018, §4.1: a quarter of the energy left).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SIDE = 28
BOX = 20
COMPONENTS = 64
"""How many are kept; what they hold is the most that can be asked for below the whole."""


@dataclass(frozen=True, eq=False)
class Energy:
    """Principal components of training pictures.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.picture import Energy
        >>> pictures = np.random.default_rng(0).random((300, 28, 28)).astype(np.float32)
        >>> energy = Energy.fit(pictures)
        >>> left = energy.left(pictures, 0.1)
        >>> round(float(left.var(axis=0).sum() / pictures.var(axis=0).sum()), 3)  # of these very pictures
        0.1
        >>> energy.left(pictures, 1.0) is pictures
        True

    """

    mean: NDArray[np.float32]
    """`(784,)`."""
    components: NDArray[np.float32]
    """`(COMPONENTS, 784)`, orthonormal rows, the largest variance first."""
    shares: NDArray[np.float64]
    """`(COMPONENTS,)`: of the whole variance, each."""

    @classmethod
    def fit(cls, pictures: NDArray[np.float32]) -> Energy:
        """Return the components of pictures `(N, 28, 28)`, 0 to 1: training pictures alone."""
        flat = pictures.reshape(len(pictures), -1).astype(np.float64)
        mean = flat.mean(axis=0)
        values, vectors = np.linalg.eigh(np.cov((flat - mean).T))
        order = np.argsort(values)[::-1]
        kept = order[:COMPONENTS]
        return cls(
            mean.astype(np.float32), vectors[:, kept].T.astype(np.float32), values[kept] / values.sum()
        )

    def left(self, pictures: NDArray[np.float32], share: float) -> NDArray[np.float32]:
        """Return pictures `(…, 28, 28)` with a share of the energy left; at 1 they stay as they are.

        Raises:
            ValueError: more than the components hold, or less than nothing.

        """
        if share == 1:
            return pictures
        flat = pictures.reshape(-1, SIDE * SIDE) - self.mean
        kept = (flat @ self.components.T) * self.gains(share)
        return (self.mean + kept @ self.components).reshape(pictures.shape).astype(np.float32)

    def gains(self, share: float) -> NDArray[np.float32]:
        """Return by what each component is multiplied `(COMPONENTS,)`: 1, …, 1, √r, 0, …, 0."""
        if not 0 <= share <= self.most:
            raise ValueError(f"energy must lie in 0 to {self.most:.2f}, or be 1, not {share}")
        before = np.concatenate([[0.0], np.cumsum(self.shares)[:-1]])
        return np.sqrt(np.clip((share - before) / self.shares, 0.0, 1.0)).astype(np.float32)

    @property
    def most(self) -> float:
        """The largest energy below the whole that can be asked for."""
        return float(self.shares.sum())


def as_mnist(drawing: NDArray[np.floating]) -> NDArray[np.float32] | None:
    """Return a drawing as MNIST has digits: `(28, 28)`, 0 to 1, centred by mass; None if empty.

    Args:
        drawing: `(H, W)`, ink 1 on 0, of any size.

    Raises:
        ValueError: it is no picture.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.picture import as_mnist
        >>> drawing = np.zeros((100, 100))
        >>> drawing[5:65, 80:86] = 1  # a stroke near the right edge
        >>> got = as_mnist(drawing)
        >>> rows, columns = np.nonzero(got > 0.1)
        >>> got.shape, int(np.ptp(rows)) + 1, float(columns.mean())  # 20 tall, in the middle
        ((28, 28), 20, 13.5)
        >>> as_mnist(np.zeros((100, 100))) is None
        True

    """
    from PIL import Image

    ink = np.asarray(drawing, dtype=np.float32)
    if ink.ndim != 2 or not ink.size or not np.isfinite(ink).all():
        raise ValueError(f"a drawing has the shape (H, W) and finite values, not {ink.shape}")
    ink = np.clip(ink, 0.0, 1.0)
    rows, columns = np.flatnonzero(ink.max(axis=1) > 0.1), np.flatnonzero(ink.max(axis=0) > 0.1)
    if not len(rows):
        return None
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = BOX / max(cut.shape)
    wide, tall = (max(1, round(scale * n)) for n in (cut.shape[1], cut.shape[0]))
    small = np.asarray(Image.fromarray(cut).resize((wide, tall), Image.Resampling.BOX), dtype=np.float32)
    return centred(small)


def centred(small: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a picture of at most 20 × 20 in 28 × 28, its centre of mass in the middle to half a px."""
    tall, wide = small.shape
    mass = float(small.sum())
    y = float(small.sum(axis=1) @ np.arange(tall)) / mass
    x = float(small.sum(axis=0) @ np.arange(wide)) / mass
    middle = (SIDE - 1) / 2
    top = int(np.clip(round(middle - y), 0, SIDE - tall))
    left = int(np.clip(round(middle - x), 0, SIDE - wide))
    out = np.zeros((SIDE, SIDE), dtype=np.float32)
    out[top : top + tall, left : left + wide] = small
    return out


def halved(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return pictures `(…, 28, 28)` as `(…, 14, 14)`, each px the mean of four.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.picture import halved
        >>> halved(np.ones((2, 28, 28), np.float32)).shape
        (2, 14, 14)

    """
    half = SIDE // 2
    return np.asarray(pictures.reshape(*pictures.shape[:-2], half, 2, half, 2).mean(axis=(-3, -1)))
