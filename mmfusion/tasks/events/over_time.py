"""A clip longer than the window: answered window by window, and the windows' answers joined into one.

The answer to the whole clip is the mean of log p over its windows, renormalised (a logarithmic opinion pool:
Genest and Zidek, Combining probability distributions, Statistical Science 1, 1986):

    p(k) ∝ exp(1/W Σ_w log p_w(k))

Every window counts alike, and one that is sure of something else counts against what the others say. The
rules of late fusion are applied in each window first: with *either*, an event that is only seen in one window
and only heard in another is there in both.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from mmfusion.cards.subset import Subset
from mmfusion.language import marked, tr
from mmfusion.measure.aggregation import aggregate
from mmfusion.measure.metrics import softmax
from mmfusion.media import SAMPLE_RATE, WINDOW, Clip
from mmfusion.media.clip import heard
from mmfusion.tasks.events import CLASSES, MODALITIES
from mmfusion.tasks.events.features import Features, audio_cells, visual_cells, window_samples

FloatArray = NDArray[np.float64]
LONGER = WINDOW + 0.25
"""A clip that lasts longer than this has an answer of its own, s."""
WINDOWS = 24
"""At most, spread evenly over the clip."""
_TINY = 1e-12
HOW = marked(
    "The answer to the whole clip is the mean of log p over its {windows} windows of "
    "{seconds:.0f} s, {apart} s apart, renormalised; a window that is sure of something else "
    "counts against it. “Seen or heard” is applied in each window, so that an event that is "
    "seen in one and heard in another is there in both."
)
SILENT = marked(
    "In {silent} of {windows} windows the sound is silence, which counts as none of these: the picture "
    "answers them alone, and the sound alone leaves them out."
)
UNSEEN = marked(
    "In {silent} of {windows} windows the sound is silence: they have no answer and are left out."
)


class Answering(Protocol):
    """What answers a window from the modalities at hand: a `Predictor`."""

    def can(self, senses: Iterable[str]) -> bool:
        """Return whether it can answer with these modalities alone."""

    def subset(self, senses: Iterable[str]) -> Subset:
        """Return which of the modalities at hand it answers from."""

    def probabilities(self, given: Sequence[Features], subset: Subset) -> FloatArray | None:
        """Return calibrated probabilities `(len(given), 14)`."""


def join_windows(probabilities: FloatArray) -> FloatArray:
    """Return the answer to a whole clip `(K,)` from its windows' `(W, K)`: the mean of log p, renormalised.

    Windows that could not be answered (NaN) are left out; where none could, the answer is NaN.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.events.over_time import join_windows
        >>> join_windows(np.array([[0.8, 0.2], [0.5, 0.5]])).round(3).tolist()  # √(.8 · .5) : √(.2 · .5)
        [0.667, 0.333]
        >>> join_windows(np.array([[0.8, 0.2], [np.nan, np.nan]])).round(3).tolist()
        [0.8, 0.2]

    """
    there = probabilities[~np.isnan(probabilities).any(axis=1)]
    if not len(there):
        return np.full(probabilities.shape[1], np.nan)
    return softmax(np.log(there + _TINY).mean(axis=0))


@dataclass(frozen=True)
class WholePrediction:
    """What one strategy makes of a clip longer than the window: what `Predictor.predict_whole` returns.

    Example:
        >>> from mmfusion.tasks.events import WholePrediction
        >>> found = WholePrediction({"dog": 0.8, "none of these": 0.2}, windows=3, of=4, silent=1)
        >>> max(found.probabilities, key=found.probabilities.get), f"{found.windows} of {found.of} windows"
        ('dog', '3 of 4 windows')

    """

    probabilities: dict[str, float]
    """kind -> p, the windows' answers joined (`join_windows`)."""
    windows: int
    """How many of them were answered."""
    of: int
    """How many there are."""
    silent: int
    """In how many the sound is silence, so that the picture answers them alone."""


@dataclass(frozen=True)
class Timeline:
    """The answer over a long clip, window by window: what `Lab.over_time` returns.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.events import Timeline
        >>> dog, cat = np.eye(14)[:2] * 0.93 + 0.005
        >>> found = Timeline(np.array([2.0, 3.0, 4.0]), {"mid": np.stack([dog, dog, cat])}, np.zeros(3, bool))
        >>> max(found.whole("mid").probabilities.items(), key=lambda item: item[1])[0]
        'dog'

    """

    middles: FloatArray
    """Of the windows `(W,)`, s."""
    probabilities: dict[str, FloatArray]
    """strategy -> `(W, 14)`; NaN in a window that has nothing it reads."""
    silent: NDArray[np.bool_]
    """Windows `(W,)` whose sound is silence, although the clip has sound: the picture answers them alone."""

    def remarks(self) -> list[str]:
        """Return in words how the answer to the whole comes from the windows, and how many are silent."""
        windows, silent = len(self.middles), int(self.silent.sum())
        if windows < 2:
            return []
        apart = f"{self.middles[1] - self.middles[0]:.1f}".removesuffix(".0")
        out = [tr(HOW, windows=windows, seconds=WINDOW, apart=apart)]
        if silent:
            seen = any(not np.isnan(p[self.silent]).any() for p in self.probabilities.values())
            out.append(tr(SILENT if seen else UNSEEN, silent=silent, windows=windows))
        return out

    def experts(self, aggregator: str, given: Mapping[str, object]) -> FloatArray:
        """Return late fusion `(W, 14)` of the separately trained senses, in each window.

        Where one of them has no answer the other one answers alone. Raises ValueError as `aggregate`.
        """
        seen, heard_ = (self.probabilities[m] for m in MODALITIES)
        out = np.where(np.isnan(seen), heard_, seen)
        both = ~np.isnan(seen + heard_).any(axis=1)
        out[both] = aggregate(seen[both], heard_[both], aggregator, given)
        return out

    def joined(self, strategy: str) -> FloatArray:
        """Return a strategy's answer to the whole clip `(14,)`; NaN where it answers no window."""
        return join_windows(self.probabilities[strategy])

    def joined_experts(self, aggregator: str, given: Mapping[str, object]) -> FloatArray:
        """Return late fusion's answer to the whole clip `(14,)`, by `experts`."""
        return join_windows(self.experts(aggregator, given))

    def answers(self, strategy: str) -> bool:
        """Return whether a strategy answers any of the windows."""
        return not np.isnan(self.probabilities[strategy]).any(axis=1).all()

    def whole(self, strategy: str) -> WholePrediction:
        """Return a strategy's answer to the whole clip. Raises ValueError where it answers no window."""
        windows = self.probabilities[strategy]
        if not self.answers(strategy):
            raise ValueError(f"{strategy} answers none of the windows: they hold nothing that it reads")
        p = dict(zip(CLASSES, self.joined(strategy).tolist(), strict=True))
        return WholePrediction(p, int((~np.isnan(windows[:, 0])).sum()), len(windows), int(self.silent.sum()))


