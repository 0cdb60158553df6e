"""A shipped network of `scenes`: its answer to a sentence about a scene, and what each word looks at."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.cards.shipped import Collection, Prediction, Shipped, read
from mmfusion.folders import ASSETS
from mmfusion.media import Clip
from mmfusion.nn.device import find, to_numpy
from mmfusion.nn.placing import place
from mmfusion.tasks.scenes import ANSWERS, GRID, QUESTION, SIDE, STRATEGIES, TASK
from mmfusion.tasks.scenes.batches import picture_input, pixels
from mmfusion.tasks.scenes.network import SceneNetwork
from mmfusion.tasks.scenes.pointing import maps
from mmfusion.tasks.scenes.scene import Scene
from mmfusion.tasks.scenes.words import encode, masked

SENTENCE = "a dog is playing in the park"
"""What is asked where nobody asks anything."""


def frame_of(clip: Clip) -> NDArray[np.uint8]:
    """Return the middle frame of a clip, cut to 96 × 96 px. Raises ValueError if there is none."""
    from PIL import Image

    if clip.frames is None or not len(clip.frames):
        raise ValueError("the clip has no picture")
    frame = clip.frames[len(clip.frames) // 2]
    side = min(frame.shape[:2])
    top, left = (frame.shape[0] - side) // 2, (frame.shape[1] - side) // 2
    square = Image.fromarray(frame[top : top + side, left : left + side])
    return np.array(square.resize((SIDE, SIDE), Image.Resampling.BOX))


class ScenePredictor(Shipped[SceneNetwork]):
    """One trained strategy of `scenes`."""

    def predict(self, clip: Clip, sentence: str = SENTENCE) -> Prediction:
        """Answer a sentence about the middle frame of a clip.

        Raises:
            ValueError: the clip has no picture, or a word is none that the network knows.

        """
        return self.answer_picture(pixels(frame_of(clip)[None]), sentence.lower().split())

    def answer(self, scene: Scene, sentence: str | Sequence[str]) -> Prediction:
        """Answer a sentence about a scene. Raises ValueError for a word that the network does not know."""
        words = sentence.lower().split() if isinstance(sentence, str) else list(sentence)
        return self.answer_picture(picture_input([scene]), words)

    def answer_picture(self, picture: Tensor, words: Sequence[str]) -> Prediction:
        """Answer words about a picture `(1, 3, 96, 96)`. Errors as `answer`."""
        numbers = encode([words])
        text = masked(numbers) if self.card.strategy == "visual" else numbers
        subset = self.subset(("visual", "text"))
        began = time.perf_counter()
        with torch.inference_mode():
            output = self.network({"visual": picture, "text": text})
        answers = self.answers(output, subset, {QUESTION: ANSWERS})
        return Prediction(answers, (time.perf_counter() - began) * 1e3, False)

    def attention(self, scene: Scene, sentence: str | Sequence[str]) -> NDArray[np.float32]:
        """Return what each word of a sentence looks at, `(layers, heads, words, 8, 8)`, in shares.

        Raises:
            ValueError: words that the network does not know, or a network whose words ask no picture.

        """
        words = sentence.lower().split() if isinstance(sentence, str) else list(sentence)
        found = to_numpy(maps(self.network, [scene], [words])[0, :, :, : len(words)])
        return np.asarray(found.reshape(*found.shape[:3], GRID, GRID))


def load(
    strategy: str,
    root: Path = ASSETS,
    device: str | torch.device | None = None,
    dtype: torch.dtype | None = None,
) -> ScenePredictor:
    """Return a shipped network, loaded once and shared. Arguments, errors: `mmfusion.load`.

    Example:
        >>> from mmfusion.tasks.scenes import load, numbered
        >>> scene, question = numbered("colour", 0)
        >>> said = load("cross").answer(scene, question.sentence.words).answers["answer"].probabilities
        >>> len(said), max(said, key=said.get) == question.answer
        (47, True)

    """
    return _loaded(strategy, root, find(device), dtype)


@lru_cache(maxsize=16)
def _loaded(strategy: str, root: Path, device: torch.device, dtype: torch.dtype | None) -> ScenePredictor:
    network, card, described = read(TASK, strategy, STRATEGIES, SceneNetwork, root)
    return ScenePredictor(place(network, device, dtype), card, described)


class Scenes(Collection[ScenePredictor]):
    """Every shipped strategy of `scenes`, side by side.

    Example:
        >>> from mmfusion.tasks.scenes import Scenes
        >>> scenes = Scenes()
        >>> scenes.trained, scenes.predictors["cross"].spec.asking
        (True, ('text',))

    """

    def __init__(self, root: Path = ASSETS, device: str | torch.device | None = None) -> None:
        super().__init__(TASK, STRATEGIES, lambda name: load(name, root, device), root)
