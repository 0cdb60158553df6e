"""A map over a clip: one value a patch of every frame, one a cell of the spectrogram, on a stated scale."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray
from plotly.subplots import make_subplots

from mmfusion.figures.backdrop import behind
from mmfusion.figures.template import LIGHT, Palette, colour_bar, explored, tint
from mmfusion.language import tr
from mmfusion.modality import title

WIDE, CELLS, GAP = 800, 150, 76
"""Width of the frames together, height of the spectrogram and what lies between, px, at a width of 960."""


def clip_map(
    visual: ArrayLike | None = None,
    audio: ArrayLike | None = None,
    *,
    duration: float,
    seen: float | None = None,
    edges: Sequence[float] = (),
    heading: str = "A map over the clip",
    value: str = "value",
    signed: bool = False,
    high: float | None = None,
    pictures: NDArray[np.uint8] | None = None,
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return a map over the frames, side by side, and over the spectrogram below them.

    Args:
        visual: `(F, rows, columns)`, if the clip has a picture.
        audio: `(bands, steps)`, the lowest band first, if it has a sound.
        duration: s, what the steps of the sound fill.
        seen: s, what the frames fill; the same where it is not said.
        edges: Hz, where the bands meet, `(bands + 1,)`.
        heading: what is shown.
        value: what a value is called.
        signed: whether 0 is a middle, what is for and against apart by colour.
        high: end of the scale, of either side if it has two; the largest value where it is not said.
        pictures: `(F, H, W, 3)` the frames, shown without their colours below the map.
        palette: of the theme.

    Raises:
        ValueError: neither picture nor sound, shapes that do not fit, or a negative value without a sign.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures.clip_map import clip_map
        >>> figure = clip_map(np.ones((2, 4, 6)), np.ones((4, 16)), duration=2.4, high=1.0)
        >>> len(figure.data)
        3

    """
    frames = None if visual is None else np.asarray(visual, dtype=np.float64)
    cells = None if audio is None else np.asarray(audio, dtype=np.float64)
    given = [part for part in (frames, cells) if part is not None]
    if not given:
        raise ValueError("a map needs a picture or a sound")
    if (frames is not None and frames.ndim != 3) or (cells is not None and cells.ndim != 2):
        raise ValueError("a picture's map is (F, rows, columns), a sound's (bands, steps)")
    if not signed and min(float(part.min()) for part in given) < 0:
        raise ValueError("there are values below 0: say signed=True")
    top = high if high is not None else max(float(np.abs(part).max()) for part in given) or 1.0
    count = 1 if frames is None else len(frames)
    rows = len(given)
    heights = [
        *([] if frames is None else [WIDE / count * frames.shape[1] / frames.shape[2]]),
        *([] if cells is None else [CELLS]),
    ]
    figure = make_subplots(
        rows=rows,
        cols=count,
        specs=[
            *([[{} for _ in range(count)]] if frames is not None else []),
            *([[{"colspan": count}, *[None] * (count - 1)]] if cells is not None else []),
        ],
        row_heights=heights,
        horizontal_spacing=min(0.006, 0.5 / count),
        vertical_spacing=GAP / (sum(heights) + GAP) if rows == 2 else 0,
    )
    low = -top if signed else 0.0
    if frames is not None:
        _frames(figure, frames, duration if seen is None else seen, pictures, palette, signed)
        figure.update_layout(
            coloraxis=_scale(
                low,
                top,
                signed,
                "visual",
                palette,
                value,
                1 if rows == 1 else 0.42,
                1.0,
                pictures is not None,
            )
        )
    if cells is not None:
        _cells(figure, cells, duration, edges, rows)
        figure.update_layout(
            coloraxis2=_scale(low, top, signed, "audio", palette, value, 1 if rows == 1 else 0.42, 0.0, False)
        )
    about = tr("One scale for all: {low:.3g} to {high:.3g}.", low=low, high=top).replace("-", "−")
    explored(
        figure,
        palette,
        heading,
        about,
        height=round(sum(heights) + (rows - 1) * GAP + 84 + 56),
        margin={"r": 84},
    )
    if frames is not None:
        for i in range(count):
            axis, tall = f"x{i + 1 if i else ''}", frames.shape[1]
            figure.update_xaxes(
                title_text=tr("frame {n}", n=i + 1),
                showticklabels=False,
                row=1,
                col=i + 1,
                constrain="domain",
            )
            figure.update_yaxes(
                range=[tall + 0.5, 0.5],
                scaleanchor=axis,
                showticklabels=False,
                row=1,
                col=i + 1,
                constrain="domain",
            )
        figure.update_yaxes(title_text=tr("row"), showticklabels=True, dtick=1, row=1, col=1)
    if cells is not None:
        figure.update_xaxes(title_text=tr("time, s"), row=rows, col=1)
        figure.update_yaxes(title_text=tr("band, low to high"), dtick=1, row=rows, col=1)
    return figure


