"""What heads look at, and what they are worth, as Plotly figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from mmfusion.language import marked, tr
from mmfusion.ui.clips.map_figure import over_clip, pictures
from mmfusion.ui.heads import computed
from mmfusion.ui.parts.plotly_fold import Made

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette
    from mmfusion.ui.clips.subject import Watched
    from mmfusion.ui.heads.computed import Open


def figures(
    watched: Watched, now: Open, off: dict[str, Any] | None = None, count: int | None = None
) -> list[Made]:
    """Return the figures of what is open.

    Args:
        watched: the pass.
        now: the open head and the pinned token.
        off: accuracy with heads off, as it was read on test clips, where it may be seen.
        count: how many are off now, in that order.

    """
    out = [Made(marked("Attention of the open head"), partial(_attention, watched, now))]
    key = (now.layer, now.stream)
    trace = computed.traced(watched)
    if now.query in trace.queries[key]:
        if any(trace.labels[i].stream == "visual" for i in trace.keys[key]):
            out.append(
                Made(marked("What the pinned token looks at, frame by frame"), partial(_frames, watched, now))
            )
        out.append(Made(marked("What the pinned token looks at, all at once"), partial(_clip, watched, now)))
    out.append(Made(marked("All heads"), partial(_heads, watched)))
    if off is not None:
        out.append(Made(marked("How many heads can be pruned"), partial(_off, off, count)))
    return out


def _attention(watched: Watched, now: Open, palette: Palette) -> go.Figure:
    from mmfusion.figures import attention

    return attention(computed.traced(watched), now.layer, now.stream, now.head, palette)


def _frames(watched: Watched, now: Open, palette: Palette) -> go.Figure:
    from mmfusion.figures import attention_over_frames

    return attention_over_frames(
        computed.traced(watched),
        now.layer,
        now.stream,
        now.query,
        now.head,
        palette,
        pictures(watched),
        _most(watched, now),
    )


def _most(watched: Watched, now: Open) -> float:
    """Return the largest weight of the open layer, whatever head and token: all its maps share a scale."""
    weights = computed.traced(watched).weights
    return max(float(own.max()) for (layer, _), own in weights.items() if layer == now.layer)


def _clip(watched: Watched, now: Open, palette: Palette) -> go.Figure:
    from mmfusion.figures.labels import words

    trace, key = computed.traced(watched), (now.layer, now.stream)
    row = trace.weights[key][now.head, trace.queries[key].index(now.query)].astype(np.float64)
    keys = trace.keys[key]
    by = {
        sense: np.array(
            [
                weight
                for weight, token in zip(row, keys, strict=True)
                if trace.labels[token].stream == sense and trace.labels[token].number
            ]
        )
        for sense in ("visual", "audio")
    }
    heading = tr(
        "What this token looks at: {token}; layer {layer}, head {head}",
        token=words(trace.labels[now.query]),
        layer=now.layer + 1,
        head=now.head + 1,
    )
    shown = {sense: w for sense, w in by.items() if w.size}
    return over_clip(watched, shown, heading, tr("weight"), False, palette, _most(watched, now))


def _heads(watched: Watched, palette: Palette) -> go.Figure:
    from mmfusion.figures import Statistic, heads

    def one(name: str, found: dict[str, Any]) -> Statistic:
        of = {}
        for head, value in found["of"].items():
            layer, stream, number = head.split(".")
            of[int(layer), stream, int(number)] = value
        return Statistic(computed.named(name), of, found["sense"], found.get("low"))

    found = computed.statistics(watched)
    return heads([one(name, own) for name, own in found.items() if own["of"]], palette)


def _off(read: dict[str, Any], count: int | None, palette: Palette) -> go.Figure:
    from mmfusion.figures import heads_off

    random = read["random"]
    return heads_off(
        read["least"], read["most"], (random["counts"], random["low"], random["high"]), count, palette
    )
