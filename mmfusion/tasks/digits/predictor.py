"""A shipped network of `digits`: its answer to a picture, to a voice, or to both."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.cards.shipped import Collection, Prediction, Shipped, read
from mmfusion.folders import ASSETS
from mmfusion.media import Clip
from mmfusion.nn.device import find
from mmfusion.nn.placing import place
from mmfusion.tasks.digits import CLASSES, QUESTION, STRATEGIES, TASK
from mmfusion.tasks.digits.network import DigitNetwork
from mmfusion.tasks.digits.picture import as_mnist
from mmfusion.tasks.digits.voice import heard, resampled, trimmed


def inputs_of(clip: Clip) -> dict[str, Tensor]:
    """Return what networks read of a clip: its middle frame as ink, its sound as log-mel, if it has them.

    Ink is dark on light paper or light on dark, whichever the rim of the frame is not.
    """
    found: dict[str, Tensor] = {}
    if clip.frames is not None and len(clip.frames):
        ink = as_mnist(ink_of(clip.frames[len(clip.frames) // 2]))
        if ink is not None:
            found["visual"] = torch.from_numpy(ink)[None]
    if clip.waveform is not None and clip.waveform.size:
        wave = trimmed(resampled(clip.waveform, clip.sample_rate))
        found["audio"] = torch.from_numpy(heard(wave))[None]
    return found


def ink_of(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return a picture `(H, W, 3)` as ink `(H, W)`, 0 to 1: how far from the paper at its rim it is.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.predictor import ink_of
        >>> paper = np.full((20, 20, 3), 240, np.uint8)
        >>> paper[5:15, 9:11] = 20  # a dark stroke
        >>> ink = ink_of(paper)
        >>> ink[[0, 10], [0, 10]].round(3).tolist()
        [0.0, 1.0]

    """
    grey = picture.astype(np.float32).mean(axis=2)
    rim = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    away = np.abs(grey - np.median(rim))
    most = float(away.max())
    return np.clip(away / most * 1.3 - 0.3, 0, 1) if most > 20 else np.zeros_like(grey)


class DigitPredictor(Shipped[DigitNetwork]):
    """One trained strategy of `digits`."""

    def predict(self, clip: Clip) -> Prediction:
        """Answer which digit a clip shows and says. Raises ValueError if it lacks what is needed."""
        return self.answer(inputs_of(clip))

    def answer(self, inputs: Mapping[str, Tensor]) -> Prediction:
        """Answer from inputs `(1, …)` by modality; errors as `predict`."""
        began = time.perf_counter()
        subset = self.subset(inputs)
        with torch.inference_mode():
            output = self.network({m: inputs[m] for m in subset})
        answers = self.answers(output, subset, {QUESTION: CLASSES})
        return Prediction(answers, (time.perf_counter() - began) * 1e3, False)


def load(
    strategy: str,
    root: Path = ASSETS,
    device: str | torch.device | None = None,
    dtype: torch.dtype | None = None,
) -> DigitPredictor:
    """Return a shipped network, loaded once and shared. Arguments, errors: `mmfusion.load`.

    Example:
        >>> import torch
        >>> from mmfusion.tasks.digits import load, stored
        >>> three = torch.from_numpy(stored().pictures[92:93])
        >>> said = load("late").answer({"visual": three}).answers["digit"].probabilities  # no voice
        >>> max(said, key=said.get)
        '3'

    """
    return _loaded(strategy, root, find(device), dtype)


@lru_cache(maxsize=16)
def _loaded(strategy: str, root: Path, device: torch.device, dtype: torch.dtype | None) -> DigitPredictor:
    network, card, described = read(TASK, strategy, STRATEGIES, DigitNetwork, root)
    return DigitPredictor(place(network, device, dtype), card, described)


class Digits(Collection[DigitPredictor]):
    """Every shipped strategy of `digits`, side by side.

    Example:
        >>> from mmfusion.tasks.digits.predictor import Digits
        >>> found = Digits()
        >>> found.trained, found.predictors["late"].modalities
        (True, ('visual', 'audio'))

    """

    def __init__(self, root: Path = ASSETS, device: str | torch.device | None = None) -> None:
        super().__init__(TASK, STRATEGIES, lambda name: load(name, root, device), root)
