"""The ranking, the seen-unseen curve and the curve of labels as Plotly figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from mmfusion.colearning.zero_shot import calibrated
from mmfusion.language import tr
from mmfusion.ui.names import computed, number
from mmfusion.ui.parts.plotly_fold import Made

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette
    from mmfusion.ui.names.page import Now


def figures(now: Now, *, covered: bool) -> list[Made]:
    """Return the figures of the page, made when they are asked for."""
    return [
        Made(tr("Your names, ranked"), partial(_ranking, now)),
        Made(tr("Seen-unseen curve"), partial(_curve, now)),
        Made(tr("Names against labels"), partial(number.lines, covered=covered)),
    ]


def _ranking(now: Now, palette: Palette) -> go.Figure:
    import plotly.graph_objects as go

    from mmfusion.figures.template import explored

    worth = calibrated(now.answer.cosines, now.answer.seen, now.gamma)
    order = np.argsort(worth, kind="stable")
    names = [f"{now.answer.names[i]} {'●' if now.answer.seen[i] else '○'}" for i in order]
    figure = go.Figure()
    figure.add_bar(
        x=worth[order], y=names, orientation="h", name=tr("cosine − γ"),
        marker={"color": palette.mark("text")}, text=[f"{worth[i]:.2f}" for i in order],
        textposition="outside",
    )  # fmt: skip
    figure.update_xaxes(title={"text": tr("cosine, minus γ for seen classes")}, range=[0, 1])
    explored(
        figure,
        palette,
        tr("Your names, ranked"),
        tr("γ = {gamma:.2f}; ● seen by the backbone, ○ not", gamma=now.gamma),
        height=140 + 36 * len(names),
        margin={"r": 48},
    )
    return figure


def _curve(now: Now, palette: Palette) -> go.Figure:
    import plotly.graph_objects as go

    from mmfusion.figures.template import explored

    of = computed.table()["generalised"]
    gammas, seen, unseen = np.array(of["curve"]).T
    at = int(np.abs(gammas - now.gamma).argmin())
    figure = go.Figure()
    figure.add_scatter(
        x=seen, y=unseen, customdata=gammas, name=tr("every γ"), mode="lines", fill="tozeroy",
        fillcolor=palette.wash, line={"color": palette.ink, "width": 2.4},
        hovertemplate=f"γ = %{{customdata:.2f}}: {tr('seen')} %{{x:.3f}}, {tr('unseen')} %{{y:.3f}}"
        "<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[seen[at]], y=[unseen[at]], name=f"γ = {now.gamma:.2f}", mode="markers+text",
        text=[f"γ = {now.gamma:.2f}"], textposition="top right", marker={"size": 12, "color": palette.ink},
    )  # fmt: skip
    figure.update_layout(showlegend=False)
    figure.update_xaxes(
        title={"text": tr("accuracy on {n} seen classes", n=of["seen classes"])}, rangemode="tozero"
    )
    figure.update_yaxes(
        title={"text": tr("accuracy on {n} unseen classes", n=of["unseen classes"])}, rangemode="tozero"
    )
    explored(
        figure,
        palette,
        tr("Seen-unseen curve"),
        tr("accuracy as γ grows; area below the curve {area:.2f}", area=of["area"]),
        height=360,
    )
    return figure
