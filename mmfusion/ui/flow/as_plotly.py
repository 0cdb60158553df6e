"""The flow through the bottleneck, and what one of its tokens reads, as Plotly figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from mmfusion.language import marked, tr
from mmfusion.ui.flow import computed
from mmfusion.ui.parts.plotly_fold import Made
from mmfusion.ui.shell.said import whole

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette
    from mmfusion.ui.clips.drawn import Drawn
    from mmfusion.ui.shell.state import View


def figures(drawn: Drawn, view: View) -> list[Made]:
    """Return the flow, and the maps of the token that is looked at: what it reads, who is given it."""
    flows = computed.traced(drawn).flows
    out = [Made(marked("What crosses the bottleneck"), partial(_flow, drawn))]
    depth, token = looked_at(drawn, view)
    layers = [one.layer for one in flows]
    if depth - 1 in layers:
        out.append(
            Made(
                tr("What token {n} after layer {layer} reads", n=token, layer=depth),
                partial(_map, drawn, depth, token, "reads"),
            )
        )
    if depth in layers:
        out.append(
            Made(
                tr("What gives attention to token {n} after layer {layer}", n=token, layer=depth),
                partial(_map, drawn, depth, token, "takes"),
            )
        )
    return out


def looked_at(drawn: Drawn, view: View) -> tuple[int, int]:
    """Return depth and number, from one, of the token in the link, else of the one that is given most."""
    flows = computed.traced(drawn).flows
    first, last = flows[0].layer, flows[-1].layer + 1
    count = len(next(iter(flows[0].reads.values())))
    depth, _, token = view["flow_at"].partition(".")
    at, number = whole(depth, 9999), whole(token, 9999)
    if at is not None and number is not None:
        return min(max(at, first), last), min(max(number, 1), count)
    given = next((one for one in flows if one.layer == first + 1), flows[0])
    return first + 1, 1 + int(np.sum([given.taken_share(m) for m in given.takes], axis=0).argmax())


def _flow(drawn: Drawn, palette: Palette) -> go.Figure:
    from mmfusion.figures import flow

    return flow(computed.traced(drawn).flows, palette)


def _most(drawn: Drawn, reads: bool) -> float:
    """Return the most that any bottleneck token reads of a piece, or is given by one: maps share a scale."""
    flows = computed.traced(drawn).flows
    return max(
        float(own.max())
        for one in flows
        for own in ([r[:, 1:] for r in one.reads.values()] if reads else [t[1:] for t in one.takes.values()])
    )


def _map(drawn: Drawn, depth: int, token: int, mode: str, palette: Palette) -> go.Figure:
    from mmfusion.figures import clip_map
    from mmfusion.tasks.sounding import DURATION
    from mmfusion.tasks.sounding.network import GRIDS
    from mmfusion.tasks.sounding.tokens.tokenisation import band_edges
    from mmfusion.ui.clips import drawn as clips

    reads = mode == "reads"
    one = next(f for f in computed.traced(drawn).flows if f.layer == (depth - 1 if reads else depth))
    by = {m: one.reads[m][token - 1] if reads else one.takes[m][:, token - 1] for m in one.reads}
    said = (
        tr("What token {n} after layer {layer} reads", n=token, layer=depth)
        if reads
        else tr("What gives attention to token {n} after layer {layer}", n=token, layer=depth)
    )
    return clip_map(
        by["visual"][1:].reshape(-1, *GRIDS["visual"]),
        by["audio"][1:].reshape(GRIDS["audio"]),
        duration=DURATION,
        edges=band_edges(),
        heading=said,
        value=tr("weight"),
        high=_most(drawn, reads),
        pictures=clips.clip(drawn, None, 0).frames,
        palette=palette,
    )
