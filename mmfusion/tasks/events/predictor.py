"""From a clip to answers: the one object that serves the page, the command line and a notebook.

What is slow, the frozen features of a clip, is computed once and shared by every strategy; what is left of
a strategy takes milliseconds.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from mmfusion.cards.shipped import Collection, Prediction, Shipped, read
from mmfusion.cards.subset import Subset, key, subset_of
from mmfusion.folders import ASSETS
from mmfusion.measure.aggregation import AGGREGATORS as AGGREGATORS
from mmfusion.measure.aggregation import aggregate as aggregate
from mmfusion.measure.metrics import softmax
from mmfusion.media import WINDOW, Clip
from mmfusion.nn.device import find, to_numpy
from mmfusion.nn.fusion import FusionOutput
from mmfusion.nn.placing import place
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.events import CLASSES, MODALITIES, NONE, QUESTION, SUBSETS, TASK
from mmfusion.tasks.events import SHIPPED as SHIPPED
from mmfusion.tasks.events.cache import DECIBELS, PIXELS
from mmfusion.tasks.events.features import Features as Features
from mmfusion.tasks.events.features import audio_cells, visual_cells, window_samples
from mmfusion.tasks.events.frames import reduce_pixels
from mmfusion.tasks.events.network import EventNetwork
from mmfusion.tasks.events.over_time import WINDOWS, Timeline, WholePrediction, over_time
from mmfusion.tasks.events.sounds import active_level, add_noise

Spoil = Literal["noise", "blur"]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Every strategy on one clip: probabilities `(levels, subsets, 14)`, in the order of `SUBSETS`.

    A subset that the clip or the strategy does not have is NaN.
    """

    probabilities: dict[str, FloatArray]
    milliseconds: dict[str, float]
    unfamiliar: dict[str, NDArray[np.bool_]]
    """`(levels, subsets)`: p(none of these) above the threshold that was fixed on validation."""
    cls_logits: dict[str, dict[str, FloatArray]]
    """strategy -> sense -> `(levels, 14)`: what each CLS says, over the temperature, all senses at hand."""

    def answer(self, strategy: str, senses: Iterable[str] = MODALITIES) -> FloatArray:
        """Return what a strategy says from some modalities, `(levels, 14)`; NaN where it cannot.

        Raises:
            ValueError: a modality that the task does not have.

        """
        return self.probabilities[strategy][:, SUBSETS.index(subset_of(senses, MODALITIES))]


def spoiled_frames(frames: NDArray[np.uint8], level: int) -> NDArray[np.uint8]:
    """Return frames `(F, H, W, 3)` at a level 0 to 4 of `PIXELS`: px left on the short side."""
    pixels = PIXELS[level]
    return frames if pixels is None else np.stack([reduce_pixels(frame, pixels) for frame in frames])


def spoiled_sound(waveform: NDArray[np.float32], level: int) -> NDArray[np.float32]:
    """Return sound at a level 0 to 4 of `DECIBELS`, the noise the same every time."""
    ratio = DECIBELS[level]
    if ratio is None:
        return waveform
    return add_noise(waveform, ratio, np.random.default_rng(0), level=active_level(waveform))


def features(clip: Clip, device: str | torch.device | None = None) -> Features:
    """Return the frozen features of a clip: the slow part, shared by every strategy.

    `device` is where they are computed; what `mmfusion.nn.device.find` chooses by default.

    Raises:
        ValueError: the clip has neither picture nor sound, or there is no such device.

    Example:
        >>> import numpy as np
        >>> from mmfusion.media import Clip
        >>> from mmfusion.tasks.events import clip_features
        >>> hiss = np.random.default_rng(0).normal(0, 0.01, 64_000).astype(np.float32)
        >>> found = clip_features(Clip(None, None, hiss, 16_000, "hiss"))
        >>> found.subset, found.arrays["audio"].shape  # cells × features
        (('audio',), (40, 1392))

    """
    began = time.perf_counter()
    if clip.frames is None and clip.waveform is None:
        raise ValueError("the clip has neither picture nor sound")
    arrays = {}
    if clip.frames is not None:
        arrays["visual"] = visual_cells(clip.frames, device=device)
    if clip.waveform is not None:
        arrays["audio"] = audio_cells(window_samples(clip.waveform)[None], device=device)[0]
    times = clip.frame_times if clip.frame_times is not None else np.zeros(0)
    seconds = np.clip(np.asarray(times) - clip.start, 0.0, WINDOW).astype(np.float32)
    return Features(arrays, seconds, (time.perf_counter() - began) * 1e3)


