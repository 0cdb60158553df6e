"""Answers of several strategies to one question, side by side: from all senses, and with one taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike
from plotly.subplots import make_subplots

from mmfusion.figures.template import LIGHT, Palette, explored
from mmfusion.language import marked, tr

ALONE = (("visual", marked("picture alone")), ("audio", marked("sound alone")))


def answers(
    probabilities: Mapping[str, ArrayLike],
    classes: Sequence[str],
    truth: int | None = None,
    heading: str = "",
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return a bar a class and strategy; a tick where it falls, or rises, with one sense alone.

    Args:
        probabilities: `(3, K)` by strategy: from both senses, from the picture alone, from the sound alone;
            NaN where nothing ran. `(K,)` where only one of them was asked for.
        classes: `(K,)`.
        truth: the right class, if it is known.
        heading: what is shown; "What each strategy answers" by default.
        palette: of the theme.

    Raises:
        ValueError: probabilities that do not fit the classes.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures.answers import answers
        >>> p = np.array([[0.7, 0.3], [0.5, 0.5], [np.nan, np.nan]])
        >>> figure = answers({"mid": p}, ["left", "right"], truth=0)
        >>> [(trace.name, trace.x.tolist()) for trace in figure.data]
        [('mid', [0.7, 0.3]), ('mid, picture alone', [0.5, 0.5])]

    """
    tables = {name: np.asarray(p, dtype=np.float64) for name, p in probabilities.items()}
    nothing = np.full((2, len(classes)), np.nan)
    tables = {
        name: np.vstack([p[None], nothing]) if p.shape == nothing[0].shape else p
        for name, p in tables.items()
    }
    if not tables or any(p.shape != (3, len(classes)) for p in tables.values()):
        raise ValueError(f"(3, {len(classes)}) probabilities a strategy are needed")
    figure = make_subplots(
        rows=1, cols=len(tables), shared_yaxes=True, subplot_titles=list(tables), horizontal_spacing=0.025
    )
    shown = [f"<b>{name} ✓</b>" if i == truth else name for i, name in enumerate(classes)]
    for col, (name, p) in enumerate(tables.items(), start=1):
        if not np.isnan(p[0]).any():
            figure.add_trace(
                go.Bar(
                    x=p[0],
                    y=shown,
                    orientation="h",
                    name=name,
                    marker={"color": palette.ink, "line": {"width": 0}},
                    hovertemplate=f"<b>{name}</b><br>%{{y}}: %{{x:.4f}}<extra></extra>",
                ),
                row=1,
                col=col,
            )
        for row, (sense, words) in enumerate(ALONE, start=1):
            if not np.isnan(p[row]).any():
                figure.add_trace(
                    go.Scatter(
                        x=p[row],
                        y=shown,
                        mode="markers",
                        name=f"{name}, {tr(words)}",
                        marker={
                            "symbol": "line-ns",
                            "size": 15,
                            "line": {"width": 3, "color": palette.mark(sense)},
                        },
                        hovertemplate=f"<b>{name}</b>, {tr(words)}<br>%{{y}}: %{{x:.4f}}<extra></extra>",
                    ),
                    row=1,
                    col=col,
                )
    keys = ", ".join(
        f'<span style="color:{palette.words(sense)}"><b>|</b> {tr(words)}</span>'
        for row, (sense, words) in enumerate(ALONE, start=1)
        if any(not np.isnan(p[row]).any() for p in tables.values())
    )
    explored(
        figure,
        palette,
        heading or tr("What each strategy answers"),
        tr("Bars: all modalities. {ticks}.", ticks=keys) if keys else "",
        height=190 + 24 * max(len(classes), 4),
        margin={"t": 104},
    )
    for note in figure.layout.annotations:
        note.font = {"size": 14 if len(tables) < 6 else 13, "color": palette.ink}  # or two names may touch
    figure.update_layout(bargap=0.35)
    figure.update_xaxes(
        range=[0, 1.02], tickvals=[0.5, 1], title_text="p", showgrid=True, gridcolor=palette.hairline
    )
    figure.update_yaxes(autorange="reversed", type="category")
    figure.update_yaxes(title_text=tr("answer"), col=1)
    return figure
