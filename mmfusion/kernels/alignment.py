"""Centred kernel alignment, and the weights that maximise it.

    ρ(K, L) = ⟨K_c, L_c⟩_F / (‖K_c‖_F ‖L_c‖_F),   K_c = H K H,  H = I − 11ᵀ/n

Cortes, Mohri, Rostamizadeh, Algorithms for Learning Kernels Based on Centered Alignment, JMLR 13, 2012.
Without centring (Cristianini et al., On Kernel-Target Alignment, 2001) a constant added to a kernel changes
its value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmfusion.kernels.gram import as_grams

Floats = NDArray[np.float64]
STRIP = 4_000_000
"""Numbers converted to float64 at a time: 32 MB."""


def centred_products(grams: ArrayLike | Sequence[ArrayLike]) -> Floats:
    """Return M `(s, s)` with M_kl = ⟨H K_k H, H K_l H⟩_F of symmetric kernels `(s, n, n)`.

    From ⟨K, L⟩ − (2/n) r_Kᵀr_L + s_K s_L / n² with row sums r and sums s: no centred matrix is formed.
    """
    array = as_grams(grams)
    s, n, _ = array.shape
    inner = np.zeros((s, s))
    sums = np.empty((s, n))
    step = max(STRIP // (s * n), 1)
    for top in range(0, n, step):
        strip = array[:, top : top + step].astype(np.float64)  # (s, rows, n)
        sums[:, top : top + step] = strip.sum(axis=2)
        flat = strip.reshape(s, -1)
        inner += flat @ flat.T
    totals = sums.sum(axis=1)
    return np.asarray(inner - 2.0 / n * sums @ sums.T + np.outer(totals, totals) / n**2)


def target_products(grams: ArrayLike | Sequence[ArrayLike], targets: ArrayLike) -> tuple[Floats, float]:
    """Return ⟨H K_k H, T⟩_F `(s,)` and ‖T‖_F for the labels' kernel T = H Y Yᵀ H.

    Args:
        grams: `(s, n, n)`.
        targets: `(n,)` labels of two classes, as numbers, or `(n, c)` indicators of c classes.

    Raises:
        ValueError: targets for another number of samples, or all alike.

    """
    array = as_grams(grams)
    y = np.asarray(targets, dtype=np.float64)
    y = y[:, None] if y.ndim == 1 else y
    if len(y) != array.shape[1]:
        raise ValueError(f"the kernels are on {array.shape[1]} samples and the labels on {len(y)}")
    y = y - y.mean(axis=0)
    length = float(np.linalg.norm(y.T @ y))
    if length <= 1e-12 * len(y):
        raise ValueError("alignment to labels needs at least two classes; all labels are the same")
    return np.array([np.sum((gram @ y.astype(gram.dtype)) * y, dtype=np.float64) for gram in array]), length


def alignment(first: ArrayLike, second: ArrayLike) -> float:
    """Return the centred alignment of two kernels `(n, n)`, in [0, 1]; NaN if one of them is constant.

    Raises:
        ValueError: kernels on different samples.

    Example:
        >>> import numpy as np
        >>> from mmfusion.kernels.alignment import alignment
        >>> y, other = np.array([1, 1, -1, -1]), np.array([1, -1, 1, -1])
        >>> alignment(np.outer(y, y), np.outer(y, y) + 5)  # a constant added changes nothing
        1.0
        >>> alignment(np.outer(y, y), np.outer(other, other))
        0.0

    """
    (kk, kl), (_, ll) = centred_products([np.asarray(first), np.asarray(second)])
    return float(kl / np.sqrt(kk * ll)) if _varies(kk, first) and _varies(ll, second) else float("nan")


def alignments(grams: ArrayLike | Sequence[ArrayLike]) -> Floats:
    """Return the centred alignment of each pair of kernels `(s, s)`, NaN beside a constant one."""
    array = as_grams(grams)
    products = centred_products(array)
    lengths = np.array(
        [
            np.sqrt(kk) if _varies(kk, gram) else np.nan
            for kk, gram in zip(np.diag(products), array, strict=True)
        ]
    )
    return np.asarray(products / lengths[:, None] / lengths[None, :])


def target_alignments(grams: ArrayLike | Sequence[ArrayLike], targets: ArrayLike) -> Floats:
    """Return the centred alignment `(s,)` of each kernel to the labels, 0 for a constant kernel.

    Raises:
        ValueError: see `target_products`.

    """
    array = as_grams(grams)
    aligned, length = target_products(array, targets)
    own = np.array([centred_products(gram)[0, 0] for gram in array])
    varies = np.array([_varies(kk, gram) for kk, gram in zip(own, array, strict=True)])
    return np.where(varies, aligned / (np.sqrt(np.where(varies, own, 1.0)) * length), 0.0)


def alignf(grams: ArrayLike | Sequence[ArrayLike], targets: ArrayLike) -> Floats:
    """Return the weights ≥ 0 `(s,)` of the combination that is most aligned with the labels, summing to 1.

    min_{v ≥ 0} vᵀMv − 2vᵀa with M_kl = ⟨K_kc, K_lc⟩ and a_k = ⟨K_kc, yyᵀ⟩, then scaled (Cortes, Mohri,
    Rostamizadeh 2012, the algorithm *alignf*; they scale to ‖β‖₂ = 1). Solved as non-negative least squares
    with a square root of M. Equal weights where no kernel is aligned with the labels.

    Raises:
        ValueError: see `target_products`.

    Example:
        >>> import numpy as np
        >>> from mmfusion.kernels import alignf
        >>> y = np.array([1, 1, -1, -1])
        >>> told, noise = np.outer(y, y), np.outer([1, -1, 1, -1], [1, -1, 1, -1])
        >>> alignf([told + noise, noise, told], y).round(2).tolist()
        [0.0, 0.0, 1.0]

    """
    from scipy.optimize import nnls

    array = as_grams(grams)
    aligned, _ = target_products(array, targets)
    products = centred_products(array)
    # kernels of very different size would make M ill-conditioned: work with kernels of length 1
    lengths = np.sqrt(np.maximum(np.diag(products), 0.0))
    inside = np.array([_varies(l * l, gram) for l, gram in zip(lengths, array, strict=True)])
    scale = np.where(inside, 1.0 / np.where(inside, lengths, 1.0), 0.0)
    values, vectors = np.linalg.eigh(products * scale[:, None] * scale[None, :])
    kept = values > 1e-10 * max(values[-1], 0.0)
    root = np.sqrt(values[kept])
    if not kept.any():
        return np.full(len(array), 1.0 / len(array))
    # ‖√Λ Vᵀ v − Λ^{−½} Vᵀ a‖² = vᵀMv − 2vᵀa + const
    found = (
        nnls(root[:, None] * vectors[:, kept].T, (vectors[:, kept].T @ (aligned * scale)) / root)[0] * scale
    )
    total = float(found.sum())
    return np.asarray(found / total) if total > 0 else np.full(len(array), 1.0 / len(array))


def _varies(square: float, gram: Any) -> bool:
    """Whether ‖K_c‖² is more than rounding of a constant kernel."""
    matrix = np.asarray(gram)
    size = float(np.abs(matrix).max(initial=0.0)) * len(matrix)
    return bool(square > (1e-6 * size) ** 2)
