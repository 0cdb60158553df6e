"""Gram matrices: checks, normalisation, centring, conditioning.

Each of the transformations of a training matrix has its counterpart for new data that uses training
statistics alone; `mmfusion.kernels.union` keeps those.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmfusion.kernels.compiled import compiled, in_parts

Floats = NDArray[np.float64]
ASYMMETRY = 1e-4
"""Largest |K_ij − K_ji| by the largest |K_ii|: float32 kernels computed in blocks differ by rounding."""
EXAMINED = 256
"""Size of the principal submatrix that `check_grams` examines; all of a smaller matrix."""


@compiled
def _scan(gram: NDArray[Any], answers: Floats, start: int, stop: int) -> None:
    """Write into answers `(s, 3)`: the sum (NaN, infinite if an entry is), max |K_ij − K_ji|, max |K_ij|.

    In tiles, so that the transposed reads stay in the cache.
    """
    n = gram.shape[1]
    for k in range(start, stop):
        total = 0.0
        asymmetry = 0.0
        largest = 0.0
        for top in range(0, n, 64):
            for left in range(top, n, 64):
                for i in range(top, min(top + 64, n)):
                    for j in range(left, min(left + 64, n)):
                        there = gram[k, i, j]
                        back = gram[k, j, i]
                        total += abs(there) + abs(back)
                        asymmetry = max(asymmetry, abs(there - back))
                        largest = max(largest, abs(there))
        answers[k, 0] = total
        answers[k, 1] = asymmetry
        answers[k, 2] = largest


def as_grams(grams: ArrayLike | Sequence[ArrayLike]) -> NDArray[Any]:
    """Return kernels as one contiguous array `(s, m, n)`, float32 where all are, else float64.

    A single matrix `(m, n)` is one kernel. An array that already has the form is not copied; a list is.

    Raises:
        ValueError: no kernel at all, kernels of different shapes, entries that are no real numbers.

    """
    if isinstance(grams, (list, tuple)):
        if not grams:
            raise ValueError("at least one kernel is needed; the list is empty")
        parts = [np.asarray(gram) for gram in grams]
        shapes = {part.shape for part in parts}
        if len(shapes) > 1:
            raise ValueError(f"all kernels must be on the same samples; their shapes are {sorted(shapes)}")
        array = np.stack(parts)
    else:
        array = np.asarray(grams)
    if array.ndim == 2:
        array = array[None]
    if array.ndim != 3:
        raise ValueError(f"kernels must be (s, m, n) or one (m, n), not an array of {array.ndim} dimensions")
    if not array.shape[0]:
        raise ValueError(f"at least one kernel is needed, not an array of shape {array.shape}")
    if array.dtype.kind not in "fiub":
        raise ValueError(f"kernel values must be real numbers, not {array.dtype}")
    dtype = np.float32 if array.dtype == np.float32 else np.float64
    return np.ascontiguousarray(array, dtype=dtype)


def check_grams(
    grams: ArrayLike | Sequence[ArrayLike], *, thorough: bool = False, jobs: int = 1
) -> NDArray[Any]:
    """Return training kernels `(s, n, n)` if they can be kernels.

    Finite, square, symmetric, a diagonal that is not negative, and no negative eigenvalue in a principal
    submatrix of up to 256 samples, drawn with a fixed seed (such a submatrix of a positive semi-definite
    matrix is one itself). That catches whatever fails broadly at a cost that does not grow with n³;
    `thorough` examines all of every matrix. The solvers refuse a kernel besides whose aᵀKa comes out
    negative.

    Raises:
        ValueError: a sentence saying which kernel fails, in what, and what would help.

    """
    array = as_grams(grams)
    s, m, n = array.shape
    if m != n:
        raise ValueError(f"training kernels must be square, (s, n, n), not {array.shape}")
    answers = np.empty((s, 3))
    in_parts(lambda i, j: _scan(array, answers, i, j), s, jobs)
    for k, (total, asymmetry, largest) in enumerate(answers):
        if not np.isfinite(total):
            raise ValueError(
                f"kernel {k} has NaN or infinite entries; clean the features it is computed from"
            )
        diagonal = np.diagonal(array[k])
        if diagonal.min() < -ASYMMETRY * largest:
            raise ValueError(
                f"kernel {k} is not positive semi-definite: its diagonal has {diagonal.min():.3g}; "
                "is it a distance?"
            )
        if asymmetry > ASYMMETRY * max(float(diagonal.max()), 1e-6 * largest):
            raise ValueError(
                f"kernel {k} is not symmetric: entries differ from their mirror image by {asymmetry:.3g}"
            )
    chosen = np.arange(n)
    if not thorough and n > EXAMINED:
        chosen = np.sort(np.random.default_rng(0).choice(n, EXAMINED, replace=False))
    for k in range(s):
        check_positive(array[k][np.ix_(chosen, chosen)], f"kernel {k}")
    return array


def check_positive(gram: NDArray[np.floating], name: str = "the kernel") -> None:
    """Raise unless the symmetric matrix `(n, n)` has no eigenvalue clearly below zero.

    Clearly: by more than 1e-5 of the largest, which is beyond what float32 rounding explains.

    Raises:
        ValueError: with the eigenvalue and two remedies.

    """
    values = np.linalg.eigvalsh(gram.astype(np.float64))
    if values[0] < -1e-5 * max(values[-1], -values[0]):
        raise ValueError(
            f"{name} is not positive semi-definite: its eigenvalues reach from {values[0]:.3g} to "
            f"{values[-1]:.3g}; use another kernel, or clip the negative ones with gram.clip_spectrum"
        )


def check_cross_grams(grams: ArrayLike | Sequence[ArrayLike], s: int, n: int) -> NDArray[Any]:
    """Return kernels `(s, m, n)` between m new samples and the n training samples.

    Raises:
        ValueError: another number of kernels or training samples, NaN or infinity.

    """
    array = as_grams(grams)
    if array.shape[0] != s:
        raise ValueError(f"the model was trained on {s} kernels; {array.shape[0]} came")
    if array.shape[2] != n:
        raise ValueError(
            f"kernels of new samples must be (s, m, {n}), as the model was trained on {n} samples, "
            f"not {array.shape}"
        )
    if not np.isfinite(np.sum(array, dtype=np.float64)):
        raise ValueError("the kernels of the new samples have NaN or infinite entries")
    return array


def cosine_normalise(
    gram: NDArray[Any], row_diagonal: ArrayLike, column_diagonal: ArrayLike | None = None
) -> NDArray[Any]:
    """Return k(x, z) / √(k(x, x) k(z, z)): a unit diagonal, all of them points on a sphere.

    A point with k(x, x) = 0 is the origin; its row stays 0.

    Args:
        gram: `(m, n)`.
        row_diagonal: `(m,)` k(x, x) of the rows.
        column_diagonal: `(n,)` k(z, z) of the columns; that of the rows by default.

    Raises:
        ValueError: a negative k(x, x).

    """
    rows = np.asarray(row_diagonal, dtype=np.float64)
    columns = rows if column_diagonal is None else np.asarray(column_diagonal, dtype=np.float64)
    left, right = inverse_root(rows, gram.dtype), inverse_root(columns, gram.dtype)
    return np.asarray(gram * left[:, None] * right[None, :])


def inverse_root(diagonal: Floats, dtype: Any) -> NDArray[Any]:
    """Return 1/√k(x, x) `(m,)`, 0 where k(x, x) is 0.

    Raises:
        ValueError: a negative k(x, x).

    """
    largest = float(np.abs(diagonal).max(initial=0.0))
    if np.any(diagonal < -1e-5 * largest):
        raise ValueError(f"k(x, x) must not be negative; it is {diagonal.min():.3g} for one sample")
    # centring leaves rounding where a point is the mean: that is the origin too
    inside = diagonal > 1e-12 * largest
    return np.where(inside, 1.0 / np.sqrt(np.where(inside, diagonal, 1.0)), 0.0).astype(dtype)


def trace_scale(diagonal: ArrayLike) -> float:
    """Return the factor that gives a training kernel of diagonal `(n,)` the trace n; 1 for a zero kernel."""
    mean = float(np.mean(np.asarray(diagonal, dtype=np.float64)))
    return 1.0 / mean if mean > 0 else 1.0


def centre(gram: NDArray[Any]) -> NDArray[Any]:
    """Return H K H, H = I − 11ᵀ/n: the kernel of features whose training mean is subtracted.

    Schölkopf, Smola, Müller, Nonlinear Component Analysis as a Kernel Eigenvalue Problem, 1998, appendix.

    Args:
        gram: `(n, n)` symmetric.

    """
    means = gram.mean(axis=0, dtype=np.float64)
    return np.asarray(gram - means[None, :] - means[:, None] + means.mean(), dtype=gram.dtype)


def centre_cross(cross: NDArray[Any], gram: NDArray[Any]) -> NDArray[Any]:
    """Centre a kernel `(m, n)` between new and training samples with the training kernel's `(n, n)` means."""
    return centre_with(cross, gram.mean(axis=0, dtype=np.float64))


