"""The support vector machine on one precomputed Gram matrix, float32 or float64, to a duality gap.

    J = max_a yᵀa − ½ aᵀ K a,   a = α∘y,  0 ≤ α_i ≤ C_i,  1ᵀa = 0

(Cortes, Vapnik, Support-Vector Networks, 1995). Several labellings of the same samples are solved side by
side: with the kernel given they do not touch each other. A start near the answer is what multiple kernel
learning needs, which solves dozens of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.kernels.ascent import ascend
from mmfusion.kernels.problem import Floats, Tasks
from mmfusion.kernels.rows import StoredRows

BLOCK = 256
"""Variables a round, for a single kernel."""


@dataclass(frozen=True)
class Machines:
    """One trained machine for each task.

    Attributes:
        signed: `(T, n)` signed duals; f_t(x) = Σ_i signed[t, i] k(x_i, x).
        intercept: `(T,)`.
        primal: the sum over tasks of ½‖f‖² + Σ C_i hinge.
        dual: the sum over tasks of yᵀa − ½aᵀKa.
        linear: yᵀa, summed over tasks.
        loss: Σ C_i hinge, summed over tasks.
        converged: whether every task came within its gap.

    """

    signed: Floats
    intercept: Floats
    primal: float
    dual: float
    linear: float
    loss: float
    converged: bool


def solve_svm(
    gram: NDArray[Any],
    tasks: Tasks,
    *,
    gap: float = 1e-6,
    start: Floats | None = None,
    rounds: int = 10_000,
    jobs: int = 1,
) -> Machines:
    """Train the machines of `tasks` on the Gram matrix `(n, n)`.

    Args:
        gram: symmetric positive semi-definite.
        tasks: labels and costs.
        gap: relative duality gap to stop at, for each task.
        start: `(T, n)` signed duals to start from.
        rounds: the greatest number of rounds a task.
        jobs: threads.

    Raises:
        ValueError: a matrix that shows itself not to be positive semi-definite; shapes that differ.

    """
    rows = StoredRows(gram[None])
    ended = [
        ascend(
            rows,
            tasks.single(t),
            gap=gap,
            start=None if start is None else start[t : t + 1],
            rounds=rounds,
            block=BLOCK,
            jobs=jobs,
        )
        for t in range(len(tasks))
    ]
    signed = np.concatenate([at.signed for at in ended])
    primal = sum(at.primal for at in ended)
    return Machines(
        signed,
        np.concatenate([at.intercept for at in ended]),
        primal,
        sum(at.dual for at in ended),
        float(np.sum(signed * tasks.signs)),
        primal - 0.5 * sum(float(at.squares[0]) for at in ended),
        all(at.gap <= gap for at in ended),
    )
