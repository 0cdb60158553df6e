"""Weights of three kernels as points of a triangle, and what each weighting is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from mmfusion.figures.template import LIGHT, Palette, colour_bar, explored, mixed
from mmfusion.language import tr

BAND = 0.08
"""What lies this far below the best is as pale as all else."""
PLACES = ("bottom left", "middle right", "bottom right", "middle left")
"""Where names stand beside their points, in turn."""


def triangle(
    weights: ArrayLike,
    accuracy: ArrayLike,
    names: Sequence[str],
    slack: ArrayLike | None = None,
    marks: Mapping[str, Sequence[float]] | None = None,
    here: Sequence[float] | None = None,
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return accuracy over all weightings of three kernels, with the weightings that have a name.

    Args:
        weights: `(P, 3)`, rows that sum to one.
        accuracy: `(P,)`.
        names: of the three kernels.
        slack: `(P,)` how far each is from being worse than the best; where it is 0 runs an outline.
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
    left = np.full(len(values), -1.0) if slack is None else np.asarray(slack, dtype=np.float64)
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
            name=tr("accuracy"),
            marker={
                "color": values,
                "cmin": high - BAND,
                "cmax": high,
                "colorscale": [
                    (0.0, mixed(palette.page, palette.ink, 0.05)),
                    (1.0, mixed(palette.page, palette.ink, 0.5)),
                ],
                "symbol": "hexagon",
                "size": min(60.0, 550 / steps),
                "line": {"width": 0},
                "colorbar": colour_bar(
                    palette,
                    tr("accuracy, %"),
                    tickvals=[high - BAND, high - BAND / 2, high],
                    ticktext=[f"{100 * v:.0f}" for v in (high - BAND, high - BAND / 2, high)],
                    len=0.7,
                ),
            },
            customdata=100 * values,
            text=np.where(left >= 0, f"<br>{tr('as good as the best')}", ""),
            hovertemplate=f"{said}<br><b>%{{customdata:.1f}} %</b>%{{text}}<extra></extra>",
        )
    )
    if slack is not None:
        along = outline(points, left, steps)
        figure.add_scatterternary(
            a=along[:, 0],
            b=along[:, 1],
            c=along[:, 2],
            mode="lines",
            cliponaxis=False,
            line={"color": palette.ink, "width": 2.4},
            name=tr("as good as the best"),
            hoverinfo="skip",
        )
    for i, (name, point) in enumerate((marks or {}).items()):
        _mark(figure, name, point, names, PLACES[i % len(PLACES)], palette)
    if here is not None:
        _mark(figure, "here", here, names, None, palette)
    about = (
        tr("Each point is a weighting; inside the line it is as good as the best.")
        if (left >= 0).any()
        else tr("Each point is a weighting.")
    )
    explored(
        figure,
        palette,
        tr("Accuracy over the weights of {names}", names=", ".join(names)),
        about,
        height=560,
        margin={"t": 96, "b": 56, "l": 64},
    )
    axis = {
        "showgrid": False,
        "ticks": "",
        "linecolor": palette.line,
        "showticklabels": False,
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


def outline(points: NDArray[np.float64], slack: NDArray[np.float64], steps: int) -> NDArray[np.float64]:
    """Return where slack is 0 between the points of an even grid, and the edges inside: `(lines, 3)`.

    Args:
        points: `(P, 3)` weights, each a number of steps.
        slack: `(P,)`.
        steps: into which an edge of the triangle is divided.

    Returns:
        Ends of short lines, two rows each, a row of NaN after them.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures.triangle import outline
        >>> outline(np.eye(3), np.array([1.0, -1.0, -1.0]), 1)[:2]
        array([[0.5, 0.5, 0. ],
               [0.5, 0. , 0.5]])

    """
    at = {tuple(np.rint(point * steps).astype(int).tolist()): i for i, point in enumerate(points)}
    rows: list[NDArray[np.float64]] = []

    def between(p: int, q: int) -> NDArray[np.float64]:
        return np.asarray(points[p] + slack[p] / (slack[p] - slack[q]) * (points[q] - points[p]))

    def draw(ends: list[NDArray[np.float64]]) -> None:
        rows.extend([*ends, np.full(3, np.nan)])

    for (i, j, k), p in at.items():
        for corners in (
            ((i, j, k), (i - 1, j + 1, k), (i - 1, j, k + 1)),
            ((i, j, k), (i, j - 1, k + 1), (i - 1, j, k + 1)),
        ):
            three = [at[c] for c in corners if c in at]
            if len(three) == 3:
                ends = [
                    between(a, b)
                    for a, b in zip(three, [*three[1:], three[0]], strict=True)
                    if (slack[a] >= 0) != (slack[b] >= 0)
                ]
                if len(ends) == 2:
                    draw(ends)
        for edge, step in ((i, (0, 1, -1)), (j, (1, 0, -1)), (k, (1, -1, 0))):
            q = at.get((i + step[0], j + step[1], k + step[2]))
            if edge == 0 and q is not None and max(slack[p], slack[q]) >= 0:
                inside = [points[n] for n in (p, q) if slack[n] >= 0]
                draw(inside if len(inside) == 2 else [*inside, between(p, q)])
    return np.array(rows).reshape(-1, 3)


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
