"""Cost: how a layer grows with its tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from mmfusion.figures.template import LIGHT, Palette, explored, layout, tint
from mmfusion.language import tr

TICKS = (16, 256, 4096)
MIDDLE = 2000
"""Tokens below which the curves leave room at the top, and from which on at the bottom."""


@dataclass(frozen=True)
class Timed:
    """Seconds that a layer of shared self-attention took on n tokens."""

    tokens: int
    seconds: float


def amount(value: float, unit: str = "", step: float = 1000.0) -> str:
    r"""Return a number with three digits and a prefix: 2.23 G.

    Example:
        >>> from mmfusion.figures.cost import amount
        >>> amount(2_234_567_890), amount(42), amount(51_200, "B", step=1024)
        ('2.23\u2009G', '42', '50.0\u2009kB')

    """
    for prefix in ("", "k", "M", "G", "T"):
        if abs(value) < step or prefix == "T":
            digits = 0 if not prefix else 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
            return f"{value:.{digits}f}\u2009{prefix}{unit}".rstrip("\u2009")
        value /= step
    raise AssertionError("the last prefix returns")


def grouped(count: int) -> str:
    r"""Return a whole number with thin spaces between its thousands.

    Example:
        >>> from mmfusion.figures.cost import grouped
        >>> grouped(1234567)
        '1\u2009234\u2009567'

    """
    return f"{count:,}".replace(",", "\u2009")


def scaling(
    tokens: int, width: int, ratio: float, palette: Palette, timed: Sequence[Timed] = ()
) -> go.Figure:
    """Return both parts of one layer against its tokens, log–log, with the crossover and the tokens at hand.

    Args:
        tokens: of the sequence that is looked at.
        width: d.
        ratio: of the MLP.
        palette: of the theme.
        timed: measured seconds, drawn on the curve of the sum by the rate of the largest.

    Example:
        >>> from mmfusion.figures.cost import scaling
        >>> from mmfusion.figures.template import LIGHT
        >>> figure = scaling(tokens=500, width=768, ratio=4.0, palette=LIGHT)
        >>> [trace.name for trace in figure.data], figure.layout.shapes[0].x0  # they cross at n = 6 d
        (['projections and MLP, n d²', 'attention, n² d'], 4608.0)

    """
    n = np.geomspace(16, 16384, 60)
    quadratic, linear = 2 * n**2 * width, (4 + 2 * ratio) * n * width**2
    cross = (2 + ratio) * width
    figure = go.Figure()
    for y, name, color, dash, thick in (
        (linear, tr("projections and MLP, n d²"), palette.ghost, "solid", 1.8),
        (quadratic, tr("attention, n² d"), palette.ink, "solid", 2.4),
    ):
        figure.add_scatter(
            x=n,
            y=y,
            mode="lines",
            line={"color": color, "width": thick, "dash": dash},
            name=name,
            hovertemplate=f"{name}<br>{tr('%{x:.0f} tokens: %{y:.3s}')}<extra></extra>",
        )
    if timed:
        last = timed[-1]
        rate = (2 * last.tokens**2 * width + (4 + 2 * ratio) * last.tokens * width**2) / last.seconds
        figure.add_scatter(
            x=[t.tokens for t in timed],
            y=[t.seconds * rate for t in timed],
            mode="markers",
            marker={"size": 9, "color": palette.page, "line": {"color": palette.ink, "width": 2}},
            customdata=[1e3 * t.seconds for t in timed],
            hovertemplate=f"{tr('%{x} tokens: %{customdata:.2f} ms')}<extra></extra>",
        )
    top = float(max(quadratic[-1], linear[-1]))
    bottom = float(min(quadratic[0], linear[0]))
    for x, words in (
        (cross, f"n = {2 + ratio:g} d = {grouped(round(cross))}"),
        (tokens, tr("here: {n}", n=grouped(tokens))),
    ):
        figure.add_shape(
            type="line",
            x0=x,
            x1=x,
            y0=bottom,
            y1=top,
            line={"color": palette.line, "width": 1.4, "dash": "5px 4px"},
        )
        figure.add_annotation(
            x=float(np.log10(x)),
            y=float(np.log10(top if x < MIDDLE else bottom)),
            text=words,
            showarrow=False,
            xanchor="left" if (x == cross) == (cross > tokens) else "right",
            xshift=6 if (x == cross) == (cross > tokens) else -6,
            yanchor="top" if x < MIDDLE else "bottom",
            font={"size": 13, "color": palette.ink if x == tokens else palette.ink2},
        )
    for y, text, color in (
        (quadratic[-1], tr("attention"), palette.ink),
        (linear[-1], tr("all else"), palette.ink2),
    ):
        figure.add_annotation(
            x=float(np.log10(n[-1])),
            y=float(np.log10(y)),
            text=text,
            showarrow=False,
            xanchor="left",
            xshift=8,
            font={"size": 14, "color": color},
        )
    figure.update_layout(layout(palette))
    figure.update_layout(height=300, margin={"l": 50, "r": 86, "t": 8, "b": 42})
    figure.update_xaxes(
        type="log",
        tickvals=TICKS,
        ticktext=[grouped(n) for n in TICKS],
        tickangle=0,
        title={"text": tr("tokens n in one sequence"), "font": {"size": 13, "color": palette.ink2}},
    )
    figure.update_yaxes(type="log", dtick=2, tickformat=".0s")
    return figure


def ways(
    attention: Mapping[str, float],
    rest: Mapping[str, float],
    memory: Mapping[str, float] | None = None,
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return a bar a way to fuse: multiply-adds of the attention and of all else.

    Args:
        attention: multiply-adds of scores and weighted sums by the way's name.
        rest: those of projections and MLPs.
        memory: bytes of the attention weights of the largest layer.
        palette: of the theme.

    Example:
        >>> from mmfusion.figures.cost import ways
        >>> figure = ways({"late": 2e6, "bottleneck": 3e6}, {"late": 5e6, "bottleneck": 6e6})
        >>> [list(bars.x) for bars in figure.data]
        [[2000000.0, 3000000.0], [5000000.0, 6000000.0]]

    """
    names = list(attention)
    held = [
        f"<br>{tr('attention memory {bytes}', bytes=amount(memory[name], 'B', 1024.0))}" if memory else ""
        for name in names
    ]
    figure = go.Figure()
    for part, words, colour in (
        (attention, tr("attention, n² d"), palette.ink),
        (rest, tr("projections and MLP, n d²"), tint(palette.ink, 0.28)),
    ):
        figure.add_bar(
            x=[float(part[name]) for name in names],
            y=names,
            orientation="h",
            name=words,
            marker={"color": colour, "line": {"width": 0}},
            text=[amount(part[name]) for name in names],
            textposition="none",
            customdata=held,
            hovertemplate=f"<b>%{{y}}</b><br>{words}: %{{text}}%{{customdata}}<extra></extra>",
        )
    explored(
        figure,
        palette,
        tr("What each way to fuse costs"),
        tr("Multiply-adds: the strong part is attention, the faint part all else."),
        height=150 + 40 * len(names),
    )
    figure.update_layout(barmode="stack", bargap=0.4)
    figure.update_xaxes(
        title_text=tr("multiply-adds"), showgrid=True, gridcolor=palette.hairline, exponentformat="SI"
    )
    figure.update_yaxes(title_text=tr("way to fuse"), autorange="reversed", type="category")
    return figure
