"""A sound: its waveform and its log-mel spectrogram on one time axis."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike
from plotly.subplots import make_subplots

from mmfusion.figures.template import LIGHT, Palette, explored, tint

PARTS = 800
"""Parts of the sound of which the waveform shows the least and the largest sample."""


def spectrogram(
    mel: ArrayLike, waveform: ArrayLike, duration: float, start: float = 0.0, palette: Palette = LIGHT
) -> go.Figure:
    """Return the waveform over the spectrogram, the fuller, the louder.

    Args:
        mel: `(bands, columns)`, the lowest band first, 0 to 255.
        waveform: `(samples,)`.
        duration: s.
        start: s, where the sound begins in its file.
        palette: of the theme.

    Raises:
        ValueError: a sound without a sample.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures.spectrogram import spectrogram
        >>> spectrogram(np.zeros((96, 10)), np.zeros(1600), 0.1).data[1].z.shape
        (96, 10)

    """
    table, sound = np.asarray(mel), np.asarray(waveform, dtype=np.float64)
    if sound.size == 0:
        raise ValueError("there is no sound")
    each = duration / table.shape[1]
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.3, 0.7], vertical_spacing=0.05)
    pieces = np.array_split(sound, min(PARTS, sound.size))
    at = start + (np.arange(len(pieces)) + 0.5) * duration / len(pieces)
    high, low = np.array([p.max() for p in pieces]), np.array([p.min() for p in pieces])
    colour = palette.mark("audio")
    figure.add_trace(
        go.Scatter(
            x=[*at, *at[::-1]],
            y=[*high, *low[::-1]],
            fill="toself",
            mode="lines",
            line={"width": 0.5, "color": colour},
            fillcolor=tint(colour, 0.8),
            name="waveform",
            hoverinfo="skip",
        ),
        row=1,
        col=1,
    )
    figure.add_trace(
        go.Heatmap(
            z=table,
            x=start + (np.arange(table.shape[1]) + 0.5) * each,
            y=np.arange(1, len(table) + 1),
            colorscale=palette.ramp("fused"),
            zmin=0,
            zmax=255,
            showscale=False,
            hovertemplate="%{x:.3f} s, band %{y}<br>%{z} of 255<extra></extra>",
        ),
        row=2,
        col=1,
    )
    explored(
        figure, palette, "The sound", "Waveform and log-mel spectrogram; the fuller, the louder.", height=400
    )
    figure.update_xaxes(range=[start, start + duration])
    figure.update_xaxes(title_text="time, s", row=2, col=1)
    figure.update_yaxes(title_text="mel band", row=2, col=1)
    figure.update_yaxes(title_text="sample", row=1, col=1, nticks=3)
    return figure
