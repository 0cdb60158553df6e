"""Numbers of several kinds, label by label: what coalitions are worth in two ways, bits beside the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from mmfusion.figures.template import FUSED, LIGHT, Palette, explored, tint
from mmfusion.language import tr

FADED = (1.0, 0.5, 0.28, 0.14)
"""How strong the colour of each kind is, the first in front."""


def side_by_side(
    values: Mapping[str, ArrayLike],
    labels: Sequence[str],
    *,
    heading: str,
    axis: str,
    of: str,
    streams: Sequence[str] = (),
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return a group of bars a label, a bar a kind.

    Args:
        values: by kind `(labels,)`, NaN where there is none; four kinds at most.
        labels: from the top.
        heading: what is shown.
        axis: what the numbers are, with their unit.
        of: what the labels are.
        streams: of each label, whose colour it has: a modality or ``"fused"``, which all are by default.
        palette: of the theme.

    Raises:
        ValueError: values or streams that do not fit the labels, or more kinds than can be told apart.

    Example:
        >>> from mmfusion.figures.side_by_side import side_by_side
        >>> bits = {"measured": [0.01, 1.52], "true": [0.0, 1.58]}
        >>> figure = side_by_side(bits, ["redundant", "synergistic"], heading="PID", axis="bits", of="part")
        >>> [(trace.name, trace.x.tolist()) for trace in figure.data]
        [('measured', [0.01, 1.52]), ('true', [0.0, 1.58])]

    """
    rows = {name: np.asarray(x, dtype=np.float64) for name, x in values.items()}
    own = list(streams) or [FUSED] * len(labels)
    if not 0 < len(rows) <= len(FADED) or any(x.shape != (len(labels),) for x in rows.values()):
        raise ValueError(f"one to {len(FADED)} kinds of {len(labels)} numbers each are needed")
    if len(own) != len(labels):
        raise ValueError(f"{len(own)} streams do not fit {len(labels)} labels")
    figure = go.Figure()
    for strength, (name, x) in zip(FADED, rows.items(), strict=False):
        colours = [tint(palette.mark(stream), strength) for stream in own]
        figure.add_bar(
            x=x,
            y=list(labels),
            orientation="h",
            name=name,
            marker={"color": colours, "line": {"width": 1.2, "color": [palette.mark(s) for s in own]}},
            hovertemplate=f"%{{y}}, {name}: %{{x:.4f}}<extra></extra>",
        )
    about = (
        tr("From the top of a group, each fainter than the one before: {kinds}.", kinds=", ".join(rows))
        if len(rows) > 1
        else f"{next(iter(rows))}."
    )
    explored(
        figure,
        palette,
        heading,
        about,
        height=150 + len(labels) * (16 + 14 * len(rows)),
        margin={"l": 150},
    )
    figure.update_layout(barmode="group", bargap=0.3)
    figure.update_xaxes(title_text=axis, showgrid=True, gridcolor=palette.hairline, zeroline=True)
    figure.update_yaxes(title_text=of, autorange="reversed", type="category")
    return figure
