"""Base kernels, one small immutable object each, computed in blocks and stored in float32.

`kernel.fitted(X)` returns the kernel with its width taken from training data X; `kernel(X, Z)` then gives
k(x, z) `(m, n)` for any data, `kernel.diagonal(X)` k(x, x) `(m,)`. A kernel without open parameters is its
own fitted version. Being immutable, one object may serve any number of models.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmfusion.kernels.input import parameters
from mmfusion.kernels.input.parameters import is_number, said

Floats = NDArray[np.float64]
Grams = NDArray[np.float32]
BLOCK = 250_000
"""Kernel values computed at a time in float64: 2 MB, which stay in the processor's cache."""
SAMPLE = 1000
"""Training samples, drawn with a fixed seed, whose pairs set a width."""


class Kernel(ABC):
    """A positive semi-definite similarity k(x, z) of feature vectors."""

    def fitted(self, x: ArrayLike) -> Kernel:
        """Return the kernel with open parameters set from training data `(n, d)`."""
        self._check(x)
        return self

    def __call__(self, x: ArrayLike, z: ArrayLike | None = None) -> Grams:
        """Return k(x, z) `(m, n)` float32 for `(m, d)` and `(n, d)`; `z` is `x` by default.

        Raises:
            ValueError: NaN, infinity, no samples, widths that differ, values outside the kernel's domain.

        """
        left = self._check(x)
        right = left if z is None else self._check(z)
        if left.shape[1] != right.shape[1]:
            raise ValueError(f"samples of {left.shape[1]} and {right.shape[1]} features cannot be compared")
        out = np.empty((len(left), len(right)), dtype=np.float32)
        self.write(left, right, out)
        return out

    def write(self, x: Floats, z: Floats, out: Grams) -> None:
        """Write k(x, z) into `out` `(m, n)`, block by block, for checked data."""
        step = max(BLOCK // max(len(z), 1), 1)
        for top in range(0, len(x), step):
            out[top : top + step] = self._values(x[top : top + step], z)

    def diagonal(self, x: ArrayLike) -> Floats:
        """Return k(x, x) `(m,)`."""
        return self._diagonal(self._check(x))

    def _check(self, x: ArrayLike) -> Floats:
        return check_features(x)

    @abstractmethod
    def _values(self, x: Floats, z: Floats) -> NDArray[Any]: ...

    @abstractmethod
    def _diagonal(self, x: Floats) -> Floats: ...


def check_features(x: ArrayLike) -> Floats:
    """Return features `(m, d)` as float64.

    Raises:
        ValueError: another form, no samples or no features, NaN or infinity.

    """
    array = np.ascontiguousarray(x, dtype=np.float64)
    if array.ndim != 2 or 0 in array.shape:
        raise ValueError(f"features must be (samples, features) with one of each at least, not {array.shape}")
    if not np.all(np.isfinite(array)):
        raise ValueError("features have NaN or infinite entries; drop or impute them first")
    return array


def sample(x: Floats) -> Floats:
    """Return at most `SAMPLE` of the training samples, drawn with a fixed seed."""
    if len(x) <= SAMPLE:
        return x
    return x[np.sort(np.random.default_rng(0).choice(len(x), SAMPLE, replace=False))]


def pairs(values: NDArray[Any]) -> Floats:
    """Return the entries above the diagonal that are not 0 (a copy says nothing about a width), or [1]."""
    found = values[np.triu_indices(len(values), 1)]
    found = found[found > 0]
    return np.asarray(found if len(found) else np.ones(1), dtype=np.float64)


def positive(name: str, value: float | None) -> None:
    """Raise ValueError unless `value` is None or a positive number."""
    if value is not None:
        parameters.positive(name, value, also=", or None to take it from the data")


class Wide(Kernel):
    """What kernels with a parameter γ have in common: it is given, or taken from training data."""

    gamma: float | None

    @abstractmethod
    def _gamma_of(self, x: Floats) -> float: ...

    def fitted(self, x: ArrayLike) -> Kernel:
        """Return the kernel with γ set, from training data `(n, d)` where it is open."""
        features = self._check(x)
        if self.gamma is not None:
            return self
        return replace(self, gamma=self._gamma_of(features))  # type: ignore[type-var]  # all are dataclasses

    def width(self) -> float:
        """Return γ.

        Raises:
            ValueError: it is open still.

        """
        if self.gamma is None:
            raise ValueError(
                f"{type(self).__name__} has no width yet: give gamma, or call fitted(training data)"
            )
        return self.gamma

    def _diagonal(self, x: Floats) -> Floats:
        return np.ones(len(x))


@dataclass(frozen=True)
class Linear(Kernel):
    """k(x, z) = xᵀz.

    Example:
        >>> from mmfusion.kernels import Linear
        >>> Linear()([[1, 0], [3, 4]]).tolist()
        [[1.0, 3.0], [3.0, 25.0]]

    """

    def _values(self, x: Floats, z: Floats) -> NDArray[Any]:
        return x @ z.T

    def _diagonal(self, x: Floats) -> Floats:
        return np.asarray(np.einsum("md,md->m", x, x))


@dataclass(frozen=True)
class Polynomial(Wide):
    """k(x, z) = (γ xᵀz + c)^degree, with c ≥ 0 and a whole degree; γ is 1/d where none is given.

    Raises:
        ValueError: a degree below 1 or not whole, c < 0 (no kernel), γ ≤ 0.

    Example:
        >>> from mmfusion.kernels import Polynomial
        >>> Polynomial(degree=2, gamma=1)([[1, 0], [3, 4]]).tolist()  # (xᵀz + 1)²
        [[4.0, 16.0], [16.0, 676.0]]

    """

    degree: int = 3
    gamma: float | None = None
    offset: float = 1.0

    def __post_init__(self) -> None:
        positive("gamma", self.gamma)
        if not (is_number(self.degree) and self.degree >= 1 and float(self.degree).is_integer()):
            raise ValueError(f"the degree must be a whole number from 1, not {said(self.degree)}")
        if not (is_number(self.offset) and 0 <= self.offset < np.inf):
            raise ValueError(
                f"the offset must not be negative (the result is no kernel then), not {said(self.offset)}"
            )

    def _gamma_of(self, x: Floats) -> float:
        return 1.0 / int(x.shape[1])

    def _values(self, x: Floats, z: Floats) -> NDArray[Any]:
        return np.asarray((self.width() * (x @ z.T) + self.offset) ** self.degree)

    def _diagonal(self, x: Floats) -> Floats:
        squares = np.einsum("md,md->m", x, x)
        return np.asarray((self.width() * squares + self.offset) ** self.degree)


@dataclass(frozen=True)
class Cosine(Kernel):
    """k(x, z) = xᵀz / (‖x‖ ‖z‖); a sample of zeros has k = 0 with every other and itself.

    Example:
        >>> from mmfusion.kernels import Cosine
        >>> print(Cosine()([[1, 0], [3, 4], [0, 0]]))
        [[1.  0.6 0. ]
         [0.6 1.  0. ]
         [0.  0.  0. ]]

    """

    def _values(self, x: Floats, z: Floats) -> NDArray[Any]:
        return _unit(x) @ _unit(z).T

    def _diagonal(self, x: Floats) -> Floats:
        return np.asarray(np.any(x != 0, axis=1), dtype=np.float64)


def _unit(x: Floats) -> Floats:
    lengths = np.linalg.norm(x, axis=1, keepdims=True)
    return np.asarray(x / np.where(lengths > 0, lengths, 1.0))


@dataclass(frozen=True)
class RBF(Wide):
    """k(x, z) = exp(−γ ‖x − z‖²); γ is 1 / (2 median²) of the training distances where none is given.

    Raises:
        ValueError: γ ≤ 0.

    Example:
        >>> from mmfusion.kernels import RBF
        >>> print(RBF(gamma=1)([[0], [1], [2]]).round(3))
        [[1.    0.368 0.018]
         [0.368 1.    0.368]
         [0.018 0.368 1.   ]]
        >>> RBF().fitted([[0], [2]]).width()  # 1 / (2 · 2²)
        0.125

    """

    gamma: float | None = None

    def __post_init__(self) -> None:
        positive("gamma", self.gamma)

    def _gamma_of(self, x: Floats) -> float:
        from sklearn.metrics.pairwise import euclidean_distances

        return float(0.5 / np.median(pairs(euclidean_distances(sample(x)))) ** 2)

    def _values(self, x: Floats, z: Floats) -> NDArray[Any]:
        return decay(_squared_distances(x, z), self.width())


@dataclass(frozen=True)
class Laplacian(Wide):
    """k(x, z) = exp(−γ ‖x − z‖₁); γ is 1 / median of the training distances where none is given.

    Raises:
        ValueError: γ ≤ 0.

    Example:
        >>> from mmfusion.kernels import Laplacian
        >>> print(Laplacian(gamma=1)([[0], [1], [2]]).round(3))
        [[1.    0.368 0.135]
         [0.368 1.    0.368]
         [0.135 0.368 1.   ]]
        >>> Laplacian().fitted([[0], [2]]).width()  # 1 / 2
        0.5

    """

    gamma: float | None = None

    def __post_init__(self) -> None:
        positive("gamma", self.gamma)

    def _gamma_of(self, x: Floats) -> float:
        from sklearn.metrics.pairwise import manhattan_distances

        return float(1.0 / np.median(pairs(manhattan_distances(sample(x)))))

    def _values(self, x: Floats, z: Floats) -> NDArray[Any]:
        from sklearn.metrics.pairwise import manhattan_distances

        return decay(np.asarray(manhattan_distances(x, z)), self.width())


def _squared_distances(x: Floats, z: Floats) -> Floats:
    """Return ‖x − z‖² as one matrix product, [x, ‖x‖², 1] [−2z, 1, ‖z‖²]ᵀ, around the mean of z.

    scikit-learn's makes several passes and takes more than twice the time. In float64, as the squares cancel.
    """
    middle = z.mean(axis=0)
    x, z = x - middle, z - middle
    left = np.column_stack([x, np.einsum("md,md->m", x, x), np.ones(len(x))])
    right = np.column_stack([-2.0 * z, np.ones(len(z)), np.einsum("nd,nd->n", z, z)])
    return np.asarray(np.maximum(left @ right.T, 0.0))


def decay(distances: Floats, gamma: float) -> Grams:
    """Return exp(−γ d) of float64 distances; the exponential in float32, where it is fast."""
    values = distances.astype(np.float32)
    values *= np.float32(-gamma)
    np.exp(values, out=values)
    return values


@dataclass(frozen=True)
class Precomputed(Kernel):
    """The features are kernel values already: `(n, n)` in training, `(m, n)` against its samples later.

    Example:
        >>> from mmfusion.kernels import Precomputed
        >>> Precomputed()([[1.0, 0.25], [0.25, 1.0]]).tolist()
        [[1.0, 0.25], [0.25, 1.0]]

    """

    def fitted(self, x: ArrayLike) -> Kernel:
        """Return the kernel itself for a square training matrix.

        Raises:
            ValueError: a matrix that is not square.

        """
        array = self._check(x)
        if array.shape[0] != array.shape[1]:
            raise ValueError(f"a precomputed training kernel must be square, not {array.shape}")
        return self

    def __call__(self, x: ArrayLike, z: ArrayLike | None = None) -> Grams:
        """Return `x` in float32."""
        return self._check(x).astype(np.float32)

    def write(self, x: Floats, z: Floats, out: Grams) -> None:
        """Write `x` into `out`.

        Raises:
            ValueError: kernel values against another number of training samples.

        """
        if x.shape != out.shape:
            raise ValueError(f"precomputed kernel values must be {out.shape}, not {x.shape}")
        out[...] = x

    def _values(self, x: Floats, z: Floats) -> NDArray[Any]:
        return x

    def _diagonal(self, x: Floats) -> Floats:
        if x.shape[0] != x.shape[1]:
            raise ValueError(
                "k(x, x) of new samples is not in a precomputed kernel; use normalise='trace' or None with it"
            )
        return np.diagonal(x).copy()
