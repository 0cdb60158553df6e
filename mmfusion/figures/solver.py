"""A solver of multiple kernel learning watched: its bounds, its gap, its cuts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike
from plotly.subplots import make_subplots

from mmfusion.figures.template import LIGHT, Palette, explored
from mmfusion.language import tr


def convergence(
    primal: Sequence[float],
    dual: Sequence[float],
    gap: Sequence[float],
    tolerance: float | None = None,
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return both bounds of the optimum and the relative gap between them, iteration by iteration.

    Args:
        primal: `(T,)` values from above.
        dual: `(T,)` values from below.
        gap: `(T,)` relative gap, as a share.
        tolerance: at which gap the solver stops.
        palette: of the theme.

    Raises:
        ValueError: of different lengths.

    Example:
        >>> from mmfusion.figures.solver import convergence
        >>> figure = convergence([9.0, 5.0], [1.0, 4.9], [0.9, 0.02])
        >>> [list(line.y) for line in figure.data]
        [[9.0, 5.0], [1.0, 4.9], [90.0, 2.0]]

    """
    if not len(primal) == len(dual) == len(gap):
        raise ValueError(f"{len(primal)} primal values, {len(dual)} dual values, {len(gap)} gaps")
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.62, 0.38], vertical_spacing=0.12)
    steps = list(range(1, len(primal) + 1))
    lines = (
        (list(primal), tr("primal"), "solid", 1, "%{y:.5g}"),
        (list(dual), tr("dual"), "5px 4px", 1, "%{y:.5g}"),
        ([100 * g for g in gap], tr("gap"), "solid", 2, "%{y:.3g} %"),
    )
    for values, name, dash, row, shown in lines:
        figure.add_trace(
            go.Scatter(
                x=steps,
                y=values,
                mode="lines+markers",
                name=name,
                marker={"size": 5},
                line={"color": palette.ink, "width": 2.4 if row == 1 else 1.8, "dash": dash},
                hovertemplate=f"{name}, {tr('iteration')} %{{x}}: {shown}<extra></extra>",
            ),
            row=row,
            col=1,
        )
    explored(
        figure,
        palette,
        tr("The bounds close"),
        tr("The optimum lies between the two lines."),
        height=480,
        margin={"r": 72},
    )
    end = float(primal[-1])
    figure.update_yaxes(
        title_text=tr("value"),
        range=[0.4 * end, 1.6 * end],
        showgrid=True,
        gridcolor=palette.hairline,
        row=1,
        col=1,
    )
    figure.update_yaxes(
        title_text=tr("gap, %"),
        type="log",
        showgrid=True,
        gridcolor=palette.hairline,
        row=2,
        col=1,
        dtick=1,
        exponentformat="none",
    )
    figure.update_xaxes(title_text=tr("iteration"), row=2, col=1)
    for name, shift in ((tr("primal"), 10), (tr("dual"), -10)):
        figure.add_annotation(
            x=steps[-1],
            y=end,
            text=name,
            showarrow=False,
            xanchor="left",
            xshift=8,
            yshift=shift,
            font={"size": 13, "color": palette.ink},
            row=1,
            col=1,
        )
    if tolerance is not None:
        figure.add_hline(
            y=100 * tolerance, line={"color": palette.line, "width": 1.4, "dash": "5px 4px"}, row=2, col=1
        )
    return figure


def cuts(
    at: Sequence[float],
    values: Sequence[float],
    lines: ArrayLike,
    tried: Sequence[float],
    names: Sequence[str],
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return J over the weight of the first of two kernels; a slider lets the level method's cuts arrive.

    Args:
        at: `(P,)` weights of the first kernel.
        values: `(P,)` J there.
        lines: `(T, 2)` each cut's value at weight 0 and at weight 1.
        tried: `(T,)` the weight at which each cut was made.
        names: of the two kernels.
        palette: of the theme.

    Example:
        >>> from mmfusion.figures.solver import cuts
        >>> figure = cuts([0.0, 1.0], [3.0, 2.0], [[2.5, 1.5]], [0.5], ["Lab", "DAISY"])
        >>> [trace.name for trace in figure.data]
        ['J', 'cut 1', 'tried 1']

    """
    table = np.asarray(lines, dtype=np.float64).reshape(-1, 2)
    if len(table) != len(tried):
        raise ValueError(f"{len(table)} cuts and {len(tried)} weights tried")
    low, high = float(min(values)), float(max(values))
    floor = low - 0.35 * (high - low)
    figure = go.Figure(
        go.Scatter(
            x=list(at),
            y=list(values),
            mode="lines",
            name="J",
            line={"color": palette.ink, "width": 2.4},
            hovertemplate="β = %{x:.3f}: J = %{y:.4f}<extra></extra>",
        )
    )
    for i, (first, last) in enumerate(table):
        figure.add_scatter(
            x=[0, 1],
            y=[first, last],
            mode="lines",
            name=tr("cut {n}", n=i + 1),
            line={"color": palette.ghost, "width": 1.2},
            hovertemplate=f"{tr('cut {n}', n=i + 1)}: %{{y:.4f}}<extra></extra>",
        )
    for i, where in enumerate(tried):
        figure.add_scatter(
            x=[where],
            y=[floor],
            mode="markers",
            name=tr("tried {n}", n=i + 1),
            cliponaxis=False,
            marker={"size": 9, "color": palette.ink},
            hovertemplate=f"{tr('cut {n}', n=i + 1)}, β = %{{x:.3f}}<extra></extra>",
            visible=i == len(tried) - 1,
        )
    count = len(table)
    explored(
        figure,
        palette,
        tr("Two kernels: J, and cutting planes below it"),
        tr("At β = 0 {second} alone, at β = 1 {first} alone.", first=names[0], second=names[1]),
        height=460,
        margin={"b": 120},
    )
    figure.update_xaxes(title_text="β", range=[-0.01, 1.01])
    figure.update_yaxes(
        title_text="J(β)",
        range=[floor, high + 0.08 * (high - low)],
        showgrid=True,
        gridcolor=palette.hairline,
    )
    steps = [
        {
            "method": "restyle",
            "label": str(k),
            "args": [
                {"visible": [True, *(i < k for i in range(count)), *(i == k - 1 for i in range(count))]}
            ],
        }
        for k in range(count + 1)
    ]
    figure.update_layout(
        sliders=[
            {
                "active": count,
                "steps": steps,
                "currentvalue": {"prefix": f"{tr('cuts')}: ", "font": {"size": 13, "color": palette.ink}},
                "pad": {"t": 44},
                "bgcolor": palette.line,
                "activebgcolor": palette.ink,
                "bordercolor": palette.line,
                "tickcolor": palette.line,
                "font": {"size": 13, "color": palette.ink3},
            }
        ]
    )
    return figure
