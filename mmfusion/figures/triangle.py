"""Weights of three kernels as points of a triangle, and what each weighting is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from mmfusion.figures.template import LIGHT, Palette, colour_bar, explored, tint

BAND = 0.08
"""What lies this far below the best is as pale as all else."""
PLACES = ("bottom left", "middle right", "bottom right", "top right")
"""Where names stand beside their points, in turn."""


def triangle(
    weights: ArrayLike,
    accuracy: ArrayLike,
    names: Sequence[str],
    as_good: ArrayLike | None = None,
    marks: Mapping[str, Sequence[float]] | None = None,
    here: Sequence[float] | None = None,
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return accuracy over all weightings of three kernels, with the weightings that have a name.

    Args:
        weights: `(P, 3)`, rows that sum to one.
        accuracy: `(P,)`.
        names: of the three kernels.
        as_good: `(P,)` which points are as good as the best; they get a ring.
        marks: weights of what is pointed out, by name.
        here: weights of the point at hand.
        palette: of the theme.

    Raises:
        ValueError: other than three weights, or accuracies that do not fit them.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures.triangle import triangle
        >>> corners = np.eye(3)
        >>> triangle(corners, [0.7, 0.8, 0.75], ["colour", "texture", "shape"]).data[0].marker.color
        array([0.7 , 0.8 , 0.75])

    """
    points, values = np.asarray(weights, dtype=np.float64), np.asarray(accuracy, dtype=np.float64)
    if points.shape != (len(values), 3) or len(names) != 3:
        raise ValueError(
            f"weights {points.shape}, {len(values)} accuracies, {len(names)} names: "
            "three weights a point are needed"
        )
    good = np.zeros(len(values), dtype=bool) if as_good is None else np.asarray(as_good, dtype=bool)
    steps = max(1, round((np.sqrt(8 * len(values) + 1) - 3) / 2))
    high = float(values.max())
    said = "<br>".join(f"{name} %{{{axis}:.2f}}" for name, axis in zip(names, "abc", strict=True))
    figure = go.Figure(
        go.Scatterternary(
            a=points[:, 0],
            b=points[:, 1],
            c=points[:, 2],
            mode="markers",
            cliponaxis=False,
            name="accuracy",
            marker={
                "color": values,
                "cmin": high - BAND,
                "cmax": high,
                "colorscale": [(0.0, tint(palette.ink, 0.05)), (1.0, tint(palette.ink, 0.55))],
                "symbol": "hexagon2",
                "size": min(60.0, 540 / steps),
                "line": {"width": np.where(good, 2.0, 0.0), "color": palette.ink},
                "colorbar": colour_bar(
                    palette,
                    "accuracy, %",
                    tickvals=[high - BAND, high - BAND / 2, high],
                    ticktext=[f"{100 * v:.0f}" for v in (high - BAND, high - BAND / 2, high)],
                    len=0.7,
                ),
            },
            customdata=100 * values,
            text=np.where(good, "<br>as good as the best", ""),
            hovertemplate=f"{said}<br><b>%{{customdata:.1f}} %</b>%{{text}}<extra></extra>",
        )
    )
    for i, (name, point) in enumerate((marks or {}).items()):
        _mark(figure, name, point, names, PLACES[i % len(PLACES)], palette)
    if here is not None:
        _mark(figure, "here", here, names, None, palette)
    about = (
        "Each point is a weighting; ringed: as good as the best."
        if good.any()
        else "Each point is a weighting."
    )
    explored(
        figure,
        palette,
        f"Accuracy over the weights of {', '.join(names)}",
        about,
        height=560,
        margin={"t": 96, "b": 56, "l": 64},
    )
    axis = {
        "showgrid": False,
        "ticks": "",
        "linecolor": palette.line,
        "tickfont": {"size": 13, "color": palette.ink3},
        "nticks": 3,
        "min": 0,
    }
    figure.update_layout(
        ternary={
            "sum": 1,
            "bgcolor": palette.page,
            **{
                f"{letter}axis": {**axis, "title": {"text": name, "font": {"size": 14, "color": palette.ink}}}
                for letter, name in zip("abc", names, strict=True)
            },
        }
    )
    return figure


def _mark(
    figure: go.Figure,
    name: str,
    point: Sequence[float],
    names: Sequence[str],
    where: str | None,
    palette: Palette,
) -> None:
    a, b, c = (float(v) for v in point)
    figure.add_scatterternary(
        a=[a],
        b=[b],
        c=[c],
        mode="markers+text" if where else "markers",
        cliponaxis=False,
        text=[f"<b>{name}</b>"],
        name=name,
        textposition=where,
        textfont={"size": 13, "color": palette.ink},
        marker={
            "symbol": "diamond" if where else "circle",
            "size": 12,
            "color": palette.page,
            "line": {"color": palette.ink, "width": 2.4},
        },
        hovertemplate=f"{name}<br>"
        + "<br>".join(f"{own} {v:.2f}" for own, v in zip(names, (a, b, c), strict=True))
        + "<extra></extra>",
    )
