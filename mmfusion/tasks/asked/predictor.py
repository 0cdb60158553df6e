"""A shipped network of `asked-objects`: its answer to a sentence about a clip; all of them side by side."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import torch
from torch import Tensor

from mmfusion.cards.shipped import Answer, Collection, Prediction, Shipped, read
from mmfusion.folders import ASSETS
from mmfusion.media import Clip
from mmfusion.nn.device import find
from mmfusion.nn.placing import place
from mmfusion.tasks import sounding
from mmfusion.tasks.asked import ANSWERS, FRAMES_READ, MODALITIES, QUESTION, STRATEGIES, TASK
from mmfusion.tasks.asked.network import AskedNetwork
from mmfusion.tasks.asked.sentences import PLAIN, Sentence, encode, parse

TEXTS = tuple(sentence.text for sentence in PLAIN)
"""What is asked where nothing else is."""


def inputs_of(clip: Clip) -> dict[str, Tensor]:
    """Return what the networks read of a clip, `(1, …)` a modality; what it lacks is left out.

    Raises:
        ValueError: the clip has neither picture nor sound.

    Example:
        >>> from mmfusion.tasks.asked import inputs_of, numbered
        >>> from mmfusion.tasks.sounding import clip
        >>> {m: tuple(x.shape) for m, x in inputs_of(clip(numbered(3).scene)).items()}
        {'visual': (1, 4, 3, 64, 96), 'audio': (1, 1, 64, 128)}

    """
    found = sounding.inputs_of(clip)
    return {m: x[:, FRAMES_READ] if m == "visual" else x for m, x in found.items()}


class AskedPredictor(Shipped[AskedNetwork]):
    """One trained strategy of `asked-objects`."""

    def predict(self, clip: Clip, sentences: Sequence[str] = TEXTS) -> Prediction:
        """Answer sentences about a clip, by default one of each form and meaning; each is a question.

        Raises:
            ValueError: the clip lacks what is needed, or a text is none of the sentences.

        """
        return self.answer(inputs_of(clip), [parse(text) for text in sentences])

    def answer(
        self,
        inputs: Mapping[str, Tensor],
        sentences: Sequence[Sentence],
        modalities: Sequence[str] = MODALITIES,
    ) -> Prediction:
        """Answer sentences about a clip's inputs, `(1, …)` a modality; errors as `predict`.

        Args:
            inputs: what `inputs_of` returned.
            sentences: which; each is a question of the prediction.
            modalities: what may be used; without ``"text"`` the network does not know which is asked.

        """
        began = time.perf_counter()
        answers: dict[str, Answer] = {}
        for sentence in sentences:
            given = {m: x for m, x in {**inputs, "text": encode([sentence])}.items() if m in modalities}
            subset = self.subset(given)
            with torch.inference_mode():
                output = self.network({m: given[m] for m in subset})
            answers[sentence.text] = self.answers(output, subset, {QUESTION: ANSWERS})[QUESTION]
        return Prediction(answers, (time.perf_counter() - began) * 1e3, False)


def load(
    strategy: str,
    root: Path = ASSETS,
    device: str | torch.device | None = None,
    dtype: torch.dtype | None = None,
) -> AskedPredictor:
    """Return a shipped network, loaded once and shared. Arguments, errors: `mmfusion.load`.

    Example:
        >>> from mmfusion.tasks import sounding
        >>> from mmfusion.tasks.asked import load
        >>> clip = sounding.clip(sounding.numbered_scene("pair", 105))  # a bird, and a frog that sounds
        >>> asked = "is the one on the left silent"
        >>> said = load("mid").predict(clip, [asked]).answers[asked].probabilities
        >>> max(said, key=said.get)
        'yes'

    """
    return _loaded(strategy, root, find(device), dtype)


@lru_cache(maxsize=16)
def _loaded(strategy: str, root: Path, device: torch.device, dtype: torch.dtype | None) -> AskedPredictor:
    network, card, described = read(TASK, strategy, STRATEGIES, AskedNetwork, root)
    return AskedPredictor(place(network, device, dtype), card, described)


class Answerers(Collection[AskedPredictor]):
    """Every shipped strategy of `asked-objects`, side by side.

    Example:
        >>> from mmfusion.tasks.asked import Answerers
        >>> found = Answerers()
        >>> found.trained, found.predictors["bottleneck-mid"].modalities
        (True, ('text', 'visual', 'audio'))

    """

    def __init__(self, root: Path = ASSETS, device: str | torch.device | None = None) -> None:
        super().__init__(TASK, STRATEGIES, lambda name: load(name, root, device), root)