def nothing(strategies: Iterable[str]) -> Timeline:
    """Return the timeline of a clip of which nothing is left: no windows."""
    empty = np.zeros((0, len(CLASSES)))
    return Timeline(np.zeros(0), dict.fromkeys(strategies, empty), np.zeros(0, dtype=bool))


def starts_of(total: float, windows: int = WINDOWS) -> FloatArray:
    """Return where the windows of a clip of `total` s begin `(W,)`, s: a second apart, or at most `windows`.

    Example:
        >>> from mmfusion.tasks.events.over_time import starts_of
        >>> starts_of(4.0).tolist(), starts_of(6.0).tolist(), starts_of(5.5).tolist()
        ([0.0], [0.0, 1.0, 2.0], [0.0, 0.75, 1.5])

    """
    beyond = max(0.0, total - WINDOW)
    return np.linspace(0.0, beyond, max(1, min(windows, math.ceil(beyond - 1e-6) + 1)))


def over_time(
    span: Clip,
    predictors: Mapping[str, Answering],
    windows: int = WINDOWS,
    device: str | torch.device | None = None,
    dtype: torch.dtype | None = None,
) -> Timeline:
    """Return the answer in up to `windows` windows over a span (its frames, its whole waveform).

    A window in which the sound is silent is answered by the picture; without one it has no answer (NaN).

    Args:
        span: as `mmfusion.media.load_span` gives it.
        predictors: whose answers, by strategy.
        windows: at most.
        device: where features are computed, as in `features`.
        dtype: in what, as `visual_cells` has it.

    Raises:
        ValueError: the clip has neither picture nor sound.

    """
    starts = starts_of(float(span.duration), windows)
    sounds = _sounds(span, starts, device, dtype)
    if span.frames is None and span.waveform is None:
        raise ValueError("the clip has neither picture nor sound")
    cells = None if span.frames is None else visual_cells(span.frames, dtype=dtype, device=device)
    times = np.zeros(0) if span.frame_times is None else np.asarray(span.frame_times)
    tables: dict[str, list[FloatArray]] = {name: [] for name in predictors}
    for start, sound in zip(starts, sounds, strict=True):
        given = _window(start, cells, times, sound)
        for name, predictor in predictors.items():
            able = predictor.can(given.subset)
            p = predictor.probabilities([given], predictor.subset(given.subset)) if able else None
            tables[name].append(np.full(len(CLASSES), np.nan) if p is None else p[0])
    silent = np.array([span.waveform is not None and sound is None for sound in sounds])
    return Timeline(starts + WINDOW / 2, {name: np.stack(rows) for name, rows in tables.items()}, silent)


def _sounds(
    span: Clip, starts: FloatArray, device: str | torch.device | None, dtype: torch.dtype | None
) -> list[NDArray[np.float16] | None]:
    """Return the cells of each window's sound, None where it is silent."""
    sounds: list[NDArray[np.float16] | None] = [None] * len(starts)
    if span.waveform is None:
        return sounds
    first, size = np.round(starts * SAMPLE_RATE).astype(int), round(WINDOW * SAMPLE_RATE)
    waves = {k: w for k, i in enumerate(first) if (w := heard(span.waveform[i : i + size])) is not None}
    if waves:
        stacked = np.stack([window_samples(wave) for wave in waves.values()])
        for k, cells in zip(waves, audio_cells(stacked, dtype=dtype, device=device), strict=True):
            sounds[k] = cells
    return sounds


def _window(
    start: float, cells: NDArray[np.float16] | None, times: FloatArray, sound: NDArray[np.float16] | None
) -> Features:
    """Return what is seen and heard in one window: its frames, or the nearest one where it holds none."""
    inside = np.flatnonzero((times >= start - 1e-6) & (times <= start + WINDOW))
    if cells is not None and not inside.size:
        inside = np.array([int(np.abs(times - start - WINDOW / 2).argmin())])
    seconds = np.clip(times[inside] - start, 0, WINDOW).astype(np.float32)
    arrays = {"visual": None if cells is None else cells[inside], "audio": sound}
    return Features({m: x for m, x in arrays.items() if x is not None}, seconds)
