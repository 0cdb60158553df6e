"""Robustness curves: accuracy as one sense gets worse, each strategy named at the end of its line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from mmfusion.figures.template import Palette, end_label, layout, tint
from mmfusion.language import tr


@dataclass(frozen=True)
class Curve:
    """Accuracy at the levels of one kind of spoiling, with its interval; `sense` gives the colour.

    Example:
        >>> from mmfusion.figures import Curve
        >>> Curve("late", value=[0.9, 0.5], low=[0.8, 0.4], high=[1.0, 0.6]).sense
        'fused'

    """

    name: str
    value: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    sense: str = "fused"
    leads: bool = False
    """Whether this is the strategy looked at: drawn on top, with its band."""


def spread(values: Sequence[float], gap: float) -> list[float]:
    """Return heights for labels that keep `gap` apart, as near to `values` as their order allows.

    Example:
        >>> from mmfusion.figures.robustness import spread
        >>> spread([50.0, 51.0, 90.0], gap=5.0)
        [48.0, 53.0, 90.0]

    """
    order = np.argsort(values)
    placed = np.asarray(values, dtype=np.float64)[order]
    for _ in range(50):
        for i in range(1, len(placed)):
            lack = gap - (placed[i] - placed[i - 1])
            if lack > 1e-9:
                placed[i - 1] -= lack / 2
                placed[i] += lack / 2
    out = np.empty(len(placed))
    out[order] = placed
    return [float(v) for v in out]


def robustness(
    curves: Sequence[Curve],
    levels: Sequence[str],
    axis: str,
    palette: Palette,
    chance: float,
    height: int = 320,
) -> go.Figure:
    """Return accuracy in % against levels of spoiling, from clean to worst, chance drawn and named.

    Example:
        >>> from mmfusion.figures.robustness import Curve, robustness
        >>> from mmfusion.figures.template import LIGHT
        >>> late = Curve("late", value=[0.9, 0.5], low=[0.8, 0.4], high=[1.0, 0.6], leads=True)
        >>> figure = robustness([late], ["clean", "0 dB"], "noise", LIGHT, chance=0.25)
        >>> figure.data[1].name, figure.data[1].y  # over its band
        ('late', (90.0, 50.0))

    """
    figure = go.Figure()
    x = list(range(len(levels)))
    ends = spread([100 * c.value[-1] for c in curves], 5.2) if curves else []
    for curve in sorted(curves, key=lambda c: c.leads):
        color = (
            palette.words(curve.sense)
            if curve.sense != "fused"
            else (palette.ink if curve.leads else palette.ghost)
        )
        y = [100 * v for v in curve.value]
        if curve.leads:
            band = [100 * v for v in (*curve.high, *reversed(curve.low))]
            figure.add_scatter(
                x=[*x, *reversed(x)],
                y=band,
                fill="toself",
                mode="lines",
                fillcolor=tint(color, 0.16),
                line={"width": 0},
                hoverinfo="skip",
            )
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines+markers",
            line={"color": color, "width": 2.4 if curve.leads else 1.6},
            marker={"size": 5},
            name=curve.name,
            customdata=list(levels),
            hovertemplate=f"{curve.name}, %{{customdata}}: %{{y:.1f}} %<extra></extra>",
        )
    for curve, at in zip(curves, ends, strict=True):
        color = (
            palette.words(curve.sense)
            if curve.sense != "fused"
            else (palette.ink if curve.leads else palette.ink2)
        )
        end_label(figure, x[-1], at, curve.name, color, bold=curve.leads)
    figure.add_hline(y=100 * chance, line={"color": palette.line, "width": 1.4, "dash": "5px 4px"})
    right = _free(curves, chance, slice(-2, None)) > _free(curves, chance, slice(2))
    figure.add_annotation(
        x=x[-1] if right else 0,
        y=100 * chance,
        text=tr("chance"),
        showarrow=False,
        xanchor="right" if right else "left",
        yshift=9,
        font={"size": 13, "color": palette.ink3},
    )
    figure.update_layout(layout(palette))
    more = 17 * axis.count("<br>")  # a second line of the axis needs its own room
    figure.update_layout(height=height + more, margin={"l": 34, "r": 116, "t": 8, "b": 42 + more})
    figure.update_xaxes(
        tickvals=x,
        ticktext=list(levels),
        title={"text": axis, "font": {"size": 13, "color": palette.ink2}, "standoff": 6},
        range=[-0.1, len(levels) - 0.9],
    )
    figure.update_yaxes(range=[-3, 103], tickvals=[25, 50, 75, 100])
    return figure


def _free(curves: Sequence[Curve], chance: float, over: slice) -> float:
    """Return how far the curve nearest to chance is from it, over some levels."""
    return min((abs(v - chance) for curve in curves for v in curve.value[over]), default=0.0)
