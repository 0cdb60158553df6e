"""Classes without pictures: where their prototype should lie, by kernel ridge regression on class vectors.

A prototype p_s is the mean feature of a class's pictures. Seen classes have one, and every class has a vector
v, by its name or by a graph. With the mean prototype p̄ and a kernel of the cosine of two class vectors,

    p̂_u = p̄ + k_uᵀ (K + λI)⁻¹ (P − p̄),   k(v, v′) = exp(−η (1 − cos(v, v′))),

K among the seen classes and k_u from them to a new one (the kernel is a Gaussian one on vectors of length 1,
‖v − v′‖² = 2 − 2 cos). A picture x gets the class whose prototype lies in the same direction from p̄:
ŷ = argmax_y cos(x − p̄, p̂_y − p̄). One labelled picture a class in place of p̂ is what it is held against.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mmfusion.colearning.zero_shot import Floats, unit


def gaussian(cosines: ArrayLike, sharpness: float) -> Floats:
    """Return k = exp(−η (1 − cos)) of cosines, of any shape.

    Raises:
        ValueError: η ≤ 0.

    Example:
        >>> from mmfusion.colearning import gaussian
        >>> gaussian([1.0, 0.5], sharpness=2.0).round(3).tolist()  # 1, 1 / e
        [1.0, 0.368]

    """
    if not sharpness > 0:
        raise ValueError(f"η must be positive, not {sharpness}")
    return np.asarray(np.exp(-sharpness * (1.0 - np.asarray(cosines, dtype=np.float64))))


def predicted(among_seen: ArrayLike, to_new: ArrayLike, prototypes: ArrayLike, penalty: float) -> Floats:
    """Return p̂ of new classes, `(U, d)`.

    Args:
        among_seen: K, `(S, S)`.
        to_new: k of each new class, `(U, S)`.
        prototypes: P of the seen classes, `(S, d)`.
        penalty: λ > 0.

    Raises:
        ValueError: λ ≤ 0.

    Example:
        >>> from mmfusion.colearning import predicted
        >>> predicted([[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0]], [[2.0, 0.0], [0.0, 2.0]], penalty=1.0).round(9)
        array([[1.5, 0.5]])

    """
    from scipy.linalg import cho_factor, cho_solve

    if not penalty > 0:
        raise ValueError(f"the penalty λ must be positive, not {penalty}")
    k, p = np.asarray(among_seen, dtype=np.float64), np.asarray(prototypes, dtype=np.float64)
    middle = p.mean(axis=0)
    dual = cho_solve(cho_factor(k + penalty * np.eye(len(k))), p - middle)
    return np.asarray(middle + np.asarray(to_new, dtype=np.float64) @ dual)


def scores(pictures: ArrayLike, prototypes: ArrayLike, middle: ArrayLike) -> Floats:
    """Return cosines about `middle` `(d,)` of pictures `(N, d)` with prototypes `(K, d)`: `(N, K)`.

    A prototype that lies in the middle itself is like nothing: 0.

    Example:
        >>> from mmfusion.colearning.enrichment.prototypes import scores
        >>> scores([[2.0, 1.0]], [[3.0, 1.0], [1.0, 2.0], [1.0, 1.0]], middle=[1.0, 1.0]).tolist()
        [[1.0, 0.0, 0.0]]

    """
    m = np.asarray(middle, dtype=np.float64)
    return unit(np.asarray(pictures) - m) @ unit(np.asarray(prototypes) - m).T
