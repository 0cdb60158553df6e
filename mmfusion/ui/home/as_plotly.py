"""The pad as a Plotly figure."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from mmfusion.language import marked, tr
from mmfusion.ui.home import pad
from mmfusion.ui.parts.plotly_fold import Made

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette
    from mmfusion.ui.shell.state import View


def figures(view: View, clip: int) -> list[Made]:
    """Return the pad of a clip as the link says it; nothing before its grid is there."""
    if not pad.ready(clip):
        return []
    return [
        Made(
            marked("Which network is correct, between noise and blur"),
            partial(_pad, clip, pad.node_in(view, clip), pad.without_in(view)),
        )
    ]


def _pad(clip: int, node: tuple[int, int], without: str, palette: Palette) -> go.Figure:
    from mmfusion import figures
    from mmfusion.tasks.sounding.sprites import LARGE

    found = pad.grid(clip)
    fused = found.fused
    if without == "audio":
        fused = np.broadcast_to(found.alone["visual"][:, None], fused.shape)
    elif without == "visual":
        fused = np.broadcast_to(found.alone["audio"][None], fused.shape)
    return figures.pad(
        None if without == "audio" else found.audio,
        None if without == "visual" else found.visual,
        fused,
        found.truth,
        found.decibels,
        [LARGE * sigma for sigma in found.blurs],
        [tr(name) for name in found.names],
        node,
        palette,
    )
