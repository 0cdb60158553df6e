"""A whole clip at once: its sound, and each strategy's first answer window by window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike
from plotly.subplots import make_subplots

from mmfusion.figures.template import LIGHT, Palette, explored, tint
from mmfusion.language import tr


def over_time(
    middles: Sequence[float],
    tops: Mapping[str, ArrayLike],
    classes: Sequence[str],
    *,
    total: float,
    window: float,
    start: float = 0.0,
    focus: str = "",
    peaks: Sequence[float] = (),
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return the first answer and its probability at the middle of every window, the sound below.

    Args:
        middles: `(W,)` s.
        tops: `(W, 2)` by strategy: number of the first class, and its probability; NaN where a window has no
            answer, which leaves a gap.
        classes: names of the classes.
        total: s, the clip's length.
        window: s, the window's length.
        start: s, where the window in use begins.
        focus: the strategy drawn on top.
        peaks: largest amplitudes of equal parts of the clip, 1 at the loudest.
        palette: of the theme.

    Raises:
        ValueError: answers that do not fit the windows.

    Example:
        >>> from mmfusion.figures.over_time import over_time
        >>> figure = over_time([2.0, 4.0], {"mid": [[0, 0.9], [1, 0.6]]}, ["bird", "frog"], total=6, window=4)
        >>> list(figure.data[0].text)
        ['bird', 'frog']

    """
    rows = 2 if len(peaks) else 1
    figure = make_subplots(
        rows=rows,
        cols=1,
        shared_xaxes=True,
        row_heights=[0.78, 0.22][:rows] if rows == 2 else [1],
        vertical_spacing=0.06,
    )
    for name in sorted(tops, key=lambda one: one == focus):
        table = np.asarray(tops[name], dtype=np.float64)
        if table.shape != (len(middles), 2):
            raise ValueError(f"{name}: {table.shape} answers for {len(middles)} windows")
        leads = name == focus
        figure.add_trace(
            go.Scatter(
                x=list(middles),
                y=table[:, 1],
                text=["" if np.isnan(i) else classes[int(i)] for i in table[:, 0]],
                mode="lines+markers",
                name=name,
                marker={"size": 6 if leads else 4},
                line={"color": palette.ink if leads else palette.ghost, "width": 2.4 if leads else 1.2},
                hovertemplate=f"<b>{name}</b>, {tr('window around {t} s', t='%{x:.2f}')}"
                "<br>%{text}: %{y:.3f}<extra></extra>",
            ),
            row=1,
            col=1,
        )
    if rows == 2:
        at = (np.arange(len(peaks)) + 0.5) * total / len(peaks)
        height = np.asarray(peaks, dtype=np.float64)
        figure.add_trace(
            go.Scatter(
                x=[*at, *at[::-1]],
                y=[*height, *-height[::-1]],
                fill="toself",
                mode="lines",
                line={"width": 0},
                name=tr("sound"),
                fillcolor=tint(palette.mark("audio"), 0.7),
                hoverinfo="skip",
            ),
            row=2,
            col=1,
        )
    explored(
        figure,
        palette,
        tr("The answer over time"),
        tr(
            "Probability of the first answer; {strategy} is darkest, the window in use is shaded.",
            strategy=focus,
        )
        if focus in tops
        else tr("Probability of the first answer; the window in use is shaded."),
        height=420,
    )
    figure.add_vrect(
        x0=start, x1=min(start + window, total), fillcolor=palette.wash, line={"width": 0}, layer="below"
    )
    figure.update_yaxes(
        title_text="p",
        range=[0, 1.03],
        tickvals=[0, 0.5, 1],
        showgrid=True,
        gridcolor=palette.hairline,
        row=1,
        col=1,
    )
    figure.update_xaxes(range=[0, total])
    figure.update_xaxes(title_text=tr("time, s"), row=rows, col=1)
    if rows == 2:
        figure.update_yaxes(showticklabels=False, range=[-1.05, 1.05], title_text=tr("sound"), row=2, col=1)
    return figure
