"""One look at a scene with a sentence: the answers, where every word looks, and what spoke for an answer.

    A     attention of a head, a row a word, a column a cell: shares, never negative
    A⁺    (∇A ⊙ A)⁺, its gradient-weighted relevance (Chefer et al., ICCV 2021): clamped, so that what spoke
          against an answer is nought
    ±     ∇A ⊙ A, ∇A of the answer's preference: with its sign

∇A ⊙ A is, to first order, by how much the preference falls if that one weight is taken away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from mmfusion.explain.maps import preference
from mmfusion.explain.trace import Pass, tracing
from mmfusion.nn.device import to_numpy
from mmfusion.nn.fusion import ASKS
from mmfusion.tasks.scenes import ANSWERS, QUESTION
from mmfusion.tasks.scenes.batches import picture_input
from mmfusion.tasks.scenes.predictor import ScenePredictor
from mmfusion.tasks.scenes.scene import Scene
from mmfusion.tasks.scenes.words import encode

Floats = NDArray[np.float32]
STREAM = "text" + ASKS
"""The attention by which words ask the picture."""


@dataclass(frozen=True, eq=False)
class Look:
    """What one pass did.

    Attributes:
        probabilities: answer -> calibrated probability.
        weights: `(layers, heads, words, 64)`: what each word looks at, rows that sum to one.
        scores: `(layers, heads, words, 64)`: q kᵀ / √d_k, whose softmax the weights are.

    """

    probabilities: Mapping[str, float]
    weights: Floats
    scores: Floats

    @property
    def said(self) -> str:
        """The answer."""
        return max(self.probabilities, key=self.probabilities.__getitem__)


def look(own: ScenePredictor, scene: Scene, words: Sequence[str]) -> Look:
    """Return what a network whose words ask the picture makes of a scene and a sentence.

    Raises:
        ValueError: a word that it does not know, or a network whose words ask no picture.

    Example:
        >>> from mmfusion.tasks.scenes import load, look, numbered
        >>> scene, question = numbered("doing", 0)
        >>> seen = look(load("cross"), scene, question.sentence.words)
        >>> seen.weights.shape, seen.said == question.answer  # layers, heads, words, cells
        ((3, 4, 5, 64), True)

    """
    _asks(own)
    with torch.inference_mode(), tracing(own.network, contributions=True) as done:
        output = own.network({"visual": picture_input([scene]), "text": encode([words])})
    weights = _rows(done, len(words))
    sums = torch.stack([done.log_sums[key][0] for key in _keys(done)])  # (layers, heads, 1 + words)
    sums = sums[..., 1 : len(words) + 1, None]
    answers = own.answers(output, own.subset(own.modalities), {QUESTION: ANSWERS})[QUESTION]
    scores = weights.clamp_min(1e-30).log() + sums
    return Look(answers.probabilities, to_numpy(weights.float()), to_numpy(scores.float()))


def signed(own: ScenePredictor, scene: Scene, words: Sequence[str], answer: str) -> Floats:
    """Return ∇A ⊙ A of an answer's preference, `(layers, heads, words, 64)`. Errors as `look`.

    The preference is the answer's logit less the mean of the others' (`mmfusion.explain.maps.preference`).

    Example:
        >>> from mmfusion.tasks.scenes import load, numbered, signed
        >>> scene, question = numbered("doing", 0)
        >>> found = signed(load("cross"), scene, question.sentence.words, question.answer)
        >>> found.shape, bool((found < 0).any()), bool((found > 0).any())
        ((3, 4, 5, 64), True, True)

    """
    _asks(own)
    inputs = {"visual": picture_input([scene]), "text": encode([words])}
    with torch.no_grad():
        tokens = {m: z.detach() for m, z in own.network.tokens(inputs).items()}
    with torch.enable_grad(), tracing(own.network.fusion) as done:
        # Without a leaf that asks for gradients a network whose weights are frozen would build no graph.
        output = own.network.fusion({m: z.requires_grad_() for m, z in tokens.items()})
        score = preference(QUESTION, ANSWERS.index(answer))(output).sum()
        keys = _keys(done)
        slopes = torch.autograd.grad(score, [done.weights[key] for key in keys])
    found = torch.stack([(done.weights[k].detach() * g)[0] for k, g in zip(keys, slopes, strict=True)])
    return to_numpy(found[:, :, 1 : len(words) + 1].float())


def without(
    own: ScenePredictor, scene: Scene, words: Sequence[str], layer: int, head: int
) -> dict[str, float]:
    """Return the answers' probabilities with one head by which words ask switched off.

    Example:
        >>> from mmfusion.tasks.scenes import load, look, numbered
        >>> from mmfusion.tasks.scenes.looking import without
        >>> scene, question = numbered("doing", 0)
        >>> off = without(load("cross"), scene, question.sentence.words, layer=0, head=0)
        >>> off == look(load("cross"), scene, question.sentence.words).probabilities
        False

    """
    _asks(own)
    mask = torch.ones(own.spec.heads)
    mask[head] = 0
    with torch.inference_mode():
        tokens = own.network.tokens({"visual": picture_input([scene]), "text": encode([words])})
        output = own.network.fusion(tokens, head_mask={(layer, STREAM): mask})
    return own.answers(output, own.subset(own.modalities), {QUESTION: ANSWERS})[QUESTION].probabilities


def _asks(own: ScenePredictor) -> None:
    if own.spec.asking != ("text",):
        raise ValueError(f"words ask no picture in {own.card.strategy}")


def _keys(done: Pass) -> list[tuple[int, str]]:
    return sorted(key for key in done.weights if key[1] == STREAM)


def _rows(done: Pass, words: int) -> torch.Tensor:
    """Return the rows of the words, CLS and padding left out, `(layers, heads, words, 64)`."""
    return torch.stack([done.weights[key][0] for key in _keys(done)])[:, :, 1 : words + 1]
