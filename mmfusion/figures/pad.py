"""One clip under every pair of noise and blur: who still names it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from mmfusion.figures.template import LIGHT, Palette, explored, tint
from mmfusion.language import marked, tr

REGIONS = (
    marked("no network is correct"),
    marked("sound alone is correct"),
    marked("picture alone is correct"),
    marked("each alone is correct"),
    marked("only fusion is correct"),
    marked("fusion is wrong"),
)
"""Which network is correct; the last: one modality alone is, and the fused network is not."""
ERRS = 5


def who_knows(
    audio: ArrayLike | None, visual: ArrayLike | None, fused: ArrayLike, truth: int
) -> NDArray[np.int64]:
    """Return who knows at each node `(B, N)`, indices into `REGIONS`.

    Args:
        audio: `(N, K)` what the sound alone says at every level of noise; None where it is taken away.
        visual: `(B, K)` what the picture alone says at every level of blur; None where it is taken away.
        fused: `(B, N, K)` what the fused network says.
        truth: the right kind. Who gives it the most, or as much as another, knows.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures.pad import who_knows
        >>> sure, lost = [0.9, 0.1], [0.1, 0.9]
        >>> who_knows([sure, lost], [lost], np.array([[sure, sure]]), truth=0).tolist()
        [[1, 4]]

    """

    def knows(p: ArrayLike | None, count: int) -> NDArray[np.bool_]:
        if p is None:
            return np.zeros(count, dtype=bool)
        table = np.asarray(p, dtype=np.float64)
        return np.asarray(table[..., truth] >= table.max(axis=-1))

    both = knows(fused, 0)
    senses = knows(audio, both.shape[1])[None, :] + 2 * knows(visual, both.shape[0])[:, None].astype(int)
    right = np.where(senses > 0, senses, 4)
    wrong = np.where(senses > 0, ERRS, 0)
    return np.where(both, right, wrong).astype(np.int64)


def pad(
    audio: ArrayLike | None,
    visual: ArrayLike | None,
    fused: ArrayLike,
    truth: int,
    decibels: Sequence[float | None],
    blurs: Sequence[float],
    kinds: Sequence[str] = (),
    point: tuple[int, int] | None = None,
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return the plane of noise and blur in regions of who knows, with what each network says on hover.

    Args:
        audio: `(N, K)` probabilities from the sound alone; None where it is taken away.
        visual: `(B, K)` from the picture alone; None where it is taken away.
        fused: `(B, N, K)` of the fused network.
        truth: the right kind.
        decibels: `(N,)` signal to noise; None where the sound is clean.
        blurs: `(B,)` px.
        kinds: `(K,)` names of the kinds.
        point: column and row of the point.
        palette: of the theme.

    Raises:
        ValueError: levels that do not fit the probabilities.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures.pad import pad
        >>> p = np.full((3, 2), 0.5)
        >>> pad(p, p, np.full((3, 3, 2), 0.5), 0, [None, 0.0, -8.0], [0, 3, 6]).data[0].z.tolist()
        [[3, 3, 3], [3, 3, 3], [3, 3, 3]]

    """
    both = np.asarray(fused, dtype=np.float64)
    heard, seen = (None if p is None else np.asarray(p, dtype=np.float64) for p in (audio, visual))
    ends = ((heard, len(decibels)), (seen, len(blurs)))
    if both.shape[:2] != (len(blurs), len(decibels)) or any(p is not None and len(p) != n for p, n in ends):
        raise ValueError(
            f"probabilities {both.shape} for {len(blurs)} blurs and {len(decibels)} levels of noise"
        )
    who = who_knows(heard, seen, both, truth)
    fills = [
        palette.page,
        tint(palette.mark("audio"), 0.3),
        tint(palette.mark("visual"), 0.3),
        tint(palette.ink, 0.24),
        palette.ink,
        palette.wash,
    ]
    steps = [(at, fills[i]) for i in range(len(fills)) for at in (i / len(fills), (i + 1) / len(fills))]
    noise = [tr("clean") if ratio is None else f"{ratio:g}".replace("-", "−") for ratio in decibels]
    blur = [f"{sigma:g}" for sigma in blurs]
    at = tr("{noise} dB, blur {blur} px", noise="%{x}", blur="%{y}")
    figure = go.Figure(
        go.Heatmap(
            z=who,
            x=noise,
            y=blur,
            zmin=-0.5,
            zmax=len(REGIONS) - 0.5,
            colorscale=steps,
            showscale=False,
            xgap=1,
            ygap=1,
            text=np.where(who == ERRS, "×", ""),
            texttemplate="%{text}",
            textfont={"size": 13, "color": palette.ink3},
            customdata=_said(heard, seen, both, truth, kinds, who),
            hovertemplate=f"{at}<br>%{{customdata}}<extra></extra>",
        )
    )
    about = (
        tr(
            "Point at a cell: p of the correct kind, {kind}. The axes spoil one modality each.",
            kind=kinds[truth],
        )
        if kinds
        else tr("Point at a cell: p of the correct kind. The axes spoil one modality each.")
    )
    title = tr("Which network is correct, between noise and blur")
    explored(figure, palette, title, about, height=560, margin={"r": 196})
    figure.update_xaxes(title_text=tr("signal-to-noise ratio, dB"), type="category", constrain="domain")
    figure.update_yaxes(title_text=tr("blur of the picture, px"), type="category", constrain="domain")
    there = [i for i in range(len(REGIONS)) if (who == i).any()]
    for row, i in enumerate(there):  # a key: a region can be too small for its name
        y = 1 - 0.07 * row
        figure.add_shape(
            type="rect",
            xref="paper",
            yref="paper",
            x0=1.03,
            x1=1.07,
            y0=y - 0.04,
            y1=y,
            fillcolor=fills[i],
            line={"color": palette.line, "width": 1},
        )
        figure.add_annotation(
            x=1.085,
            y=y - 0.02,
            xref="paper",
            yref="paper",
            text=f"{tr(REGIONS[i])} ×" if i == ERRS else tr(REGIONS[i]),
            showarrow=False,
            xanchor="left",
            yanchor="middle",
            font={"size": 13, "color": palette.ink},
        )
    if point is not None:
        x, y = point
        figure.add_scatter(
            x=[noise[x]],
            y=[blur[y]],
            mode="markers",
            name=tr("the point"),
            marker={"size": 15, "color": palette.page, "line": {"color": palette.ink, "width": 3}},
            customdata=[figure.data[0].customdata[y][x]],
            hovertemplate=f"{tr('the point')}: {at}<br>%{{customdata}}<extra></extra>",
        )
    return figure


def _said(
    heard: NDArray[np.float64] | None,
    seen: NDArray[np.float64] | None,
    both: NDArray[np.float64],
    truth: int,
    kinds: Sequence[str],
    who: NDArray[np.int64],
) -> list[list[str]]:
    def one(name: str, p: NDArray[np.float64]) -> str:
        top = int(p.argmax())
        if not kinds or top == truth:
            return f"{name} {p[truth]:.2f}"
        return f"{name} {p[truth]:.2f}, {tr('answer: {kind}', kind=kinds[top])}"

    def at(x: int, y: int) -> str:
        lines = [f"<b>{tr(REGIONS[who[y, x]])}</b>"]
        lines += [] if heard is None else [one(tr("sound"), heard[x])]
        lines += [] if seen is None else [one(tr("picture"), seen[y])]
        return "<br>".join([*lines, one(tr("fusion"), both[y, x])])

    return [[at(x, y) for x in range(both.shape[1])] for y in range(both.shape[0])]
