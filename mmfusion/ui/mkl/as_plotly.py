"""The solver and what it finds, as Plotly figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from mmfusion.language import tr
from mmfusion.tasks.flowers import HAND_MADE
from mmfusion.ui.mkl import computed, page
from mmfusion.ui.parts.plotly_fold import Made

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette
    from mmfusion.ui.mkl.computed import Problem
    from mmfusion.ui.shell.state import View


def figures(problem: Problem, view: View) -> list[Made]:
    """Return the solver's bounds and duals, what p chooses, and who decides."""
    p = page.chosen_p(view)
    said = page.SAID[computed.NORMS[p]]
    index = page.picture(view, problem.kind)
    return [
        Made(tr("The bounds close, p = {p}", p=said), partial(_convergence, problem, p)),
        Made(tr("What p chooses"), partial(_over_p, problem, p)),
        Made(
            tr("Which kernel decides for test picture {n}", n=index + 1), partial(_parts, problem, p, index)
        ),
        Made(tr("Support vectors"), partial(_duals, problem, p)),
        Made(tr("Two kernels: a curve and its cutting planes"), partial(_cuts, problem)),
        Made(tr("Weights and accuracy against C"), partial(_over_cost, problem)),
    ]


def _names() -> list[str]:
    return [tr(page.SHORT[name]) for name in HAND_MADE]


def _convergence(problem: Problem, p: int, palette: Palette) -> go.Figure:
    from mmfusion.figures import convergence

    history = computed.solved(problem)[p].history
    bounds = ([h.primal for h in history], [h.dual for h in history], [h.gap for h in history])
    return convergence(*bounds, computed.GAP, palette)


def _duals(problem: Problem, p: int, palette: Palette) -> go.Figure:
    from mmfusion.figures import duals

    y = computed.signs(problem)
    order = np.argsort(-y, kind="stable")
    signed = computed.solved(problem)[p].history[-1].signed
    alpha = np.zeros_like(y) if signed is None else np.abs(signed[0])
    return duals(alpha[order], int((y > 0).sum()), problem.C, palette)


def _over_p(problem: Problem, p: int, palette: Palette) -> go.Figure:
    from mmfusion.figures import weights_over_p

    answers = computed.solved(problem)
    norms = [page.SAID[one.p] for one in answers]
    return weights_over_p(norms, [one.weights for one in answers], _names(), norms[p], palette)


def _parts(problem: Problem, p: int, index: int, palette: Palette) -> go.Figure:
    from mmfusion.figures import parts

    answer = computed.solved(problem)[p]
    return parts(computed.parts(problem, answer, index), _names(), answer.intercept, palette)


def _cuts(problem: Problem, palette: Palette) -> go.Figure:
    from mmfusion.figures import cuts

    found = computed.curve(problem.kind, problem.C)
    names = [tr(page.SHORT[name]) for name in computed.TWO]
    return cuts(found["at"], found["J"], found["cuts"], found["where"], names, palette)


def _over_cost(problem: Problem, palette: Palette) -> go.Figure:
    from mmfusion.figures import weights_over_cost

    found = computed.over_cost(problem.kind, problem.noise)
    norms = [page.SAID[p] for p in computed.PATH_NORMS]
    return weights_over_cost(
        computed.PATH_COSTS, found.weights, found.right, norms, _names(), problem.C, palette
    )
