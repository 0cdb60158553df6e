"""The instrument: every shipped strategy of `sounding-objects` on one clip whose truth is known.

`Instrument` answers all questions with both senses, without sound and without picture, for any number of
spoiled versions of a clip at once, and searches for clips on which strategies disagree.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.cards.shipped import Collection, Prediction, Shipped, read
from mmfusion.cards.subset import subset_of
from mmfusion.folders import ASSETS
from mmfusion.measure.metrics import softmax
from mmfusion.media import Clip
from mmfusion.nn.device import find, to_numpy
from mmfusion.nn.placing import place
from mmfusion.nn.spec import STACKED
from mmfusion.tasks.sounding import ANSWERS, MODALITIES, SAMPLES, STRATEGIES, SUBSETS, TASK
from mmfusion.tasks.sounding.batches import make_batch, numbered_scene
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.raster import picture_input, sound_input
from mmfusion.tasks.sounding.render import MOMENTS
from mmfusion.tasks.sounding.scene import Form

FloatArray = NDArray[np.float64]
FORM_OF: dict[str, Form] = {
    "kind": "one",
    "left": "independent",
    "right": "independent",
    "pitch": "pair",
    "side": "pair",
    "sync": "pair",
}
"""The form of clip on which a page asks each question."""
SEARCH_BATCH = 32


def inputs_of(clip: Clip) -> dict[str, Tensor]:
    """Return what the networks read of a clip, `(1, …)` a sense; senses that it lacks are left out.

    The eight frames nearest to the moments of the raster are taken, and the first 2.4 s of sound.

    Raises:
        ValueError: the clip has neither picture nor sound.

    Example:
        >>> from mmfusion.tasks.sounding import clip, inputs_of, numbered_scene
        >>> {m: tuple(x.shape) for m, x in inputs_of(clip(numbered_scene("one", 0))).items()}
        {'visual': (1, 8, 3, 64, 96), 'audio': (1, 1, 64, 128)}

    """
    out = {}
    if clip.frames is not None and clip.frame_times is not None:
        times = np.asarray(clip.frame_times) - clip.start
        nearest = [int(np.abs(times - moment).argmin()) for moment in MOMENTS]
        out["visual"] = picture_input(clip.frames[nearest][None])
    if clip.waveform is not None:
        wave = np.zeros(SAMPLES, dtype=np.float32)
        heard = clip.waveform[:SAMPLES]
        wave[: heard.size] = heard
        out["audio"] = sound_input(wave[None])
    if not out:
        raise ValueError("the clip has neither picture nor sound")
    return out


class SoundingPredictor(Shipped[SoundingNetwork]):
    """One trained strategy of `sounding-objects`."""

    @property
    def modalities(self) -> tuple[str, ...]:
        """The senses that this strategy reads."""
        return MODALITIES if STACKED in self.spec.modalities else self.spec.modalities

    def can(self, senses: Iterable[str]) -> bool:
        """Return whether it can answer with these senses alone (*early-raw* needs both)."""
        return set(MODALITIES) <= set(senses) if STACKED in self.spec.modalities else super().can(senses)

    @property
    def needs(self) -> str:
        """What it cannot answer without, in words."""
        return " and ".join(MODALITIES) if STACKED in self.spec.modalities else super().needs

    def predict(self, clip: Clip) -> Prediction:
        """Answer every question. Raises ValueError if the clip lacks what is needed."""
        return self.answer(inputs_of(clip))

    def answer(self, inputs: Mapping[str, Tensor]) -> Prediction:
        """Answer from inputs at hand, `(1, …)` a sense. Raises ValueError if none of its senses is."""
        subset = self.subset(inputs)
        began = time.perf_counter()
        with torch.inference_mode():
            output = self.network(inputs)
        answers = self.answers(output, subset, ANSWERS)
        return Prediction(answers, (time.perf_counter() - began) * 1e3, False)

    @torch.inference_mode()
    def probabilities(
        self, inputs: Mapping[str, Tensor], senses: Sequence[str], keep: Mapping[str, Tensor] | None = None
    ) -> dict[str, FloatArray]:
        """Return calibrated probabilities `(B, classes)` of each question from some senses."""
        output = self.network({m: inputs[m] for m in senses if m in inputs}, keep)
        subset = self.subset(senses)
        return {q: softmax(to_numpy(z), self.card.temperature(subset, q)) for q, z in output.logits.items()}


def load(
    strategy: str,
    root: Path = ASSETS,
    device: str | torch.device | None = None,
    dtype: torch.dtype | None = None,
) -> SoundingPredictor:
    """Return a shipped network, loaded once and shared. Raises as `shipped.read`.

    Args:
        strategy: which.
        root: the assets folder.
        device: where it computes; what `mmfusion.nn.device.find` chooses by default, or refuses.
        dtype: what its layers multiply in, as `mmfusion.nn.placing.place` has it.

    Example:
        >>> from mmfusion.tasks.sounding import load
        >>> list(load("late").card.questions)
        ['kind', 'left', 'right', 'pitch', 'side', 'sync']

    """
    return _loaded(strategy, root, find(device), dtype)


@lru_cache(maxsize=32)
def _loaded(strategy: str, root: Path, device: torch.device, dtype: torch.dtype | None) -> SoundingPredictor:
    network, card, described = read(TASK, strategy, STRATEGIES, SoundingNetwork, root)
    return SoundingPredictor(place(network, device, dtype), card, described)


@dataclass(frozen=True, eq=False)
class Answers:
    """Every strategy on one clip in several versions.

    ``probabilities[strategy][question]`` is `(versions, subsets, classes)`, in the order of `SUBSETS`; NaN
    where a strategy cannot answer from a subset.
    """

    probabilities: dict[str, dict[str, FloatArray]]
    milliseconds: dict[str, float]
    """A clip with every sense that the strategy has."""

    def answer(self, strategy: str, question: str, senses: Iterable[str] = MODALITIES) -> FloatArray:
        """Return what a strategy says from some modalities, `(versions, classes)`; NaN where it cannot.

        Raises:
            ValueError: a modality that the task does not have.

        """
        column = SUBSETS.index(subset_of(senses, MODALITIES))
        return self.probabilities[strategy][question][:, column]


@dataclass(frozen=True)
class Found:
    """A clip that a search found, by its number, and how many were tried."""

    number: int
    tried: int


class Instrument(Collection[SoundingPredictor]):
    """Every shipped strategy of `sounding-objects`, side by side.

    Example:
        >>> from mmfusion.tasks.sounding import Instrument, clip, inputs_of, numbered_scene
        >>> found = Instrument().compare(inputs_of(clip(numbered_scene("pair", 105))), strategies=["mid"])
        >>> found.probabilities["mid"]["side"].shape  # clips × subsets of modalities × left, right, neither
        (1, 3, 3)

    """

    def __init__(self, root: Path = ASSETS, device: str | torch.device | None = None) -> None:
        self.device = find(device)
        super().__init__(TASK, STRATEGIES, lambda name: load(name, root, self.device), root)

    def compare(
        self,
        inputs: Mapping[str, Tensor],
        strategies: Sequence[str] | None = None,
        keep: Mapping[str, Tensor] | None = None,
    ) -> Answers:
        """Return what strategies make of versions of a clip.

        Args:
            inputs: ``"visual"`` `(V, 8, 3, 64, 96)` and ``"audio"`` `(V, 1, 64, 128)`.
            strategies: which; all by default.
            keep: indices of the picture tokens that are kept, as in `SoundingNetwork.tokens`.

        """
        inputs = {m: x.to(self.device) for m, x in inputs.items()}  # once for all strategies
        count = len(next(iter(inputs.values())))
        probabilities: dict[str, dict[str, FloatArray]] = {}
        milliseconds: dict[str, float] = {}
        for name in strategies or self.predictors:
            predictor = self.predictors[name]
            own = {q: np.full((count, len(SUBSETS), len(names)), np.nan) for q, names in ANSWERS.items()}
            for column, subset in enumerate(SUBSETS):
                if not set(subset) <= set(inputs) & set(predictor.modalities) or not predictor.can(subset):
                    continue
                given = (
                    keep
                    if keep is None
                    else {m: i for m, i in keep.items() if m in predictor.spec.modalities}
                )
                began = time.perf_counter()
                for question, p in predictor.probabilities(inputs, subset, given).items():
                    own[question][:, column] = p
                milliseconds.setdefault(name, (time.perf_counter() - began) * 1e3 / count)
            probabilities[name] = own
        return Answers(probabilities, milliseconds)

    def find(
        self,
        question: str,
        wrong: Sequence[str],
        right: Sequence[str],
        start: int = 0,
        most: int = 4000,
        agreed: bool = False,
    ) -> Found | None:
        """Return a numbered clip on which all of `wrong` fail a question and all of `right` answer it.

        Clips are tried from number `start` on, in batches; a network is asked only about those that are still
        possible, cheapest first. None if `most` were tried in vain.

        Args:
            question: which.
            wrong: strategies that fail.
            right: strategies that do not.
            start: the first number.
            most: how many clips to try.
            agreed: whether all of `wrong` must give the same wrong answer.

        Raises:
            ValueError: an unknown question or strategy, or no strategy at all.

        """
        asked = [(name, False) for name in wrong] + [(name, True) for name in right]
        if question not in ANSWERS or not asked or any(name not in self.predictors for name, _ in asked):
            names = ", ".join(name for name, _ in asked) or "nobody"
            raise ValueError(f"cannot search for {question!r} with {names}")
        asked.sort(key=lambda pair: self.cards[pair[0]].macs)
        form = FORM_OF[question]
        for first in range(start, start + most, SEARCH_BATCH):
            batch = make_batch([numbered_scene(form, first + i) for i in range(SEARCH_BATCH)])
            truth = to_numpy(batch.labels[question])
            left = np.arange(SEARCH_BATCH)
            said = np.full(SEARCH_BATCH, -1)
            for name, wanted in asked:
                predictor = self.predictors[name]
                inputs = {m: x[left] for m, x in batch.inputs(predictor.modalities).items()}
                answer = predictor.probabilities(inputs, predictor.modalities)[question].argmax(axis=1)
                fits = (answer == truth[left]) == wanted
                if agreed and not wanted:
                    fits &= (said[left] == -1) | (said[left] == answer)
                    said[left] = answer
                left = left[fits]
                if not left.size:
                    break
            if left.size:
                number = first + int(left[0])
                return Found(number, number - start + 1)
        return None