def spoiled_features(
    clip: Clip, clean: Features, spoil: Spoil, device: str | torch.device | None = None
) -> list[Features]:
    """Return the features at all five levels of one kind of spoiling; level 0 is `clean`.

    `device` as in `features`. A clip that lacks the spoiled sense gives five times the same.
    """
    levels = range(1, len(PIXELS))
    if spoil == "blur":
        if clip.frames is None:
            return [clean] * len(PIXELS)
        frames = np.concatenate([spoiled_frames(clip.frames, level) for level in levels])
        cells = visual_cells(frames, device=device)
        parts = np.split(cells, len(levels))
        return [clean, *(clean.put("visual", part) for part in parts)]
    if clip.waveform is None:
        return [clean] * len(DECIBELS)
    sound = window_samples(clip.waveform)
    heard = audio_cells(np.stack([spoiled_sound(sound, level) for level in levels]), device=device)
    return [clean, *(clean.put("audio", cells) for cells in heard)]


class Predictor(Shipped[EventNetwork]):
    """One trained strategy of task `events`."""

    def predict(self, clip: Clip) -> Prediction:
        """Answer every question of the task. Raises ValueError if the clip lacks what is needed."""
        return self.answer(features(clip, self.device))

    def predict_whole(self, span: Clip) -> WholePrediction:
        """Answer the whole of a clip that is longer than the window: its windows' answers, joined.

        p(k) ∝ exp(mean over the windows of log p(k)), as `join_windows` has it; a clip of one window gets
        the answer of `predict`. Windows that hold nothing that this strategy reads are left out.

        Args:
            span: the whole clip, as `mmfusion.media.load_span` gives it.

        Raises:
            ValueError: no window holds what this strategy reads.

        Example:
            >>> import numpy as np
            >>> from mmfusion.media import Clip
            >>> from mmfusion.tasks.events import load
            >>> hiss = np.random.default_rng(0).normal(0, 0.01, 96_000).astype(np.float32)  # 6 s
            >>> found = load("audio").predict_whole(Clip(None, None, hiss, 16_000, "hiss", duration=6.0))
            >>> found.windows, round(sum(found.probabilities.values()), 6)
            (3, 1.0)

        """
        name = self.card.strategy
        return over_time(span, {name: self}, device=self.device).whole(name)

    def answer(self, given: Features) -> Prediction:
        """Answer from features at hand. Raises ValueError if none of this strategy's senses is."""
        began = time.perf_counter()
        subset = self.subset(given.subset)
        answers = self.answers(self._output([given], subset), subset, {QUESTION: CLASSES})
        elapsed = (time.perf_counter() - began) * 1e3
        p = answers[QUESTION].probabilities[CLASSES[NONE]]
        return Prediction(answers, elapsed, p > self.card.unfamiliar_above[key(subset)])

    def probabilities(self, given: Sequence[Features], subset: Subset) -> FloatArray | None:
        """Return calibrated probabilities `(levels, 14)` from one subset of senses, or None without it."""
        found = self.scores(given, subset)
        return None if found is None else softmax(found[0])

    def scores(
        self, given: Sequence[Features], subset: Subset
    ) -> tuple[FloatArray, dict[str, FloatArray]] | None:
        """Return logits over the temperature `(levels, 14)` and those of each CLS, or None without it."""
        if not set(subset) <= set(given[0].subset) & set(self.modalities):
            return None
        output = self._output(given, subset)
        heat = np.float64(self.card.temperature(subset))
        own = {m: to_numpy(z.float()) / heat for m, z in output.modality_logits[QUESTION].items()}
        return to_numpy(output.logits[QUESTION].float()) / heat, own

    @torch.inference_mode()
    def _output(self, given: Sequence[Features], subset: Subset) -> FusionOutput:
        cells = {m: torch.from_numpy(np.stack([f.arrays[m] for f in given])) for m in subset}
        output: FusionOutput = self.network(cells, torch.from_numpy(given[0].seconds))
        return output


