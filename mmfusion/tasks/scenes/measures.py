"""What a network of `scenes` answers that it was never asked: each form, seen and unseen combinations.

*Seen* questions are new scenes of combinations that training knows; *unseen* ones turn on a kind in a new
colour, an agent at a new action, or two kinds that never stood so. Two forms stand apart from the mean of the
others: *count*, which is hard for a network of this size, and *who* on unseen combinations, where an action
that has lost one agent invites the guess that it must be another. *Shuffled* is every question asked of the
picture of another one of its form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.explain.ablation import Head, masks_without
from mmfusion.measure.metrics import Estimate
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.scenes import FORMS, MODALITIES, QUESTION
from mmfusion.tasks.scenes.batches import TEST, Batch, fixed, paired
from mmfusion.tasks.scenes.network import SceneNetwork
from mmfusion.tasks.scenes.words import masked

QUESTIONS = 300
"""Test questions of each form, seen and unseen."""
APART = ("count", "who")
"""Forms that the mean leaves out."""
SEEN, UNSEEN, SHUFFLED = "seen", "unseen", "shuffled"
SETS = (SEEN, UNSEEN, SHUFFLED)
BATCH = 150


@dataclass(frozen=True, eq=False)
class Tested:
    """What a network answered: form -> whether each question was answered rightly `(N,)`."""

    right: Mapping[str, NDArray[np.bool_]]

    def accuracy(self, form: str) -> Estimate:
        """Return the accuracy on a form with its 95 % normal interval."""
        right = self.right[form]
        value, n = float(right.mean()), len(right)
        half = 1.96 * float(np.sqrt(value * (1 - value) / n))
        return Estimate(value, value - half, value + half, n)

    def mean(self, apart: tuple[str, ...] = APART) -> Estimate:
        """Return the mean accuracy over forms, those that stand apart left out."""
        each = [self.accuracy(form) for form in self.right if form not in apart]
        half = float(np.sqrt(sum(((e.high - e.low) / 2) ** 2 for e in each))) / len(each)
        mean = float(np.mean([e.value for e in each]))
        return Estimate(mean, mean - half, mean + half, sum(e.n for e in each))


@lru_cache(maxsize=2)
def batches_of(unseen: bool, questions: int = QUESTIONS) -> dict[str, Batch]:
    """Return the test questions of each form, one a picture."""
    return {form: paired(fixed(form, questions, TEST, unseen)) for form in FORMS}


def inputs_of(strategy: str, batch: Batch) -> dict[str, Tensor]:
    """Return what a network of a strategy is shown: *visual* reads sentences without their content words."""
    return {"visual": batch.visual, "text": masked(batch.text) if strategy == "visual" else batch.text}


@torch.inference_mode()
def answers_of(
    network: SceneNetwork, strategy: str, batch: Batch, present: Sequence[str] = MODALITIES
) -> NDArray[np.float64]:
    """Return the logits `(B, 47)` of questions, one a picture, with some modalities present."""
    found = []
    for start in range(0, len(batch.text), BATCH):
        part = slice(start, start + BATCH)
        inputs = inputs_of(strategy, Batch(batch.visual[part], batch.text[part], batch.answers[part]))
        given = {m: x for m, x in inputs.items() if m in present}
        found.append(network(given).logits[QUESTION].cpu())
    return np.asarray(to_numpy(torch.cat(found)), dtype=np.float64)


def shuffled(batch: Batch) -> Batch:
    """Return the questions, each about the next one's picture."""
    return Batch(batch.visual.roll(1, dims=0), batch.text, batch.answers)


def answered(network: SceneNetwork, strategy: str, which: str = SEEN, questions: int = QUESTIONS) -> Tested:
    """Return what a network answers on a set of `SETS`. Raises ValueError for another one."""
    if which not in SETS:
        raise ValueError(f"there is no set {which!r}: there are {', '.join(SETS)}")
    right = {}
    for form, batch in batches_of(which == UNSEEN, questions).items():
        asked = shuffled(batch) if which == SHUFFLED else batch
        logits = answers_of(network, strategy, asked)
        right[form] = logits.argmax(axis=1) == to_numpy(batch.answers)
    return Tested(right)


@torch.inference_mode()
def answered_without(
    network: SceneNetwork, strategy: str, heads: Sequence[Head], questions: int = QUESTIONS
) -> dict[Head, Tested]:
    """Return what a network answers on the seen set with one head off at a time."""
    masks = [masks_without(network.fusion, [head]) for head in heads]
    right: dict[Head, dict[str, NDArray[np.bool_]]] = {head: {} for head in heads}
    for form, batch in batches_of(False, questions).items():
        said: dict[Head, list[NDArray[np.bool_]]] = {head: [] for head in heads}
        for start in range(0, len(batch.text), BATCH):
            part = slice(start, start + BATCH)
            inputs = inputs_of(strategy, Batch(batch.visual[part], batch.text[part], batch.answers[part]))
            tokens = network.tokens(inputs)  # heads that are off change nothing before fusion
            for head, mask in zip(heads, masks, strict=True):
                logits = network.fusion(tokens, head_mask=mask).logits[QUESTION].cpu()
                said[head].append(to_numpy(logits.argmax(dim=1) == batch.answers[part]))
        for head, parts in said.items():
            right[head][form] = np.concatenate(parts)
    return {head: Tested(by_form) for head, by_form in right.items()}


def lost(whole: Tested, cut: Tested, forms: Sequence[str] = FORMS) -> Estimate:
    """Return by how much the accuracy over some forms falls, with its 95 % normal interval over questions."""
    each = np.concatenate([whole.right[form].astype(float) - cut.right[form] for form in forms])
    half = 1.96 * float(each.std(ddof=1)) / np.sqrt(len(each))
    mean = float(each.mean())
    return Estimate(mean, mean - half, mean + half, len(each))
