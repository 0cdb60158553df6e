"""What alternation and the level method share: one SVM for given weights, and the two bounds it gives."""

from __future__ import annotations

import numpy as np

from mmfusion.kernels.ascent import Ascent, ascend
from mmfusion.kernels.problem import Floats, Record, Tasks, norm
from mmfusion.kernels.rows import Rows

ROUNDS = 200
"""The most rounds on one machine: its bounds hold however rough it is."""


class Evaluation:
    """J(β) and what it teaches, one β after another; each SVM starts from the one before.

    Args:
        rows: the kernels.
        tasks: labels and costs.
        q: dual exponent, 1 to infinity.
        record: where bounds and answers go.
        start: `(T, n)` signed duals to start from.
        jobs: threads.

    """

    def __init__(
        self, rows: Rows, tasks: Tasks, q: float, record: Record, start: Floats | None, jobs: int
    ) -> None:
        self.rows, self.tasks, self.q, self.record, self.jobs = rows, tasks, q, record, jobs
        self._state: Floats | Ascent | None = start

    def at(self, weights: Floats, gap: float) -> tuple[float, Floats, Floats]:
        """Solve the SVM of Σ β_k K_k to a relative `gap`; return yᵀa, h `(s,)` and a `(T, n)`.

        Any duals give a valid lower bound, yᵀa − ½‖h‖_q, and a valid cut, J(β) ≥ yᵀa − ½ βᵀh, and the machine
        a valid upper bound, so that early machines may be rough.
        """
        ended = ascend(
            self.rows, self.tasks, fixed=weights, gap=gap, start=self._state, rounds=ROUNDS, jobs=self.jobs
        )
        self._state = ended
        linear = float(np.sum(self.tasks.signs * ended.signed))
        self.record.improve(weights, ended.signed, ended.intercept, ended.primal)
        self.record.bound(linear - 0.5 * norm(ended.squares, self.q))
        return linear, ended.squares, ended.signed