def centre_with(cross: NDArray[Any], means: Floats) -> NDArray[Any]:
    """Centre `(m, n)` between new and training samples, given the training kernel's means `(n,)`."""
    own = cross.mean(axis=1, dtype=np.float64)
    return np.asarray(cross - own[:, None] - means[None, :] + means.mean(), dtype=cross.dtype)


def condition_number(gram: NDArray[np.floating]) -> float:
    """Return the ratio of largest to smallest eigenvalue of `(n, n)`, infinite for a singular matrix."""
    values = np.linalg.eigvalsh(gram.astype(np.float64))
    floor = len(values) * np.finfo(np.float64).eps * abs(values[-1])
    return float("inf") if values[0] <= floor else float(values[-1] / values[0])


def add_ridge(gram: NDArray[Any], share: float) -> NDArray[Any]:
    """Return K + share · (trace K / n) · I, whose condition number is at most 1 + n / share.

    Args:
        gram: `(n, n)` positive semi-definite.
        share: of the mean diagonal.

    Raises:
        ValueError: a negative share.

    """
    if share < 0:
        raise ValueError(f"the share of the diagonal to add must not be negative, not {share}")
    ridge = gram.copy()
    ridge[np.diag_indices(len(gram))] += share * np.mean(np.diagonal(gram), dtype=np.float64)
    return ridge


def clip_spectrum(gram: NDArray[Any]) -> NDArray[Any]:
    """Return the positive semi-definite matrix next to a symmetric one: negative eigenvalues become 0.

    Higham, Computing a nearest symmetric positive semidefinite matrix, Linear Algebra and its Applications
    103, 1988. For the training matrix only: new rows would have to be projected alike.
    """
    values, vectors = np.linalg.eigh(gram.astype(np.float64))
    clipped = (vectors * np.maximum(values, 0.0)) @ vectors.T
    return np.asarray(0.5 * (clipped + clipped.T), dtype=gram.dtype)
