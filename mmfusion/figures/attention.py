"""Attention of one head, or the mean of a stream's heads: all queries and keys, or one query over a clip."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from mmfusion.figures.backdrop import behind
from mmfusion.figures.labels import Label, Trace, title, words
from mmfusion.figures.template import LIGHT, Palette, colour_bar, explored

Floats = NDArray[np.float32]


def of_head(trace: Trace, layer: int, stream: str, head: int | None = None) -> Floats:
    """Return the weights `(queries, keys)` of a head, or of the mean of a layer's heads.

    Raises:
        ValueError: the trace has no such layer, stream or head.

    """
    if (layer, stream) not in trace.weights:
        raise ValueError(f"layer {layer} has no attention {stream!r}")
    found: Floats = np.asarray(trace.weights[layer, stream], dtype=np.float32)
    if head is None:
        return np.asarray(found.mean(axis=0))
    if not 0 <= head < len(found):
        raise ValueError(f"head {head} of {len(found)}")
    return np.asarray(found[head])


def _which(layer: int, stream: str, head: int | None) -> str:
    said = "mean of heads" if head is None else f"head {head + 1}"
    return f"Layer {layer + 1}, {title(stream)}, {said}"


def attention(
    trace: Trace, layer: int, stream: str, head: int | None = None, palette: Palette = LIGHT
) -> go.Figure:
    """Return a heat map of a head's attention, each key in the colour of what it is.

    Args:
        trace: of one example.
        layer: from 0.
        stream: whose attention, a modality or ``"shared"``.
        head: from 0; None for the mean of the layer's heads.
        palette: of the theme.

    Raises:
        ValueError: as `of_head`.

    Example:
        >>> from types import SimpleNamespace as Plain
        >>> import numpy as np
        >>> from mmfusion.figures.attention import attention
        >>> labels = [Plain(stream="audio", number=i, place=None) for i in range(3)]
        >>> weights = np.full((2, 3, 3), 1 / 3)
        >>> trace = Plain(
        ...     weights={(0, "audio"): weights}, labels=labels,
        ...     queries={(0, "audio"): (0, 1, 2)}, keys={(0, "audio"): (0, 1, 2)},
        ... )
        >>> attention(trace, 0, "audio", head=1).data[0].z.shape
        (3, 3)

    """
    weights = of_head(trace, layer, stream, head)
    queries = [trace.labels[i] for i in trace.queries[layer, stream]]
    keys = [trace.labels[i] for i in trace.keys[layer, stream]]
    return weights_of(weights, queries, keys, f"Attention. {_which(layer, stream, head)}", palette)


def weights_of(
    weights: ArrayLike,
    queries: Sequence[Label],
    keys: Sequence[Label],
    heading: str = "Attention",
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return a heat map of weights `(queries, keys)` whose rows and columns are named by their tokens.

    Raises:
        ValueError: labels that do not fit the weights.

    """
    table = np.asarray(weights, dtype=np.float32)
    if table.shape != (len(queries), len(keys)):
        raise ValueError(f"weights {table.shape} for {len(queries)} queries and {len(keys)} keys")
    rows, columns = [words(q) for q in queries], [words(k) for k in keys]
    most = float(table.max())
    figure = go.Figure()
    for name, start, stop in _blocks(keys):
        figure.add_heatmap(
            z=table[:, start:stop],
            x=columns[start:stop],
            y=rows,
            zmin=0,
            zmax=most,
            colorscale=palette.ramp(name),
            showscale=False,
            name=title(name),
            hovertemplate="<b>%{y}</b><br>looks at %{x}<br>weight %{z:.4f}<extra></extra>",
        )
    about = f"Weight, 0 to {most:.3f}: the fuller the colour, the more. A row sums to one."
    explored(figure, palette, heading, about, height=560, margin={"r": 24})
    for axis, blocks, names in (
        (figure.layout.xaxis, _blocks(keys), columns),
        (figure.layout.yaxis, _blocks(queries), rows),
    ):
        axis.type = "category"
        axis.tickvals = [names[(start + stop) // 2] for _, start, stop in blocks]
        axis.ticktext = [
            f'<span style="color:{_colour(palette, name)}">{title(name)}</span>' for name, *_ in blocks
        ]
        axis.tickangle = 0
    figure.update_xaxes(title_text="key: what is looked at")
    figure.update_yaxes(title_text="query: which token looks", autorange="reversed")
    for _, start, _ in _blocks(keys)[1:]:
        figure.add_vline(x=start - 0.5, line={"color": palette.line, "width": 1})
    for _, start, _ in _blocks(queries)[1:]:
        figure.add_hline(y=start - 0.5, line={"color": palette.line, "width": 1})
    return figure


def attention_over_frames(
    trace: Trace,
    layer: int,
    stream: str,
    query: int,
    head: int | None = None,
    palette: Palette = LIGHT,
    pictures: NDArray[np.uint8] | None = None,
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

    Raises:
        ValueError: as `of_head`; the token does not ask here, or no key is a patch of a frame.

    """
    weights = of_head(trace, layer, stream, head)
    if query not in trace.queries[layer, stream]:
        raise ValueError(f"token {query} asks nothing in layer {layer}, {stream!r}")
    row = weights[list(trace.queries[layer, stream]).index(query)]
    labels = [trace.labels[i] for i in trace.keys[layer, stream]]
    grid, moments = over_frames(row, labels)
    most = float(row.max())
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
            hovertemplate="frame %{customdata}, row %{y}, column %{x}<br>weight %{z:.4f}<extra></extra>",
        ),
        frames=[
            go.Frame(name=str(i + 1), data=[go.Heatmap(**shown(i))], layout={"images": under(i)}, traces=[0])
            for i in range(count)
        ],
    )
    together = float(np.nansum(grid))
    about = f"{_which(layer, stream, head)}. On the {count} frames together: {together:.0%} of its weight."
    explored(
        figure, palette, f"What {words(trace.labels[query])} looks at", about, height=520, margin={"b": 130}
    )
    figure.update_layout(
        images=under(0), sliders=[_slider(moments, palette)], updatemenus=[_buttons(palette)]
    )
    figure.update_xaxes(title_text="column", dtick=1, range=[0.5, wide + 0.5], constrain="domain")
    figure.update_yaxes(
        title_text="row", dtick=1, range=[tall + 0.5, 0.5], scaleanchor="x", constrain="domain"
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


def _blocks(labels: Sequence[Label]) -> list[tuple[str, int, int]]:
    """Return runs of tokens of one stream: its name, where it starts and ends."""
    out, start = [], 0
    for name, run in groupby(labels, key=lambda label: label.stream):
        stop = start + len(list(run))
        out.append((name, start, stop))
        start = stop
    return out


def _colour(palette: Palette, name: str) -> str:
    return palette.words(name) if hasattr(palette, name) else palette.ink2


def _clear(palette: Palette) -> list[tuple[float, str]]:
    """Return the picture's ramp from nothing, so that what lies below is seen."""
    from mmfusion.figures.template import tint

    end = palette.visual[2]
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
            {"label": "Play", "method": "animate", "args": [None, each]},
            {"label": "Stop", "method": "animate", "args": [[None], stop]},
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
