"""Scenes and questions as networks read them, and the fixed sets on which they are validated and tested."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.tasks.scenes import ANSWERS, POLAR
from mmfusion.tasks.scenes.asking import LAYOUTS_OF, Question, ask, novels_of
from mmfusion.tasks.scenes.drawing import Novel, draw
from mmfusion.tasks.scenes.scene import Scene
from mmfusion.tasks.scenes.words import encode

TRAIN, VALIDATION, TEST, SHOWN = range(4)
"""Parts of the scenes, each with seeds of its own: trained on, validated on, tested on, looked at on
pages."""
Asked = tuple[Scene, Question]


@dataclass(frozen=True, eq=False)
class Batch:
    """S pictures and B questions, B / S in a row about each."""

    visual: Tensor
    """`(S, 3, 96, 96)`, -0.5..0.5."""
    text: Tensor
    """`(B, 10)`: numbers of words."""
    answers: Tensor
    """`(B,)`: numbers of `ANSWERS`."""


def pixels(pictures: NDArray[np.uint8]) -> Tensor:
    """Return pictures `(S, H, W, 3)` as networks read them, `(S, 3, H, W)` in -0.5..0.5."""
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).float().div_(255).sub_(0.5)


def picture_input(scenes: Sequence[Scene]) -> Tensor:
    """Return scenes as networks read them, `(S, 3, 96, 96)`."""
    return pixels(np.stack([scene.picture() for scene in scenes]))


def make_batch(scenes: Sequence[Scene], questions: Sequence[Question]) -> Batch:
    """Return scenes and questions as a batch, equally many questions in a row about each scene."""
    return Batch(
        picture_input(scenes),
        encode([q.sentence.words for q in questions]),
        torch.tensor([ANSWERS.index(q.answer) for q in questions]),
    )


def paired(asked: Sequence[Asked]) -> Batch:
    """Return one question a scene as a batch."""
    return make_batch([scene for scene, _ in asked], [q for _, q in asked])


def numbered(form: str, number: int, part: int = SHOWN, novel: Novel | None = None) -> Asked:
    """Return a scene and a question of a form by number: the same wherever it is asked for.

    Even numbers of polar questions and captions are true, odd ones false.

    Example:
        >>> from mmfusion.tasks.scenes.batches import numbered
        >>> scene, question = numbered("who", 7)
        >>> question.sentence.text, question.answer
        ('who is reading', 'penguin')

    """
    rng = random.Random(f"{part} {form} {number} {novel}")
    while True:
        scene = draw(rng, rng.choice(LAYOUTS_OF[form]), novel)
        question = ask(rng, scene, form, novel, POLAR[number % 2])
        if question is not None:
            return scene, question


def fixed(form: str, count: int, part: int, unseen: bool = False) -> list[Asked]:
    """Return the first questions of a form of a part, on combinations that are held out if `unseen`."""
    novels: tuple[Novel | None, ...] = novels_of(form) if unseen else (None,)
    return [numbered(form, i, part, novels[i // 2 % len(novels)]) for i in range(count)]
