"""Pointing accuracy head by head: groups of words side by side, in each the networks, a point a head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mmfusion.figures.template import LIGHT, Palette, explored, layout
from mmfusion.language import marked, tr

WIDE = 0.62
"""Width of a column of points, of the distance between two."""


@dataclass(frozen=True, eq=False)
class Pointed:
    """How well the heads of a network point, for one group of words.

    Attributes:
        group: of words.
        network: its name.
        shares: `(layers, heads)`: the mean share of a word's attention inside its region.
        chosen: layer and number, from 0, of the head that validation chose.
        nulls: name -> what the same share is without any skill, such as ``area``.

    """

    group: str
    network: str
    shares: NDArray[np.float64]
    chosen: tuple[int, int]
    nulls: Mapping[str, float]


DASHES = {"area": "5px 4px", "random": "1px 3px"}
"""Nulls that are drawn as lines, and how."""
SAID = {"area": marked("share of the picture's area"), "random": marked("best untrained head")}


def pointing_strip(found: Sequence[Pointed], palette: Palette = LIGHT, height: int = 250) -> go.Figure:
    """Return the strip without any dress, for a narrow column: points, chosen heads filled, nulls as lines.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures.pointing import Pointed, pointing_strip
        >>> one = Pointed("objects", "alone", np.array([[0.1, 0.6]]), (0, 1), {"area": 0.06})
        >>> points = pointing_strip([one]).data[0]
        >>> points.name, sorted(points.y), points.marker.color[1] == points.marker.line.color
        ('objects, alone', [0.1, 0.6], True)

    """
    figure = go.Figure()
    ticks: dict[float, str] = {}
    groups: dict[str, list[float]] = {}
    x = 0.0
    for number, one in enumerate(found):
        x += 1.0 if number == 0 or found[number - 1].group == one.group else 1.5
        _column(figure, one, x, palette)
        ticks[x] = one.network
        groups.setdefault(one.group, []).append(x)
    figure.update_layout(layout(palette))
    figure.update_layout(height=height, margin={"l": 30, "r": 6, "t": 10, "b": 58})
    for group, places in groups.items():
        figure.add_annotation(
            x=float(np.mean(places)),
            y=0,
            yref="paper",
            yshift=-48,
            text=f"<b>{group}</b>",
            showarrow=False,
            font={"size": 13, "color": palette.ink},
        )
    figure.update_xaxes(
        tickvals=list(ticks), ticktext=list(ticks.values()), tickangle=0, range=[0.4, x + 0.6]
    )
    figure.update_yaxes(
        range=[-0.03, 1.05], tickvals=[0, 0.25, 0.5, 0.75, 1], ticktext=["0", ".25", ".5", ".75", "1"]
    )
    return figure


def _column(figure: go.Figure, one: Pointed, x: float, palette: Palette) -> None:
    layers, heads = one.shares.shape
    best = one.chosen[0] * heads + one.chosen[1]
    values = one.shares.ravel()
    offsets = (np.arange(len(values)) + 0.5) / len(values) - 0.5
    blue = palette.mark("visual")
    figure.add_scatter(
        x=x + WIDE * offsets,
        y=values.tolist(),
        mode="markers",
        name=f"{one.group}, {one.network}",
        marker={
            "size": [10 if i == best else 7 for i in range(len(values))],
            "color": [blue if i == best else palette.page for i in range(len(values))],
            "line": {"color": blue, "width": 1.6},
        },
        customdata=[
            tr(
                "layer {layer}, head {head}, chosen on validation data",
                layer=i // heads + 1,
                head=i % heads + 1,
            )
            if i == best
            else tr("layer {layer}, head {head}", layer=i // heads + 1, head=i % heads + 1)
            for i in range(layers * heads)
        ],
        hovertemplate="%{customdata}: %{y:.2f}<extra></extra>",
    )
    for name, value in one.nulls.items():
        if name in DASHES:
            figure.add_scatter(
                x=[x - WIDE / 2 - 0.08, x + WIDE / 2 + 0.08],
                y=[value, value],
                mode="lines",
                name=f"{tr(SAID[name])}, {one.group}, {one.network}",
                line={"color": palette.ink, "width": 1.6, "dash": DASHES[name]},
                hovertemplate=f"{tr(SAID[name])}: {value:.2f}<extra></extra>",
            )
    figure.add_annotation(
        x=x + WIDE * float(offsets[best]),
        y=float(values[best]),
        text=f"{values[best]:.2f}".lstrip("0"),
        showarrow=False,
        xanchor="left",
        xshift=7,
        font={"size": 13, "color": palette.words("visual")},
    )


def pointing(found: Sequence[Pointed], palette: Palette = LIGHT) -> go.Figure:
    """Return the strip as a figure that stands by itself.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures import Pointed, pointing
        >>> one = Pointed("objects", "alone", np.array([[0.1, 0.6]]), (0, 1), {"area": 0.06, "random": 0.1})
        >>> figure = pointing([one])
        >>> [trace.name for trace in figure.data][1:]
        ["share of the picture's area, objects, alone", 'best untrained head, objects, alone']

    """
    figure = pointing_strip(found, palette)
    explored(
        figure,
        palette,
        tr("Which head looks at the region of the word"),
        tr(
            "Share of a word's attention inside its region, test set. Each point is a head, a "
            "filled one was chosen on validation data. Dashed: area; dotted: best untrained "
            "head."
        ),
        margin={"b": 78},
    )
    figure.update_yaxes(title_text=tr("share inside its region"), showgrid=True, gridcolor=palette.hairline)
    return figure
