"""One decision of a support vector machine: which pictures hold it, what each kernel adds to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from mmfusion.figures.template import LIGHT, Palette, explored
from mmfusion.language import tr


def duals(alpha: ArrayLike, own: int, cost: float, palette: Palette = LIGHT) -> go.Figure:
    """Return a bar a training picture, as long as its dual value, the kind's own first.

    Args:
        alpha: `(n,)` dual values, from 0 to `cost`.
        own: how many of them, the first, are of the kind.
        cost: C.
        palette: of the theme.

    Example:
        >>> from mmfusion.figures.decision import duals
        >>> [len(bars.y) for bars in duals([0.2, 0.0, 0.1], own=1, cost=10.0).data]
        [1, 2]

    """
    values = np.asarray(alpha, dtype=np.float64)
    figure = go.Figure()
    for name, start, stop, colour in (
        (tr("of the kind"), 0, own, palette.ink),
        (tr("of the others"), own, len(values), palette.ghost),
    ):
        figure.add_bar(
            x=np.arange(start + 1, stop + 1),
            y=values[start:stop],
            name=name,
            marker={"color": colour, "line": {"width": 0}},
            hovertemplate=f"{tr('training picture')} %{{x}}, {name}<br>|α| = %{{y:.4f}}<extra></extra>",
        )
    explored(
        figure,
        palette,
        tr("Support vectors"),
        tr("Support vectors are the pictures with a bar; C = {cost:g}.", cost=cost),
        height=320,
    )
    figure.update_layout(bargap=0)
    figure.update_xaxes(title_text=tr("training picture, the kind's own first"))
    figure.update_yaxes(title_text="|α|", rangemode="tozero")
    return figure


def parts(values: ArrayLike, names: Sequence[str], intercept: float, palette: Palette = LIGHT) -> go.Figure:
    """Return what each kernel adds to a decision f(x), noise kernels added up, with b and the sum.

    Args:
        values: `(s,)` β_k Σ_i a_i k_k(x_i, x).
        names: of the kernels that know something; the others are noise.
        intercept: b.
        palette: of the theme.

    Example:
        >>> from mmfusion.figures.decision import parts
        >>> list(parts([0.5, -0.25], ["Lab", "PHOG"], 0.125).data[0].x)
        [0.5, -0.25, 0.125, 0.375]

    """
    table = np.asarray(values, dtype=np.float64)
    rows = [*zip(names, table[: len(names)].tolist(), strict=True)]
    if len(table) > len(names):
        rows.append((tr("all noise"), float(table[len(names) :].sum())))
    rows += [("b", float(intercept)), ("f(x)", float(table.sum() + intercept))]
    colours = [palette.plus if value >= 0 else palette.minus for _, value in rows[:-1]] + [palette.ink]
    figure = go.Figure(
        go.Bar(
            x=[value for _, value in rows],
            y=[name for name, _ in rows],
            orientation="h",
            marker={"color": colours, "line": {"width": 0}},
            hovertemplate="%{y}: %{x:+.4f}<extra></extra>",
        )
    )
    explored(
        figure,
        palette,
        tr("Which kernel decides for this picture"),
        tr("What speaks for the kind points right, what speaks against it left."),
        height=120 + 26 * len(rows),
    )
    figure.update_xaxes(title_text=tr("part of f(x)"), zeroline=True, zerolinecolor=palette.line)
    figure.update_yaxes(title_text=tr("kernel"), autorange="reversed", type="category")
    return figure
