"""Heads: one number each in a grid of layers and heads, and how accuracy falls as they are switched off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from mmfusion.figures.template import LIGHT, Palette, colour_bar, explored
from mmfusion.language import tr
from mmfusion.modality import title

Head = tuple[int, str, int]
"""Layer, stream, number there, all from 0: as `mmfusion.explain.ablation.Head` is."""
PRINTED = 40
"""Cells up to which each shows its value."""


@dataclass(frozen=True)
class Statistic:
    """One number a head.

    Attributes:
        label: what it is.
        of: value by layer, stream and number.
        modality: whose ramp is used; ink where it is none's.
        low: where the scale begins; 0, or the least value below it, where it is not said.

    """

    label: str
    of: Mapping[Head, float]
    modality: str = "fused"
    low: float | None = None


def heads(statistics: Sequence[Statistic], palette: Palette = LIGHT) -> go.Figure:
    """Return a grid, layers upwards and heads to the right; one statistic is shown, a menu changes it.

    Args:
        statistics: one or more, the first is shown.
        palette: of the theme.

    Raises:
        ValueError: there is none, or one without a head.

    Example:
        >>> from mmfusion.figures.heads import Statistic, heads
        >>> figure = heads([Statistic("entropy", {(0, "audio", 0): 0.5, (1, "audio", 0): 0.7})])
        >>> figure.data[0].z.tolist()
        [[0.5], [0.7]]

    """
    if not statistics or not all(one.of for one in statistics):
        raise ValueError("a grid of heads needs a statistic with a value")
    every = list(dict.fromkeys(head for one in statistics for head in one.of))
    layers = 1 + max(layer for layer, *_ in every)
    columns = sorted(
        {(stream, number) for _, stream, number in every}, key=lambda c: (_rank(c[0], every), c[1])
    )
    names = [f"{title(stream)} {number + 1}" for stream, number in columns]
    figure = go.Figure()
    for i, one in enumerate(statistics):
        table = np.full((layers, len(columns)), np.nan)
        for (layer, stream, number), value in one.of.items():
            table[layer, columns.index((stream, number))] = value
        least = one.low if one.low is not None else min(0.0, float(np.nanmin(table)))
        figure.add_heatmap(
            z=table,
            x=names,
            y=[f"{layer + 1}" for layer in range(layers)],
            zmin=least,
            zmax=max(float(np.nanmax(table)), least + 1e-9),
            colorscale=palette.ramp(one.modality),
            colorbar=colour_bar(palette, one.label),
            visible=i == 0,
            xgap=4,
            ygap=4,
            name=one.label,
            hoverongaps=False,
            zhoverformat=".4f",
            hovertemplate=f"{tr('layer {n}', n='%{y}')}, %{{x}}<br>{one.label}: %{{z}}<extra></extra>",
            texttemplate="%{z:.2f}" if len(every) <= PRINTED else None,
            textfont={"size": 13},
        )
    about = tr("A gap: there is no such head, or it has no such key.")
    explored(
        figure,
        palette,
        tr("Heads, layer by layer"),
        about,
        height=170 + 56 * layers,
        margin={"t": 84 if len(statistics) == 1 else 126},
    )
    figure.update_xaxes(
        title_text=tr("head, by the stream of its queries"),
        type="category",
        tickangle=0 if len(names) <= 9 else -50,
    )
    figure.update_yaxes(title_text=tr("layer"), type="category")
    if len(statistics) > 1:
        figure.update_layout(updatemenus=[_menu(statistics, palette)])
    return figure


def _rank(stream: str, every: Sequence[Head]) -> int:
    """Return in which order a stream is met first."""
    order = list(dict.fromkeys(name for _, name, _ in sorted(every, key=lambda head: head[0])))
    return order.index(stream)


def _menu(statistics: Sequence[Statistic], palette: Palette) -> dict[str, object]:
    return {
        "buttons": [
            {
                "label": one.label,
                "method": "restyle",
                "args": [{"visible": [j == i for j in range(len(statistics))]}],
            }
            for i, one in enumerate(statistics)
        ],
        "x": 0,
        "xanchor": "left",
        "y": 1,
        "yanchor": "bottom",
        "pad": {"b": 8},
        "bgcolor": palette.page,
        "bordercolor": palette.line,
        "font": {"size": 13, "color": palette.ink},
    }


def heads_off(
    least: Sequence[float],
    most: Sequence[float],
    random: tuple[Sequence[int], Sequence[float], Sequence[float]] | None = None,
    off: int | None = None,
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return accuracy against how many heads are off, in two orders and over random ones.

    Args:
        least: `(heads + 1,)` accuracy with 0, 1, … heads off, those least needed first.
        most: the same, those most needed first.
        random: counts, and the least and the largest accuracy there of random orders.
        off: how many are off now.
        palette: of the theme.

    Example:
        >>> from mmfusion.figures.heads import heads_off
        >>> list(heads_off([0.9, 0.8, 0.3], [0.9, 0.4, 0.3], off=1).data[-1].x)
        [0, 1, 2]

    """
    figure = go.Figure()
    if random is not None:
        counts, low, high = (list(part) for part in random)
        figure.add_scatter(
            x=[*counts, *reversed(counts)],
            y=[100 * v for v in (*high, *reversed(low))],
            fill="toself",
            mode="lines",
            line={"width": 0},
            fillcolor=palette.line,
            opacity=0.55,
            hoverinfo="skip",
            name=tr("random orders"),
        )
    for values, name, width, dash in (
        (most, tr("most important first"), 1.4, "5px 4px"),
        (least, tr("least important first"), 2.4, "solid"),
    ):
        figure.add_scatter(
            x=list(range(len(values))),
            y=[100 * v for v in values],
            mode="lines+markers",
            marker={"size": 5},
            line={"color": palette.ink, "width": width, "dash": dash},
            name=name,
            hovertemplate=f"{name}<br>{tr('{n} heads off', n='%{x}')}: %{{y:.1f}} %<extra></extra>",
        )
    explored(
        figure,
        palette,
        tr("How many heads can be pruned?"),
        tr("Accuracy on test clips; random orders are grey."),
        margin={"r": 40},
    )
    for values, name, shift in (
        (most, tr("most important first"), -16),
        (least, tr("least important first"), 16),
    ):
        at = round(0.3 * (len(values) - 1))
        figure.add_annotation(
            x=at,
            y=100 * values[at],
            text=name,
            showarrow=False,
            xanchor="left" if shift > 0 else "right",
            yshift=shift,
            font={"size": 13, "color": palette.ink2},
        )
    if off is not None:
        figure.add_vline(x=off, line={"color": palette.ink, "width": 1.4})
    figure.update_xaxes(title_text=tr("heads switched off"))
    figure.update_yaxes(title_text=tr("accuracy, %"), showgrid=True, gridcolor=palette.hairline)
    return figure