def _scale(
    low: float,
    top: float,
    signed: bool,
    sense: str,
    palette: Palette,
    value: str,
    length: float,
    at: float,
    clear: bool,
) -> dict[str, object]:
    ramp = palette.signed if signed else palette.ramp(sense)
    if clear:  # what lies below is seen where there is nothing to see above
        ends = (
            [tint(palette.minus, 0.85), tint(palette.page, 0.0), tint(palette.plus, 0.85)]
            if signed
            else [tint(palette.shades["visual"].ramp, 0.0), tint(palette.shades["visual"].ramp, 0.9)]
        )
        ramp = [(i / (len(ends) - 1), end) for i, end in enumerate(ends)]
    place = {"len": length, "y": at, "yanchor": "top" if at else "bottom"}
    return {
        "colorscale": ramp,
        "cmin": low,
        "cmax": top,
        "colorbar": colour_bar(palette, f"{value}, {title(sense)}", **place),
    }


def _frames(
    figure: go.Figure,
    frames: NDArray[np.float64],
    seen: float,
    pictures: NDArray[np.uint8] | None,
    palette: Palette,
    signed: bool,
) -> None:
    count, tall, wide = frames.shape
    if pictures is not None and len(pictures) != count:
        raise ValueError(f"{len(pictures)} pictures for {count} frames")
    sign = "+" if signed else ""
    for i, grid in enumerate(frames):
        moment = (i + 0.5) * seen / count
        figure.add_trace(
            go.Heatmap(
                z=grid,
                x=np.arange(1, wide + 1),
                y=np.arange(1, tall + 1),
                coloraxis="coloraxis",
                zhoverformat=f"{sign}.4f",
                hovertemplate=tr(
                    "frame {n} ({moment:.2f} s), row {row}, column {column}",
                    n=i + 1,
                    moment=moment,
                    row="%{y}",
                    column="%{x}",
                )
                + "<br><b>%{z}</b><extra></extra>",
            ),
            row=1,
            col=i + 1,
        )
        if pictures is not None:
            figure.add_layout_image(
                source=behind(pictures[i], palette),
                x=0.5,
                y=0.5,
                sizex=wide,
                sizey=tall,
                xref=f"x{i + 1 if i else ''}",
                yref=f"y{i + 1 if i else ''}",
                sizing="stretch",
                layer="below",
            )


def _cells(
    figure: go.Figure, cells: NDArray[np.float64], duration: float, edges: Sequence[float], row: int
) -> None:
    bands, steps = cells.shape
    if len(edges) not in (0, bands + 1):
        raise ValueError(f"{bands} bands meet at {bands + 1} edges, not at {len(edges)}")
    each = duration / steps
    hertz = [f" ({low:,.0f}–{high:,.0f} Hz)" for low, high in pairwise(edges)] or [""] * bands
    said = [
        [f"{tr('band {n}', n=b + 1)}{hertz[b]}, {t * each:.2f}–{(t + 1) * each:.2f} s" for t in range(steps)]
        for b in range(bands)
    ]
    figure.add_trace(
        go.Heatmap(
            z=cells,
            x=(np.arange(steps) + 0.5) * each,
            y=np.arange(1, bands + 1),
            customdata=said,
            coloraxis="coloraxis2",
            zhoverformat=".4f",
            hovertemplate="%{customdata}<br><b>%{z}</b><extra></extra>",
        ),
        row=row,
        col=1,
    )
