"""A map over the cells of one picture: what a word looks at, or what spoke for and against an answer."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mmfusion.figures.backdrop import behind
from mmfusion.figures.template import LIGHT, Palette, colour_bar, explored, tint
from mmfusion.language import tr


def scene_map(
    values: NDArray[np.floating],
    palette: Palette = LIGHT,
    *,
    heading: str,
    about: str = "",
    value: str = "weight",
    picture: NDArray[np.uint8] | None = None,
    region: NDArray[np.bool_] | None = None,
    covered: tuple[float, float] | None = None,
) -> go.Figure:
    """Return the map; a scale with a sign where a value is negative, else the ramp of the picture.

    Args:
        values: `(rows, columns)`.
        palette: of the theme.
        heading: what is shown.
        about: one line below it.
        value: what a number is called.
        picture: `(H, W, 3)`, shown without its colours below the map.
        region: `(rows, columns)`: where the word's object is; outlined.
        covered: rows and columns that the picture covers, where these are not all of them, whole.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures.scene_map import scene_map
        >>> figure = scene_map(np.array([[0.25, -0.75]]), heading="what spoke for *dog*")
        >>> figure.data[0].zmin, figure.data[0].zmax, figure.data[0].z.tolist()
        (-0.75, 0.75, [[0.25, -0.75]])

    """
    rows, columns = values.shape
    most = float(np.abs(values).max()) or 1.0
    signed = bool((values < 0).any())
    plain = palette.signed if signed else palette.ramp("visual")
    over = (
        [(0.0, tint(palette.minus, 0.9)), (0.5, tint(palette.page, 0.0)), (1.0, tint(palette.plus, 0.9))]
        if signed
        else [
            (0.0, tint(palette.shades["visual"].ramp, 0.0)),
            (1.0, tint(palette.shades["visual"].ramp, 0.9)),
        ]
    )
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=np.arange(1, columns + 1),
            y=np.arange(1, rows + 1),
            zmin=-most if signed else 0,
            zmax=most,
            colorscale=plain if picture is None else over,
            colorbar=colour_bar(palette, value),
            zhoverformat=".4f",
            hovertemplate=tr("row {row}, column {column}", row="%{y}", column="%{x}")
            + f"<br>{value} %{{z}}<extra></extra>",
        )
    )
    if region is not None:
        for row, column in np.argwhere(region):
            for x0, y0, x1, y1, inside in _edges(row, column, region):
                if not inside:
                    figure.add_shape(
                        type="line",
                        x0=x0,
                        y0=y0,
                        x1=x1,
                        y1=y1,
                        line={"color": palette.mark("text"), "width": 2.5, "dash": "5px 4px"},
                    )
    explored(figure, palette, heading, about, height=480)
    if picture is not None:
        tall, wide = covered or (rows, columns)
        place = {"xref": "x", "yref": "y", "x": 0.5, "y": 0.5, "sizex": wide, "sizey": tall}
        figure.update_layout(
            images=[{"source": behind(picture, palette), "sizing": "stretch", "layer": "below", **place}]
        )
    figure.update_xaxes(title_text=tr("column"), dtick=1, range=[0.5, columns + 0.5], constrain="domain")
    figure.update_yaxes(
        title_text=tr("row"), dtick=1, range=[rows + 0.5, 0.5], scaleanchor="x", constrain="domain"
    )
    return figure


def _edges(row: int, column: int, region: NDArray[np.bool_]) -> list[tuple[float, float, float, float, bool]]:
    """Return the four sides of a cell, and whether the region goes on beyond each."""
    x, y = column + 0.5, row + 0.5

    def goes_on(r: int, c: int) -> bool:
        inside = 0 <= r < region.shape[0] and 0 <= c < region.shape[1]
        return inside and bool(region[r, c])

    return [
        (x, y, x + 1, y, goes_on(row - 1, column)),
        (x, y + 1, x + 1, y + 1, goes_on(row + 1, column)),
        (x, y, x, y + 1, goes_on(row, column - 1)),
        (x + 1, y, x + 1, y + 1, goes_on(row, column + 1)),
    ]
