"""Kernel matrices side by side and their sum; a boundary that bends as one kernel gets more weight."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray
from plotly.subplots import make_subplots

from mmfusion.figures.template import LIGHT, Palette, explored, tint
from mmfusion.language import marked, tr

Floats = NDArray[np.float32]


def grams(
    kernels: ArrayLike,
    names: Sequence[str],
    weights: Sequence[float],
    kinds: Sequence[str],
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return each kernel of the same pictures, ordered by kind, and their weighted sum.

    Each is stretched between the values that all but a few of its pairs have, as the diagonal is always one.

    Args:
        kernels: `(s, n, n)`.
        names: of the kernels.
        weights: `(s,)`.
        kinds: of the pictures `(n,)`.
        palette: of the theme.

    Raises:
        ValueError: names, weights or kinds that do not fit.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures.grams import grams
        >>> figure = grams(np.stack([np.eye(2), np.ones((2, 2))]), ["a", "b"], [0.5, 0.5], ["x", "y"])
        >>> figure.data[2].z.tolist()
        [[1.0, 0.5], [0.5, 1.0]]

    """
    parts: Floats = np.asarray(kernels, dtype=np.float32)
    if (
        parts.ndim != 3
        or len(parts) != len(names)
        or len(parts) != len(weights)
        or parts.shape[1] != len(kinds)
    ):
        raise ValueError(
            f"kernels {parts.shape} for {len(names)} named, {len(weights)} weights, {len(kinds)} pictures"
        )
    whole = np.tensordot(np.asarray(weights, dtype=np.float32), parts, 1)
    heads = [
        *(f"{name}<br>{weight:.2f}" for weight, name in zip(weights, names, strict=True)),
        f"{tr('the sum K')}<br>",
    ]
    figure = make_subplots(rows=1, cols=len(heads), subplot_titles=heads, horizontal_spacing=0.02)
    above = np.triu_indices(parts.shape[1], 1)
    where = [f"{kind} ({i + 1})" for i, kind in enumerate(kinds)]
    for col, table in enumerate((*parts, whole), start=1):
        pairs = table[above] if above[0].size else table.ravel()
        low, high = (float(v) for v in np.quantile(pairs, (0.02, 0.985)))
        figure.add_trace(
            go.Heatmap(
                z=table,
                x=where,
                y=where,
                zmin=low,
                zmax=max(high, low + 1e-9),
                colorscale=palette.ramp("fused"),
                showscale=False,
                zhoverformat=".3f",
                hovertemplate="%{y}, %{x}<br>k = %{z}<extra></extra>",
            ),
            row=1,
            col=col,
        )
    explored(
        figure,
        palette,
        tr("The kernels and their sum"),
        tr("Training pictures ordered by kind; the fuller the colour, the more alike."),
        height=380,
        margin={"t": 124, "b": 36},
    )
    for note in figure.layout.annotations:
        note.font = {"size": 14, "color": palette.ink}
    figure.update_xaxes(showticklabels=False, type="category", constrain="domain")
    figure.update_yaxes(showticklabels=False, type="category", autorange="reversed", constrain="domain")
    for col in range(1, len(heads) + 1):
        figure.update_yaxes(scaleanchor=f"x{col if col > 1 else ''}", row=1, col=col)
    figure.update_yaxes(title_text=tr("training picture"), row=1, col=1)
    return figure


def bend(
    fields: ArrayLike,
    points: ArrayLike,
    labels: Sequence[int],
    right: Sequence[int],
    names: tuple[str, str] = (marked("linear"), "RBF"),
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return decisions over a plane as weight moves from one kernel to another, by a slider.

    Args:
        fields: `(M, side, side)` decisions at M mixtures, top row first; the boundary is where they are 0.
        points: `(n, 2)` training points, from 0 to 1, upwards.
        labels: `(n,)` 0 or 1.
        right: `(M,)` training points on their side.
        names: of the two kernels.
        palette: of the theme.

    Raises:
        ValueError: numbers that do not fit.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures.grams import bend
        >>> figure = bend(np.ones((3, 4, 4)), [[0.1, 0.2], [0.5, 0.5]], [0, 1], [1, 1, 2])
        >>> len(figure.frames)
        3

    """
    table: Floats = np.asarray(fields, dtype=np.float32)
    at = np.asarray(points, dtype=np.float64)
    if table.ndim != 3 or len(table) != len(right) or at.shape != (len(labels), 2):
        raise ValueError(
            f"fields {table.shape}, points {at.shape}, {len(labels)} labels, {len(right)} counts do not fit"
        )
    side, own = np.linspace(0, 1, table.shape[1]), np.asarray(labels)

    def contour(field: Floats) -> go.Contour:
        return go.Contour(
            z=field[::-1],
            x=side,
            y=side,
            contours={"start": 0, "end": 0, "size": 1, "coloring": "heatmap"},
            showscale=False,
            zmin=-1e-9,
            zmax=1e-9,
            colorscale=[(0.0, tint(palette.ink, 0.03)), (1.0, tint(palette.ink, 0.16))],
            line={"color": palette.ink, "width": 2.4, "smoothing": 0.8},
            zhoverformat=".2f",
            hovertemplate=f"{tr('decision')} %{{z}}<extra></extra>",
        )

    shares = np.linspace(0, 1, len(table))
    figure = go.Figure(
        contour(table[0]),
        frames=[
            go.Frame(name=f"{share:.2f}", data=[contour(field)], traces=[0])
            for share, field in zip(shares, table, strict=True)
        ],
    )
    for label, fill, rim in ((0, palette.page, palette.ink), (1, palette.ink, palette.page)):
        figure.add_scatter(
            x=at[own == label, 0],
            y=at[own == label, 1],
            mode="markers",
            name=tr("class {n}", n=label + 1),
            marker={"size": 8, "color": fill, "line": {"color": rim, "width": 1.2}},
            hovertemplate=f"{tr('class {n}', n=label + 1)}<br>%{{x:.2f}}, %{{y:.2f}}<extra></extra>",
        )
    about = tr(
        "From {first} to {last} of {n} training points are on their side.",
        first=right[0],
        last=right[-1],
        n=len(own),
    )
    explored(figure, palette, tr("A boundary that bends"), about, height=560, margin={"b": 110})
    figure.update_xaxes(title_text="x₁", range=[0, 1], constrain="domain", nticks=3)
    figure.update_yaxes(title_text="x₂", range=[0, 1], scaleanchor="x", constrain="domain", nticks=3)
    now = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}, "transition": {"duration": 0}}
    figure.update_layout(
        sliders=[
            {
                "steps": [
                    {"method": "animate", "label": f"{share:.2f}", "args": [[f"{share:.2f}"], now]}
                    for share in shares
                ],
                "currentvalue": {
                    "prefix": tr("weight of {name}: ", name=tr(names[1])),
                    "font": {"size": 13, "color": palette.ink},
                },
                "pad": {"t": 40},
                "bgcolor": palette.line,
                "activebgcolor": palette.ink,
                "bordercolor": palette.line,
                "tickcolor": palette.line,
                "font": {"size": 13, "color": palette.ink3},
            }
        ]
    )
    return figure
