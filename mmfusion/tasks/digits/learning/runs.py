"""Runs: a network of each strategy and seed, kept in a folder until it ships."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache

import torch
from safetensors.torch import load_file

from mmfusion.tasks.digits import SPOILED_DB, SPOILED_ENERGY, TASK
from mmfusion.tasks.digits.data import clean
from mmfusion.tasks.digits.learning.spoiling import Batch, Lessons
from mmfusion.tasks.digits.learning.training import DigitRecipe, begun, train
from mmfusion.tasks.digits.measures import Pairs, agreeing
from mmfusion.tasks.digits.network import DigitNetwork
from mmfusion.training.finished import best_of, finish, finished, runs_root

PICTURES = 12_000
"""Of MNIST's training pictures, the first, so many are trained on."""
VALIDATION = 300


@lru_cache(maxsize=1)
def lessons_of(seed: int) -> Lessons:
    """Return what the networks of a seed are trained on. Raises PackError without the packs."""
    part = clean("train", seed)
    return Lessons.of(part.ink[:PICTURES], part.written[:PICTURES], part.powers, part.spoken)


def validation_of(seed: int) -> Pairs:
    """Return validation pairs of a seed: its validation speaker, pictures that no seed trains on."""
    return agreeing(clean("validation", seed), lessons_of(seed).energy, VALIDATION, seed)


def held_out(pairs: Pairs) -> Batch:
    """Return pairs clean and spoiled, one after the other, as one batch."""
    inputs = {
        "visual": torch.cat([pairs.seen(), pairs.seen(SPOILED_ENERGY)]),
        "audio": torch.cat([pairs.heard(), pairs.heard(SPOILED_DB)]),
    }
    return Batch(inputs, torch.from_numpy(pairs.written).repeat(2))


def trained(
    strategy: str, seed: int, report: Callable[[str], None] = print
) -> tuple[DigitNetwork, dict[str, float]]:
    """Train a network, or read back what a finished run of the same recipe left; with its best validation."""
    recipe = DigitRecipe(strategy=strategy, seed=seed)
    folder = runs_root(TASK) / recipe.name
    lessons = lessons_of(seed)
    if not finished(folder, asdict(recipe)):
        network, best = train(recipe, lessons, held_out(validation_of(seed)), folder, report)
        finish(folder, asdict(recipe), best)
        return network, best
    network = begun(recipe, lessons)
    network.load_state_dict(load_file(folder / "best.safetensors"))
    return network.eval(), best_of(folder)
