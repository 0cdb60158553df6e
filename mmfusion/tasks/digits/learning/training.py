"""Training one network of `digits`: a minute on one core."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from mmfusion.tasks.digits import MODALITIES, QUESTION, TASK
from mmfusion.tasks.digits.learning.spoiling import MISSING, Batch, Lessons, batch, noises
from mmfusion.tasks.digits.network import DigitNetwork
from mmfusion.training.loop import fit
from mmfusion.training.recipe import Schedule


@dataclass(frozen=True)
class DigitRecipe(Schedule):
    """How one network of `digits` is trained."""

    task: str = TASK
    strategy: str = "late"
    steps: int = 600
    batch: int = 64
    learning_rate: float = 3e-3
    warmup: int = 50
    width: int = 32
    layers: int = 3
    validate_every: int = 100
    patience: int = 100


def loss_of(
    network: nn.Module, lessons: Lessons, recipe: DigitRecipe, modalities: tuple[str, ...]
) -> Callable[[int], Tensor]:
    """Return step -> the loss of that step's batch, which depends on recipe and step alone.

    Where a network has both modalities, some steps lack one, the picture as often as the voice.
    """
    noise = noises(recipe.seed)

    def loss(step: int) -> Tensor:
        rng = np.random.default_rng([recipe.seed, 31, step])
        drawn = batch(lessons, noise, recipe.batch, rng)
        given = dict(drawn.inputs)
        if len(modalities) > 1 and rng.random() < 2 * MISSING:
            del given[MODALITIES[int(rng.integers(2))]]
        logits: Tensor = network(given).logits[QUESTION]
        return F.cross_entropy(logits, drawn.labels)

    return loss


@torch.inference_mode()
def cross_entropy(network: nn.Module, held_out: Batch) -> float:
    """Return the cross-entropy in nats on a batch."""
    return F.cross_entropy(network(held_out.inputs).logits[QUESTION], held_out.labels).item()


def begun(recipe: DigitRecipe, lessons: Lessons) -> DigitNetwork:
    """Return a network as training begins: random weights of the recipe's seed, scaled to the lessons."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(recipe.seed)
        network = DigitNetwork(recipe.spec)
    level, spread = lessons.scale()
    network.level.copy_(torch.from_numpy(level)[:, None])
    network.spread.fill_(spread)
    return network


def train(
    recipe: DigitRecipe,
    lessons: Lessons,
    held_out: Batch,
    folder: Path,
    report: Callable[[str], None] = print,
    told: Callable[[int, float], None] | None = None,
) -> tuple[DigitNetwork, dict[str, float]]:
    """Train one network, or go on where a broken run stopped; return it with its best validation.

    Args:
        recipe: how.
        lessons: what on.
        held_out: validation pairs, of pictures and a speaker that training does not have.
        folder: where the run lives.
        report: where progress goes.
        told: called at each step with its number and its loss; what it raises ends the run.

    """
    network = begun(recipe, lessons)
    own = loss_of(network, lessons, recipe, recipe.spec.modalities)

    def loss(step: int) -> Tensor:
        found = own(step)
        if told is not None:
            told(step, found.item())
        return found

    best = fit(network, loss, lambda: cross_entropy(network, held_out), recipe, folder, report)
    return network.eval(), best
