"""A map of a clip's tokens as a Plotly figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray

    from mmfusion.figures.template import Palette
    from mmfusion.ui.clips.subject import Watched


def pictures(watched: Watched) -> NDArray[np.uint8] | None:
    """Return a picture for every frame of a map; None where the clip has none to lay it over."""
    frames = watched.subject.clip().frames
    return frames if frames is not None and len(frames) == watched.subject.layout.frames else None


def over_clip(
    watched: Watched,
    by: dict[str, Any],
    heading: str,
    value: str,
    signed: bool,
    palette: Palette,
    high: float | None = None,
) -> go.Figure:
    """Return a map of tokens, by modality, laid over its clip; `high` ends its scale, or its largest."""
    from mmfusion.figures import clip_map

    layout = watched.subject.layout
    return clip_map(
        by["visual"].reshape(layout.frames, *layout.grid) if "visual" in by else None,
        by["audio"].reshape(layout.cells) if "audio" in by else None,
        duration=layout.duration,
        seen=layout.seen,
        edges=layout.edges,
        heading=heading,
        value=value,
        signed=signed,
        high=high,
        pictures=pictures(watched),
        palette=palette,
    )
