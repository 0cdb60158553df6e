"""Tokens as a network receives them: how long each vector is, and how many there are for each way to cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike
from plotly.subplots import make_subplots

from mmfusion.figures.template import LIGHT, Palette, explored
from mmfusion.language import tr
from mmfusion.modality import title


def barcode(
    tokens: Mapping[str, ArrayLike],
    names: Mapping[str, Sequence[str]] | None = None,
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return the list that a network reads as a barcode: the fuller the colour, the longer the vector.

    Args:
        tokens: `(1 + N, d)` by modality, CLS first.
        names: what each of them is; numbers where it is not said.
        palette: of the theme.

    Raises:
        ValueError: names that do not fit.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures.tokens import barcode
        >>> figure = barcode({"audio": np.ones((2, 4))}, {"audio": ["sound CLS", "band 1"]})
        >>> figure.data[0].z.tolist()
        [[2.0, 2.0]]

    """
    lengths = {name: np.linalg.norm(np.asarray(z, dtype=np.float64), axis=1) for name, z in tokens.items()}
    if names is None:
        numbers = {name: range(1, len(own)) for name, own in lengths.items()}
        names = {m: [f"{title(m)} CLS", *(f"{title(m)} {i}" for i in own)] for m, own in numbers.items()}
    for name, own in lengths.items():
        if len(names[name]) != len(own):
            raise ValueError(f"{len(names[name])} names for {len(own)} tokens of {name}")
    figure, start, most = go.Figure(), 0, max(float(own.max()) for own in lengths.values())
    middles: list[float] = []
    for name, own in lengths.items():
        figure.add_heatmap(
            z=own[None],
            x=np.arange(start + 1, start + len(own) + 1),
            y=[""],
            customdata=[list(names[name])],
            zmin=0,
            zmax=most,
            colorscale=palette.ramp(name),
            showscale=False,
            name=title(name),
            zhoverformat=".3f",
            hovertemplate=tr(
                "token {n}: {name}<br>length of z: {z}", n="%{x}", name="%{customdata}", z="%{z}"
            )
            + "<extra></extra>",
        )
        middles.append(start + (len(own) + 1) / 2)
        start += len(own)
    explored(
        figure,
        palette,
        tr("What the network receives"),
        tr("The stronger the colour, the longer the vector z: 0 to {most:.2f}.", most=most),
        height=260,
    )
    for (name, own), middle in zip(lengths.items(), middles, strict=True):
        figure.add_annotation(
            x=middle,
            y=1,
            yref="paper",
            yanchor="bottom",
            yshift=4,
            text=f"<b>{tr('{modality}, {n} tokens', modality=title(name), n=len(own))}</b>",
            showarrow=False,
            font={"size": 13, "color": palette.words(name)},
        )
    figure.update_layout(margin={"t": 104})
    figure.update_xaxes(title_text=tr("place in the list"))
    figure.update_yaxes(showticklabels=False)
    return figure


def counts(
    frames: Sequence[int],
    patches: Sequence[int],
    visual: ArrayLike,
    durations: Sequence[float],
    cells: Sequence[float],
    audio: ArrayLike,
    palette: Palette = LIGHT,
) -> go.Figure:
    """Return how many tokens a clip becomes for every way to cut its picture and its sound.

    Args:
        frames: `(F,)` numbers of frames.
        patches: `(P,)` sides of a patch, px.
        visual: `(P, F)` numbers of picture tokens.
        durations: `(D,)` s of sound.
        cells: `(C,)` s of a cell.
        audio: `(C, D)` numbers of sound tokens.
        palette: of the theme.

    Raises:
        ValueError: numbers that do not fit.

    Example:
        >>> from mmfusion.figures.tokens import counts
        >>> counts([1, 8], [16], [[24, 192]], [2.4], [0.15], [[64]]).data[0].z.tolist()
        [[24, 192]]

    """
    seen, heard = np.asarray(visual), np.asarray(audio)
    if seen.shape != (len(patches), len(frames)) or heard.shape != (len(cells), len(durations)):
        raise ValueError(f"numbers {seen.shape} and {heard.shape} do not fit the ways to cut")
    figure = make_subplots(rows=1, cols=2, horizontal_spacing=0.14)
    for col, (name, table, across, down, said) in enumerate(
        (
            (
                "visual",
                seen,
                [f"{n}" for n in frames],
                [f"{side}" for side in patches],
                tr("{n} frames, patches of {px} px", n="%{x}", px="%{y}"),
            ),
            (
                "audio",
                heard,
                [f"{s:.2f}" for s in durations],
                [f"{s:.3f}" for s in cells],
                tr("{s} s of sound, cells of {cell} s", s="%{x}", cell="%{y}"),
            ),
        ),
        start=1,
    ):
        figure.add_trace(
            go.Heatmap(
                z=table,
                x=across,
                y=down,
                colorscale=palette.ramp(name),
                zmin=0,
                showscale=False,
                xgap=2,
                ygap=2,
                texttemplate="%{z}",
                textfont={"size": 13},
                hovertemplate=f"{said}<br><b>{tr('{n} tokens', n='%{z}')}</b><extra></extra>",
            ),
            row=1,
            col=col,
        )
    explored(
        figure,
        palette,
        tr("How many tokens?"),
        tr("The left chart is the picture, the right one the sound; CLS is not counted."),
        height=340,
    )
    figure.update_xaxes(type="category")
    figure.update_yaxes(type="category")
    figure.update_xaxes(title_text=tr("frames"), row=1, col=1)
    figure.update_xaxes(title_text=tr("sound, s"), row=1, col=2)
    figure.update_yaxes(title_text=tr("patch, px"), row=1, col=1)
    figure.update_yaxes(title_text=tr("cell, s"), row=1, col=2)
    return figure
