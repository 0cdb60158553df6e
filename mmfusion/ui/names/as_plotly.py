"""The ranking, the seen-unseen curve and the curve of labels as Plotly figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from mmfusion.colearning.zero_shot import calibrated
from mmfusion.ui.names import computed, number
from mmfusion.ui.parts.plotly_fold import Made

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette
    from mmfusion.ui.names.page import Now


def figures(now: Now, *, covered: bool) -> list[Made]:
    """Return the figures of the page, made when they are asked for."""
    return [
        Made("Your names, ranked", partial(_ranking, now)),
        Made("Seen against unseen classes", partial(_curve, now)),
        Made("Names against labels", partial(number.chart, covered=covered)),
    ]


def _ranking(now: Now, palette: Palette) -> go.Figure:
    import plotly.graph_objects as go

    from mmfusion.figures.template import explored

    worth = calibrated(now.answer.cosines, now.answer.seen, now.gamma)
    order = np.argsort(worth, kind="stable")
    names = [f"{now.answer.names[i]} {'●' if now.answer.seen[i] else '○'}" for i in order]
    figure = go.Figure()
    figure.add_bar(
        x=worth[order], y=names, orientation="h", name="cosine − γ", marker={"color": palette.mark("text")},
        text=[f"{worth[i]:.2f}" for i in order], textposition="outside",
    )  # fmt: skip
    figure.update_xaxes(title={"text": "cosine, less γ where seen"}, range=[0, 1])
    explored(
        figure,
        palette,
        "Your names, ranked",
        f"γ = {now.gamma:.2f}; ● seen by the backbone, ○ not",
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
        x=seen, y=unseen, customdata=gammas, name="every γ", mode="lines", fill="tozeroy",
        fillcolor=palette.wash, line={"color": palette.ink, "width": 2.4},
        hovertemplate="γ = %{customdata:.2f}: seen %{x:.3f}, unseen %{y:.3f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[seen[at]], y=[unseen[at]], name=f"γ = {now.gamma:.2f}", mode="markers+text",
        text=[f"γ = {now.gamma:.2f}"], textposition="top right", marker={"size": 12, "color": palette.ink},
    )  # fmt: skip
    figure.update_layout(showlegend=False)
    figure.update_xaxes(title={"text": f"accuracy on {of['seen classes']} seen classes"}, rangemode="tozero")
    figure.update_yaxes(title={"text": f"on {of['unseen classes']} unseen"}, rangemode="tozero")
    explored(figure, palette, "Seen against unseen classes", f"as γ grows; area {of['area']:.2f}", height=360)
    return figure
