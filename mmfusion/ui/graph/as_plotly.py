"""The answers for the class in view, and the paired differences, as Plotly figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mmfusion.language import tr
from mmfusion.tasks.graph.edits import answers
from mmfusion.ui.graph import computed
from mmfusion.ui.parts.plotly_fold import Made

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette
    from mmfusion.ui.graph.page import Now

COVERED = frozenset({("one label", "graph"), ("graph", "shuffled"), ("network", "graph")})
"""Differences that would give the covered number away."""


def figures(now: Now, *, covered: bool) -> list[Made]:
    """Return the figures of the page, made when they are asked for."""
    return [
        Made(tr("Correct answers for the class in view"), partial(_right, now)),
        Made(tr("Differences, paired by draw"), partial(_differences, covered)),
    ]


def _right(now: Now, palette: Palette) -> go.Figure:
    import plotly.graph_objects as go

    from mmfusion.figures.template import explored

    ways = {tr(title): computed.others(now.seed)[arm] for arm, title in computed.WAYS.items()}
    ways[tr("the graph, as edited")] = answers(now.draw, now.seed, now.edits)
    right = {title: int((found[now.at] == now.at).sum()) for title, found in ways.items()}
    figure = go.Figure()
    figure.add_bar(
        x=list(right.values()), y=list(right), orientation="h", name=tr("correct"),
        marker={"color": palette.mark("text")}, text=[str(n) for n in right.values()], textposition="outside",
    )  # fmt: skip
    asked = now.draw.pictures.test.shape[1]
    figure.update_xaxes(title={"text": tr("correct of {n} test pictures", n=asked)}, range=[0, asked + 0.5])
    explored(
        figure,
        palette,
        now.name,
        tr("predicted without a picture of it"),
        height=320,
        margin={"l": 150, "r": 40},
    )
    return figure


def _differences(covered: bool, palette: Palette) -> go.Figure:
    import plotly.graph_objects as go

    from mmfusion.figures.template import explored
    from mmfusion.tasks.graph.measure import TITLES

    rows = [
        row
        for row in computed.table()["differences"]
        if not covered or (row["first"], row["second"]) not in COVERED
    ][::-1]
    values = [row["top-1"] for row in rows]
    figure = go.Figure()
    figure.add_scatter(
        x=[one["value"] for one in values],
        y=[f"{tr(TITLES[row['first']])} − {tr(TITLES[row['second']])}" for row in rows],
        error_x={
            "type": "data",
            "array": [one["high"] - one["value"] for one in values],
            "color": palette.ink,
            "thickness": 1.6,
        },
        mode="markers", name=tr("difference"), marker={"size": 10, "color": palette.ink},
    )  # fmt: skip
    figure.add_vline(x=0, line={"color": palette.line, "dash": "5px 4px", "width": 1.4})
    figure.update_xaxes(title={"text": tr("difference in accuracy on unseen classes")})
    explored(
        figure,
        palette,
        tr("Differences, paired by draw"),
        tr("95 % interval"),
        height=420,
        margin={"l": 220, "r": 16},
    )
    return figure
