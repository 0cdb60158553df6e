"""What one token looks at in the picture, a frame at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mmfusion.figures.attention import Floats, of_head, which
from mmfusion.figures.backdrop import behind
from mmfusion.figures.labels import Label, Trace, words
from mmfusion.figures.template import LIGHT, Palette, colour_bar, explored, tint
from mmfusion.language import tr


def attention_over_frames(
    trace: Trace,
    layer: int,
    stream: str,
    query: int,
    head: int | None = None,
    palette: Palette = LIGHT,
    pictures: NDArray[np.uint8] | None = None,
    high: float | None = None,
) -> go.Figure:
    """Return what one token looks at in the picture, a frame at a time, with a slider and a play button.

    Args:
        trace: of one example; the picture's tokens know their frame, row and column.
        layer: from 0.
        stream: whose attention, a modality or ``"shared"``.
        query: the token that looks, by its number in the trace's labels.
        head: from 0; None for the mean of the layer's heads.
        palette: of the theme.
        pictures: `(F, H, W, 3)` the frames, shown without their colours below the map.
        high: end of the scale; the largest weight of this token where it is not said.

    Raises:
        ValueError: as `of_head`; the token does not ask here, or no key is a patch of a frame.

    Example:
        >>> from types import SimpleNamespace as Plain
        >>> import numpy as np
        >>> from mmfusion.figures.attention_frames import attention_over_frames
        >>> places = [Plain(row=0, column=0, start=0.3 * i, end=0.3 * i + 0.3, frame=i) for i in range(2)]
        >>> labels = [Plain(stream="visual", number=i + 1, place=place) for i, place in enumerate(places)]
        >>> trace = Plain(
        ...     weights={(0, "visual"): np.array([[[0.25, 0.75], [0.5, 0.5]]])}, labels=labels,
        ...     queries={(0, "visual"): (0, 1)}, keys={(0, "visual"): (0, 1)},
        ... )
        >>> [frame.data[0].z.tolist() for frame in attention_over_frames(trace, 0, "visual", query=0).frames]
        [[[0.25]], [[0.75]]]

    """
    weights = of_head(trace, layer, stream, head)
    if query not in trace.queries[layer, stream]:
        raise ValueError(f"token {query} asks nothing in layer {layer}, {stream!r}")
    row = weights[list(trace.queries[layer, stream]).index(query)]
    labels = [trace.labels[i] for i in trace.keys[layer, stream]]
    grid, moments = over_frames(row, labels)
    most = float(row.max()) if high is None else high
    count, tall, wide = grid.shape

    def shown(i: int) -> dict[str, Any]:
        return {
            "z": grid[i],
            "customdata": np.full((tall, wide), i + 1),
            "x": np.arange(1, wide + 1),
            "y": np.arange(1, tall + 1),
        }

    backdrops = None if pictures is None else [behind(one, palette) for one in pictures]

    def under(i: int) -> list[dict[str, Any]]:
        if backdrops is None:
            return []
        place = {"xref": "x", "yref": "y", "x": 0.5, "y": 0.5, "sizex": wide, "sizey": tall}
        return [{"source": backdrops[i], "sizing": "stretch", "layer": "below", **place}]

    figure = go.Figure(
        go.Heatmap(
            **shown(0),
            zmin=0,
            zmax=most,
            colorscale=palette.ramp("visual") if backdrops is None else _clear(palette),
            colorbar=colour_bar(palette, "weight"),
            zhoverformat=".4f",
            hovertemplate=tr(
                "frame {frame}, row {row}, column {column}<br>weight {w}",
                frame="%{customdata}",
                row="%{y}",
                column="%{x}",
                w="%{z}",
            )
            + "<extra></extra>",
        ),
        frames=[
            go.Frame(name=str(i + 1), data=[go.Heatmap(**shown(i))], layout={"images": under(i)}, traces=[0])
            for i in range(count)
        ],
    )
    together = float(np.nansum(grid))
    about = tr(
        "{which}. The {n} frames together have {p:.0f} % of its weight.",
        which=which(layer, stream, head),
        n=count,
        p=100 * together,
    )
    explored(
        figure,
        palette,
        tr("What this token looks at: {token}", token=words(trace.labels[query])),
        about,
        height=520,
        margin={"b": 130},
    )
    figure.update_layout(
        images=under(0), sliders=[_slider(moments, palette)], updatemenus=[_buttons(palette)]
    )
    figure.update_xaxes(title_text=tr("column"), dtick=1, range=[0.5, wide + 0.5], constrain="domain")
    figure.update_yaxes(
        title_text=tr("row"), dtick=1, range=[tall + 0.5, 0.5], scaleanchor="x", constrain="domain"
    )
    return figure


def over_frames(row: Floats, keys: Sequence[Label]) -> tuple[Floats, list[float]]:
    """Return the part of `(keys,)` weights that is on patches as `(F, rows, columns)`, and when each is, s.

    Raises:
        ValueError: no key is a patch of a frame.

    """
    there = [
        (i, key.place) for i, key in enumerate(keys) if key.place is not None and key.place.frame is not None
    ]
    if not there:
        raise ValueError("no key is a patch of a frame")
    places = [(i, int(p.frame or 0), p.row, p.column, p.start) for i, p in there]
    frames, rows, columns = (1 + max(each) for each in list(zip(*places, strict=True))[1:4])
    grid = np.full((int(frames), int(rows), int(columns)), np.nan, dtype=np.float32)
    moments = [0.0] * int(frames)
    for i, frame, down, across, start in places:
        grid[frame, down, across] = row[i]
        moments[frame] = start
    return grid, moments


def _clear(palette: Palette) -> list[tuple[float, str]]:
    """Return the picture's ramp from nothing, so that what lies below is seen."""
    end = palette.shades["visual"].ramp
    return [(0.0, tint(end, 0.0)), (1.0, tint(end, 0.9))]


def _slider(moments: Sequence[float], palette: Palette) -> dict[str, Any]:
    now = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}, "transition": {"duration": 0}}
    return {
        "steps": [
            {"method": "animate", "label": str(i + 1), "args": [[str(i + 1)], now]}
            for i in range(len(moments))
        ],
        "currentvalue": {"prefix": "frame ", "font": {"size": 13, "color": palette.ink}},
        "x": 0.16,
        "len": 0.84,
        "pad": {"t": 44, "b": 0},
        "bgcolor": palette.line,
        "activebgcolor": palette.ink,
        "bordercolor": palette.line,
        "tickcolor": palette.line,
        "font": {"size": 13, "color": palette.ink3},
    }


def _buttons(palette: Palette) -> dict[str, Any]:
    each = {"frame": {"duration": 400, "redraw": True}, "fromcurrent": True, "transition": {"duration": 0}}
    stop = {"mode": "immediate", "frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}}
    return {
        "type": "buttons",
        "direction": "right",
        "showactive": False,
        "buttons": [
            {"label": tr("Play"), "method": "animate", "args": [None, each]},
            {"label": tr("Stop"), "method": "animate", "args": [[None], stop]},
        ],
        "x": 0,
        "y": 0,
        "xanchor": "left",
        "yanchor": "top",
        "pad": {"t": 62},
        "bgcolor": palette.page,
        "bordercolor": palette.line,
        "font": {"size": 13, "color": palette.ink},
    }
