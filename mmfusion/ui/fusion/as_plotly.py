"""What each strategy answers, over one clip and over time, as Plotly figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from mmfusion.language import marked
from mmfusion.ui.parts.plotly_fold import Made

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray

    from mmfusion.figures.template import Palette
    from mmfusion.media import Clip


def answers(
    tables: Mapping[str, NDArray[np.float64]],
    titles: Mapping[str, str],
    level: int,
    classes: Sequence[str],
    truth: int | None = None,
    heading: str = "What each strategy answers",
) -> Made:
    """Return the answers of strategies.

    Args:
        tables: `(levels, 3, K)` by strategy.
        titles: what each of them is called.
        level: which of the levels of spoiling.
        classes: `(K,)`.
        truth: the right one, if it is known.
        heading: the question.

    """

    def make(palette: Palette) -> go.Figure:
        from mmfusion.figures import answers as drawn

        shown = {titles[name]: p[min(level, len(p) - 1)] for name, p in tables.items()}
        return drawn(shown, classes, truth, heading, palette)

    return Made(marked("What each strategy answers"), make)


def over_time(shown: Callable[[], Mapping[str, Any]]) -> Made:
    """Return the answer over time, of what the overview of a clip is given."""
    return Made(marked("The answer over time"), partial(_over_time, shown))


def _over_time(shown: Callable[[], Mapping[str, Any]], palette: Palette) -> go.Figure:
    from mmfusion.figures import over_time as drawn

    data = shown()
    names = data["names"]
    return drawn(
        data["middles"],
        {names[name]: [top or (np.nan, np.nan) for top in tops] for name, tops in data["curves"].items()},
        data["classes"],
        total=data["total"],
        window=data["window"],
        start=data["start"],
        focus=names.get(data["focus"], ""),
        peaks=data["peaks"],
        palette=palette,
    )


def sound(shown: Callable[[], Clip]) -> Made:
    """Return the sound of a clip as the strip shows it."""
    return Made(marked("The sound"), partial(_sound, shown))


def _sound(shown: Callable[[], Clip], palette: Palette) -> go.Figure:
    from mmfusion.figures import spectrogram
    from mmfusion.ui.clips.player import shades

    clip = shown()
    if clip.waveform is None or clip.sample_rate is None:
        raise ValueError("there is no sound")
    mel = shades(clip.waveform, clip.sample_rate)
    return spectrogram(mel, clip.waveform, clip.waveform.size / clip.sample_rate, clip.start, palette)