def load(
    strategy: str,
    root: Path = ASSETS,
    device: str | torch.device | None = None,
    dtype: torch.dtype | None = None,
) -> Predictor:
    """Return a shipped network, ready to predict; loaded once and shared. Raises as `shipped.read`.

    Args:
        strategy: which.
        root: the assets folder.
        device: where it computes; what `mmfusion.nn.device.find` chooses by default, or refuses.
        dtype: what its layers multiply in, as `mmfusion.nn.placing.place` has it.

    Example:
        >>> from mmfusion.tasks.events import load
        >>> network = load("mid")
        >>> network.modalities, network.trained, network.card.classes[:2]
        (('visual', 'audio'), True, ('dog', 'cat'))

    """
    return _loaded(strategy, root, find(device), dtype)


@lru_cache(maxsize=32)
def _loaded(strategy: str, root: Path, device: torch.device, dtype: torch.dtype | None) -> Predictor:
    def build(spec: FusionSpec) -> EventNetwork:
        return EventNetwork(spec)

    network, card, described = read(TASK, strategy, SHIPPED, build, root)
    return Predictor(place(network, device, dtype), card, described)


class Lab(Collection[Predictor]):
    """Every shipped strategy of `events`, side by side.

    Example:
        >>> import numpy as np
        >>> from mmfusion.media import Clip
        >>> from mmfusion.tasks.events import Lab
        >>> lab = Lab()
        >>> hiss = np.random.default_rng(0).normal(0, 0.01, 64_000).astype(np.float32)
        >>> found = lab.compare(lab.features(Clip(None, None, hiss, 16_000, "hiss")), strategies=["audio"])
        >>> found.probabilities["audio"].shape  # levels of spoiling × subsets of modalities × kinds
        (1, 3, 14)

    """

    def __init__(self, root: Path = ASSETS, device: str | torch.device | None = None) -> None:
        self.device = find(device)
        super().__init__(TASK, SHIPPED, lambda name: load(name, root, self.device), root)
        self.classes = CLASSES

    def features(self, clip: Clip, spoil: Spoil | None = None) -> list[Features]:
        """Return the features of a clip, level 0 alone or all five levels of one kind of spoiling."""
        clean = features(clip, self.device)
        return [clean] if spoil is None else spoiled_features(clip, clean, spoil, self.device)

    def compare(
        self,
        levels: Sequence[Features],
        swap: Features | Sequence[Features] | None = None,
        strategies: Sequence[str] | None = None,
    ) -> Comparison:
        """Return what every strategy makes of a clip with both senses, without sound and without picture.

        Args:
            levels: features of the clip, one or more levels of spoiling.
            swap: features of another clip whose sound replaces this one's: one, or one for each level.
            strategies: which; all by default.

        """
        others = [swap] * len(levels) if swap is None or isinstance(swap, Features) else list(swap)
        given = [
            f if other is None else f.sounding_as(other) for f, other in zip(levels, others, strict=True)
        ]
        probabilities, milliseconds, unfamiliar = {}, {}, {}
        cls_logits: dict[str, dict[str, FloatArray]] = {}
        for name in strategies or self.predictors:
            predictor = self.predictors[name]
            table = np.full((len(given), len(SUBSETS), len(CLASSES)), np.nan)
            flags = np.zeros((len(given), len(SUBSETS)), dtype=bool)
            for column, subset in enumerate(SUBSETS):
                began = time.perf_counter()
                found = predictor.scores(given, subset)
                if found is None:
                    continue
                p = softmax(found[0])
                if subset == predictor.modalities or name not in milliseconds:
                    milliseconds[name] = (time.perf_counter() - began) * 1e3 / len(given)
                    cls_logits[name] = found[1]
                table[:, column] = p
                flags[:, column] = p[:, NONE] > predictor.card.unfamiliar_above[key(subset)]
            probabilities[name], unfamiliar[name] = table, flags
        return Comparison(probabilities, milliseconds, unfamiliar, cls_logits)

    def experts(self, comparison: Comparison, aggregator: str) -> FloatArray:
        """Return late fusion `(levels, 14)` of the separately trained, calibrated senses."""
        seen, heard = (comparison.answer(m, (m,)) for m in MODALITIES)
        return aggregate(seen, heard, aggregator, self.cards["late"].experts)

    def over_time(
        self, span: Clip, strategies: Sequence[str] | None = None, windows: int = WINDOWS
    ) -> Timeline:
        """Return these networks' answers over a span; arguments, errors: `over_time.over_time`."""
        own = {name: self.predictors[name] for name in strategies or self.predictors}
        return over_time(span, own, windows, self.device)
