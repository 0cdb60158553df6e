"""A network of `digits` trained here, without a pack: on the slice that ships, tested on stored pairs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch

from mmfusion.cards.card import ModelCard
from mmfusion.cards.subset import key, subsets
from mmfusion.measure.calibration import fit_on_halves
from mmfusion.measure.metrics import Estimate, share
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.digits import CLASSES, SPOILED_DB, SPOILED_ENERGY, TASK
from mmfusion.tasks.digits.data import same_class
from mmfusion.tasks.digits.learning.spoiling import Batch, noises
from mmfusion.tasks.digits.learning.training import DigitRecipe, train
from mmfusion.tasks.digits.measures import Pairs, logits
from mmfusion.tasks.digits.network import macs_of
from mmfusion.tasks.digits.predictor import DigitPredictor
from mmfusion.tasks.digits.shipped import Stored, read
from mmfusion.tasks.digits.voice import log_mel

SEED = 100
"""Of a network trained here, which is none of those that ship."""
PAIRS = 300


def held_out(stored: Stored) -> tuple[Batch, Batch]:
    """Return validation pairs of the slice, clean and spoiled; training has neither."""
    pictures, written, powers, spoken = stored.held_out
    seen, said = same_class(written, spoken, len(written), np.random.default_rng(SEED))
    noise = noises(SEED)[: len(said)] * 10 ** (-SPOILED_DB / 10)
    labels = torch.from_numpy(written[seen])
    left = stored.lessons.energy.left(pictures[seen], SPOILED_ENERGY)
    clean = {"visual": torch.from_numpy(pictures[seen]), "audio": torch.from_numpy(log_mel(powers[said]))}
    worn = {"visual": torch.from_numpy(left), "audio": torch.from_numpy(log_mel(powers[said] + noise))}
    return Batch(clean, labels), Batch(worn, labels)


def stored_pairs(stored: Stored) -> Pairs:
    """Return stored test pairs of one class: test pictures, and speakers that nobody trained on."""
    seen, said = same_class(stored.written, stored.spoken, PAIRS, np.random.default_rng(SEED + 1))
    waves = tuple(stored.waves[i] for i in said)
    return Pairs(
        stored.pictures[seen], waves, stored.written[seen], stored.spoken[said], stored.lessons.energy
    )


def tested(predictor: DigitPredictor, pairs: Pairs) -> dict[str, Estimate]:
    """Return the share of pairs that a network gets right, clean and spoiled, with Wilson's interval."""
    out = {}
    for name, inputs in (
        ("clean", {"visual": pairs.seen(), "audio": pairs.heard()}),
        ("spoiled", {"visual": pairs.seen(SPOILED_ENERGY), "audio": pairs.heard(SPOILED_DB)}),
    ):
        right = logits(predictor.network, inputs).argmax(axis=1) == pairs.written
        out[name] = share(int(right.sum()), len(right))
    return out


def trained_here(
    strategy: str, steps: int, told: Callable[[int, float], None], report: Callable[[str], None] = print
) -> DigitPredictor:
    """Train a strategy on the slice that ships; return it, its temperatures fitted on validation pairs.

    Args:
        strategy: which.
        steps: how many.
        told: called at each step with its number and its loss; what it raises ends the run.
        report: where progress goes.

    Raises:
        FileNotFoundError: the slice is not there.

    """
    stored = read()
    clean, worn = held_out(stored)
    both = Batch(
        {m: torch.cat([clean.inputs[m], worn.inputs[m]]) for m in clean.inputs},
        torch.cat([clean.labels, worn.labels]),
    )
    recipe = DigitRecipe(strategy=strategy, seed=SEED, steps=steps)
    with TemporaryDirectory() as folder:
        network, _ = train(recipe, stored.lessons, both, Path(folder), report, told)
    heat = {}
    for subset in subsets(network.spec.modalities):
        halves = [
            (logits(network, {m: half.inputs[m] for m in subset}), to_numpy(half.labels))
            for half in (clean, worn)
        ]
        heat[key(subset)] = fit_on_halves(*halves).value
    card = ModelCard(
        task=TASK,
        strategy=strategy,
        spec=network.spec.to_dict(),
        parameters=sum(p.numel() for p in network.parameters()),
        macs=macs_of(network.spec),
        weights_sha256="",
        recipe=recipe.to_dict(),
        split="the slice that ships",
        classes=CLASSES,
        temperatures=heat,
    )
    return DigitPredictor(network, card, trained=False)
