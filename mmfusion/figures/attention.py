"""Attention of one head, or the mean of a stream's heads: every query against every key."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from mmfusion.figures.labels import Label, Trace, words
from mmfusion.figures.template import LIGHT, Palette, explored
from mmfusion.language import tr
from mmfusion.modality import title

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


def which(layer: int, stream: str, head: int | None) -> str:
    """Return in words which attention it is."""
    said = tr("mean of heads") if head is None else tr("head {n}", n=head + 1)
    return f"{tr('Layer {n}', n=layer + 1)}, {title(stream)}, {said}"


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
    return weights_of(weights, queries, keys, f"{tr('Attention')}. {which(layer, stream, head)}", palette)


def weights_of(
    weights: ArrayLike,
    queries: Sequence[Label],
    keys: Sequence[Label],
    heading: str = "",
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return a heat map of weights `(queries, keys)` whose rows and columns are named by their tokens.

    Args:
        weights: rows sum to one.
        queries: labels of the rows.
        keys: labels of the columns.
        heading: what is shown; "Attention" by default.
        palette: of the theme.

    Raises:
        ValueError: labels that do not fit the weights.

    Example:
        >>> from types import SimpleNamespace as Plain
        >>> from mmfusion.figures.attention import weights_of
        >>> tokens = [Plain(stream="audio", number=i, place=None) for i in range(2)]
        >>> weights_of([[0.25, 0.75], [0.5, 0.5]], tokens, tokens).data[0].x
        ('sound CLS', 'sound 1')

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
            hoverongaps=False,  # a block is as wide as the axis, and empty where other keys are
            zhoverformat=".4f",
            hovertemplate=tr(
                "<b>{query}</b><br>looks at {key}<br>weight {w}", query="%{y}", key="%{x}", w="%{z}"
            )
            + "<extra></extra>",
        )
    about = tr("Weights go from 0 to {most:.3f}; each row sums to one.", most=most)
    explored(figure, palette, heading or tr("Attention"), about, height=560, margin={"r": 24})
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
    figure.update_xaxes(title_text=tr("key: the token that is looked at"))
    figure.update_yaxes(title_text=tr("query: the token that looks"), autorange="reversed")
    for _, start, _ in _blocks(keys)[1:]:
        figure.add_vline(x=start - 0.5, line={"color": palette.line, "width": 1})
    for _, start, _ in _blocks(queries)[1:]:
        figure.add_hline(y=start - 0.5, line={"color": palette.line, "width": 1})
    return figure


def _blocks(labels: Sequence[Label]) -> list[tuple[str, int, int]]:
    """Return runs of tokens of one stream: its name, where it starts and ends."""
    out, start = [], 0
    for name, run in groupby(labels, key=lambda label: label.stream):
        stop = start + len(list(run))
        out.append((name, start, stop))
        start = stop
    return out


def _colour(palette: Palette, name: str) -> str:
    return palette.words(name) if name in palette.shades else palette.ink2
