"""Sequential minimal optimisation, compiled: pairs of dual variables within a block.

With signed duals a = α∘y, every solver of this package climbs

    D(a) = yᵀa − Φ(h(a)),   h_k(a) = aᵀ K_k a,   low ≤ a ≤ high,   1ᵀa = 0,

with Φ(h) = ½‖h‖_q (weights constrained, ‖β‖_p ≤ 1) or Φ(h) = ‖h‖_q² / (8λ) (weights penalised, λ/2 ‖β‖_p²;
Vishwanathan, Sun, Theera-Ampornpunt, Varma, Multiple Kernel Learning and the SMO Algorithm, NIPS 2010).
Its gradient is E = y − Σ_k β_k K_k a with the weights β_k = 2 ∂Φ/∂h_k. One kernel makes Φ = ½h: the SVM.

A step moves one pair, a_i up and a_j down by the same δ, which keeps 1ᵀa = 0 (the condition that an intercept
gives). i has the largest E of those that may rise; j is the one whose move promises most by the second-order
model (Fan, Chen, Lin, Working Set Selection Using Second Order Information, JMLR 6, 2005); δ maximises D
along the pair by a safeguarded Newton search, since D is quadratic there only for a single kernel.

The loops run on a block of variables whose small Gram matrices are contiguous (and stay in the processor's
cache); `mmfusion.kernels.ascent` chooses blocks. Leaving the variables out that sit at a bound is what
shrinking does.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.kernels.compiled import compiled

Floats = NDArray[np.float64]
FLOOR = 1e-12
"""The least curvature and the least square a step divides by; float32 Gram matrices round below zero."""
TINY = 1e-307
"""A square below counts as 0: its reciprocal, which compiled divisions may go through, is not finite."""


@compiled
def weigh(h: Floats, q: float, penalty: float, weights: Floats) -> float:
    """Write β_k = 2 ∂Φ/∂h_k of squares `h` `(s,)` into `weights` and return Φ(h).

    ‖h‖_q constrained: β_k = (h_k/S)^(q−1), S = ‖h‖_q, so that ‖β‖_p = 1; penalised: the same times S/(2λ).
    At h = 0 the gradient of D does not depend on β: equal weights. `penalty` is λ, 0 for the constraint.
    """
    s = h.shape[0]
    largest = 0.0
    for k in range(s):
        largest = max(largest, h[k])
    if largest <= TINY:
        for k in range(s):
            weights[k] = s ** (1.0 / q - 1.0) if penalty == 0.0 else 0.0
        return 0.0
    total = 0.0
    for k in range(s):
        ratio = max(h[k], 0.0) / largest
        power = ratio if q == 2.0 else ratio ** (q - 1.0)  # 0^0 = 1: at p = ∞ all weights are 1
        weights[k] = power
        total += power * ratio
    norm = float(total ** (1.0 / q))  # ‖h‖_q / largest
    scale = float(norm ** (1.0 - q))
    length = largest * norm
    if penalty != 0.0:
        scale *= length / (2.0 * penalty)
    for k in range(s):
        weights[k] *= scale
    return 0.5 * length if penalty == 0.0 else length * length / (8.0 * penalty)


@compiled
def _slope(
    h: Floats, u: Floats, v: Floats, step: float, q: float, penalty: float, w: Floats
) -> tuple[float, float]:
    """Return the first and second derivative of Φ(h + 2δu + δ²v) at δ = `step`; `w` is room for weights."""
    s = h.shape[0]
    moved = np.empty(s)
    for k in range(s):
        moved[k] = max(h[k] + step * (2.0 * u[k] + step * v[k]), 0.0)
    value = weigh(moved, q, penalty, w)
    first = 0.0  # Σ β_k h'_k
    second = 0.0  # Σ β_k h''_k
    bend = 0.0  # Σ β_k h'_k² / h_k
    for k in range(s):
        rate = 2.0 * (u[k] + step * v[k])
        first += w[k] * rate
        second += w[k] * 2.0 * v[k]
        if moved[k] > TINY:
            # h'² ≤ 4 v h for a positive semi-definite kernel; rounding must not break that bound
            bend += w[k] * min(rate * rate / moved[k], 4.0 * v[k])
    if value <= TINY:
        return 0.5 * first, 0.5 * second
    # with Φ = ½S: βᵀh = S; with Φ = S²/8λ: βᵀh = S²/2λ, and its second derivative has q − 2 in place of q − 1
    whole = 2.0 * value if penalty == 0.0 else 4.0 * value
    excess = q - 1.0 if penalty == 0.0 else q - 2.0
    return 0.5 * first, 0.5 * (second + (q - 1.0) * bend - excess * first * first / whole)


@compiled
def climb(
    gram: NDArray[Any],
    y: Floats,
    low: Floats,
    high: Floats,
    a: Floats,
    f: NDArray[Any],
    h: Floats,
    q: float,
    penalty: float,
    tolerance: float,
    most: int,
) -> int:
    """Climb D over one block until no pair violates by more than `tolerance`; return the number of steps.

    Args:
        gram: `(s, B, B)`, each K_k on the block, symmetric.
        y: `(B,)` labels, or targets.
        low: `(B,)` lower bounds.
        high: `(B,)` upper bounds.
        a: `(B,)` signed duals, changed in place.
        f: `(s, B)` f[k] = (K_k a) on the block, the share of variables outside included; changed in place.
        h: `(s,)` aᵀK_k a over all variables, changed in place.
        q: the dual exponent, 1/p + 1/q = 1.
        penalty: λ, or 0 for ‖β‖_p ≤ 1.
        tolerance: on max E (may rise) − min E (may fall).
        most: the greatest number of steps.

    """
    s, size = f.shape
    weights, u, v, room = np.empty(s), np.empty(s), np.empty(s), np.empty(s)
    e, row, curvature = np.empty(size), np.empty(size), np.empty(size)
    own = np.empty((s, size), dtype=gram.dtype)  # the diagonals, contiguous
    exact = np.empty(2, dtype=gram.dtype)  # numbers in the precision of the loops, which doubles their speed
    for k in range(s):
        for t in range(size):
            own[k, t] = gram[k, t, t]
    weigh(h, q, penalty, weights)
    for t in range(size):
        e[t] = y[t]
    for k in range(s):
        for t in range(size):
            e[t] -= weights[k] * f[k, t]
    for step in range(most):
        i = -1
        best = -np.inf
        for t in range(size):
            if a[t] < high[t] and e[t] > best:
                best = e[t]
                i = t
        if i < 0:
            return step
        if step % 32 == 0:  # Σ β_k K_k,tt serves the choice only and may lag behind
            for t in range(size):
                curvature[t] = 0.0
            for k in range(s):
                for t in range(size):
                    curvature[t] += weights[k] * own[k, t]
        for t in range(size):
            row[t] = curvature[i] + curvature[t]
        for k in range(s):
            exact[0] = 2.0 * weights[k]
            beta = exact[0]
            if beta > 0.0:
                for t in range(size):
                    row[t] -= beta * gram[k, i, t]
        j = -1
        lowest = np.inf
        promise = 0.0
        for t in range(size):
            if a[t] > low[t]:
                lowest = min(lowest, e[t])
                difference = best - e[t]
                if difference > 0.0:
                    gain = difference * difference / max(row[t], FLOOR)
                    if gain > promise:
                        promise = gain
                        j = t
        if j < 0 or best - lowest <= tolerance:
            return step
        limit = min(high[i] - a[i], a[j] - low[j])
        for k in range(s):
            u[k] = f[k, i] - f[k, j]
            v[k] = max(own[k, i] + own[k, j] - 2.0 * gram[k, i, j], 0.0)
        delta = _along(h, u, v, y[i] - y[j], limit, q, penalty, room)
        if delta <= 0.0:  # the slope is below what the precision of f resolves
            return step
        a[i] = high[i] if delta >= high[i] - a[i] else a[i] + delta  # a bound is met exactly
        a[j] = low[j] if delta >= a[j] - low[j] else a[j] - delta
        for k in range(s):
            h[k] = max(h[k] + delta * (2.0 * u[k] + delta * v[k]), 0.0)
        weigh(h, q, penalty, weights)
        for t in range(size):
            e[t] = y[t]
        exact[0] = delta
        move = exact[0]
        for k in range(s):
            exact[1] = weights[k]
            beta = exact[1]
            for t in range(size):
                value = f[k, t] + move * (gram[k, i, t] - gram[k, j, t])
                f[k, t] = value
                e[t] -= beta * value
    return most


@compiled
def _along(
    h: Floats, u: Floats, v: Floats, linear: float, limit: float, q: float, penalty: float, room: Floats
) -> float:
    """Return the δ in [0, `limit`] that maximises linear·δ − Φ(h + 2δu + δ²v), to 1 % of the slope."""
    first, second = _slope(h, u, v, 0.0, q, penalty, room)
    start = linear - first
    if start <= 0.0:
        return 0.0
    near, far = 0.0, limit
    delta = min(start / max(second, FLOOR), limit)
    for _ in range(60):
        first, second = _slope(h, u, v, delta, q, penalty, room)
        slope = linear - first
        if abs(slope) <= 0.01 * start or (slope > 0.0 and delta >= limit):
            return delta
        if slope > 0.0:
            near = delta
        else:
            far = delta
        delta += slope / max(second, FLOOR)
        if delta <= near or delta >= far:
            if delta >= far and far == limit and near < limit:
                delta = limit
                first, second = _slope(h, u, v, delta, q, penalty, room)
                if linear - first >= 0.0:
                    return delta
            delta = 0.5 * (near + far)
    return delta
