"""Training and testing the networks of task `events` on cached features.

A batch holds class-paired examples. A quarter of it has the picture alone, a quarter the sound alone; in many
pairs one modality shows none of the kinds, as in real clips, and of either some views are ruined, so that a
missing or spoiled modality does no harm later. Validation is of the same mixture.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from mmfusion.nn.device import find, home, to_numpy
from mmfusion.nn.placing import place
from mmfusion.nn.spec import FusionSpec, ReadOut
from mmfusion.tasks.events import CLASSES, MUST_BE_HEARD, NONE, QUESTION
from mmfusion.tasks.events.cache import FRAMES_A_TAKE, TAKES, TRAIN_SOUNDS
from mmfusion.tasks.events.conditions import BOTH, HEARD, SEEN, can_answer, logits_of
from mmfusion.tasks.events.dataset import EventData, Pool
from mmfusion.tasks.events.features import BANDS, GRID, STEPS
from mmfusion.tasks.events.mixture import mixture, prior_weights
from mmfusion.tasks.events.network import EventNetwork
from mmfusion.tasks.events.pairs import CROSSED, NONE_WEIGHT, BalancedSampler, Part
from mmfusion.training.loop import fit
from mmfusion.training.recipe import Schedule

IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Recipe(Schedule):
    """How one network of `events` is trained."""

    steps: int = 1200
    validate_every: int = 150
    patience: int = 8
    fold: int = 1
    """The fold that is held out for testing."""
    label_smoothing: float = 0.05
    mixup: float = 0.3
    """Parameter of the Beta distribution; half of the batches are mixed."""
    feature_dropout: float = 0.25
    dropout: float = 0.0
    token_keep: tuple[float, float] = (0.5, 1.0)
    """Share of the tokens that a batch keeps, drawn from this range for each sense."""
    alone: float = 0.25
    """Share of a batch that has one sense only, for each sense."""
    crossed: float = CROSSED
    """Share of the pairs of a kind in which one modality shows none of the kinds; the other one decides."""
    none_weight: float = NONE_WEIGHT
    """How much oftener than a kind *none of these* is drawn."""
    read_out: ReadOut = "either"
    """How several modalities' logits become one."""
    further: bool = False
    """Whether the further sources train too."""

    @property
    def name(self) -> str:
        """Return the name of the run's folder."""
        sources = "-further" if self.further else ""
        return f"{self.strategy}-fold{self.fold}-seed{self.seed}{sources}"

    @property
    def spec(self) -> FusionSpec:
        """Return the spec of the network that is trained."""
        spec = replace(super().spec, dropout=self.dropout)
        if len(spec.modalities) == 1 or self.read_out == "mean":
            return spec
        must_have = tuple((target, "audio") for target in MUST_BE_HEARD)
        return replace(spec, read_out=self.read_out, must_have=must_have)


class _Batches:
    """Training batches, each a function of the step and the seed alone."""

    def __init__(self, data: EventData, pool: Pool, recipe: Recipe) -> None:
        self.data, self.recipe = data, recipe
        modalities = recipe.spec.modalities
        self.modalities = modalities
        if "visual" in modalities:
            data.picture_train.need(pool.pictures, data.report)
        if "audio" in modalities:
            data.sound_train.need(pool.recordings, data.report)
        self.pictures = BalancedSampler(data.stills, pool.pictures, recipe.none_weight)
        self.recordings = BalancedSampler(data.sounds, pool.recordings, recipe.none_weight)
        self.odds = self.pictures.class_weight.copy()
        for target in range(len(CLASSES)):
            if not (self.pictures.has(target) and self.recordings.has(target)):
                self.odds[target] = 0.0
        self.odds /= self.odds.sum()
        self.whole = _subsets(recipe, modalities)[0][1] if len(modalities) > 1 else slice(0, 0)
        """The rows of a batch that have every modality, of several."""

    def cells(self, step: int) -> tuple[dict[str, Tensor], Tensor, IntArray, np.random.Generator]:
        """Return cells ``visual (B, 3, 16, 1280)``, ``audio (B, 40, 1392)``, frame times `(3,)`, targets.

        Cells are those of the recipe's modalities; which items are drawn is the same whatever these are.
        """
        recipe, data = self.recipe, self.data
        rng = np.random.default_rng([recipe.seed, recipe.fold, step])
        targets = rng.choice(len(CLASSES), size=recipe.batch, p=self.odds)
        crossed = rng.random(recipe.batch)
        crossed[self.whole.stop :] = np.nan  # neither below nor above: alone, what shows none is none
        unseen, unheard = crossed < recipe.crossed / 2, crossed >= 1 - recipe.crossed / 2
        seen = self.pictures.of(np.where(unseen, NONE, targets), rng)
        heard = self.recordings.of(np.where(unheard, NONE, targets), rng)
        targets = np.where(unheard & np.isin(targets, MUST_BE_HEARD), NONE, targets)
        take, other = rng.integers(TAKES, size=(2, recipe.batch))
        columns = np.stack(
            [
                take * FRAMES_A_TAKE,
                take * FRAMES_A_TAKE + 1,
                other * FRAMES_A_TAKE + rng.integers(FRAMES_A_TAKE, size=recipe.batch),
            ],
            axis=1,
        )
        view = rng.integers(TRAIN_SOUNDS, size=recipe.batch)
        cells = {}
        if "visual" in self.modalities:
            cells["visual"] = torch.from_numpy(data.picture_train[seen[:, None], columns])
        if "audio" in self.modalities:
            cells["audio"] = torch.from_numpy(data.sound_train[heard, view])
        moments = torch.from_numpy(np.sort(rng.uniform(0, 4, 3)).astype(np.float32))
        return cells, moments, targets.astype(np.int64), rng


def _subsets(recipe: Recipe, modalities: tuple[str, ...]) -> list[tuple[tuple[str, ...], slice]]:
    """Return which rows of a batch have which senses."""
    if len(modalities) == 1:
        return [(modalities, slice(0, recipe.batch))]
    each = round(recipe.alone * recipe.batch)
    rows = [(modalities, slice(0, recipe.batch - 2 * each))]
    start = recipe.batch - 2 * each
    for modality in modalities:
        rows.append(((modality,), slice(start, start + each)))
        start += each
    return rows


def loss_function(network: EventNetwork, batches: _Batches, recipe: Recipe) -> Callable[[int], Tensor]:
    """Return step -> loss: cross-entropy of the answers of the subsets of modalities of the batch."""
    totals = {"visual": 3 * GRID[0] * GRID[1], "audio": BANDS * STEPS}
    parts = _subsets(recipe, network.spec.modalities)
    device = home(network)

    def loss_of(step: int) -> Tensor:
        cells, moments, targets, rng = batches.cells(step)
        wanted = torch.from_numpy(targets).to(device)
        goal = F.one_hot(wanted, len(CLASSES)).float()
        goal = goal * (1 - recipe.label_smoothing) + recipe.label_smoothing / len(CLASSES)
        keep = {}
        for modality in network.spec.modalities:
            count = totals[modality]
            kept = max(1, round(count * rng.uniform(*recipe.token_keep)))
            keep[modality] = torch.from_numpy(np.sort(rng.permutation(count)[:kept]))
        share = float(rng.beta(recipe.mixup, recipe.mixup)) if recipe.mixup and rng.random() < 0.5 else 1.0
        loss = torch.zeros((), device=device)
        for modalities, rows in parts:
            given = {m: cells[m][rows].to(device).float() for m in modalities}
            part_goal = goal[rows]
            if share < 1:
                given = {m: share * x + (1 - share) * x.flip(0) for m, x in given.items()}
                part_goal = share * part_goal + (1 - share) * part_goal.flip(0)
            logits = network(given, moments, keep).logits[QUESTION]
            loss = loss + F.cross_entropy(logits.float(), part_goal) * len(part_goal) / recipe.batch
        return loss

    return loss_of


def train(
    recipe: Recipe,
    data: EventData,
    folder: Path,
    report: Callable[[str], None] = print,
    without: str | None = None,
) -> tuple[EventNetwork, dict[Part, Pool]]:
    """Train one network and return it with its parts. `without` names a source that never trains."""
    torch.manual_seed(recipe.seed)
    network = place(EventNetwork(recipe.spec, recipe.feature_dropout), find())
    pools = data.pools(recipe.fold, without)
    held_out = data.fixed(pools["validation"], "validation", recipe.fold, partial=without is not None)
    mixed = mixture(held_out.targets)
    asked = [
        (condition, held_out, prior_weights(held_out.targets))
        if condition.alone
        else (condition, mixed.of(held_out), mixed.weights)
        for condition in (BOTH, SEEN, HEARD)
        if can_answer(network.spec, condition)
    ]

    def validate() -> float:
        losses = []
        for condition, pairs, weights in asked:
            logits = torch.from_numpy(logits_of(network, data, pairs, condition))
            each = F.cross_entropy(logits, torch.from_numpy(pairs.targets), reduction="none")
            losses.append(np.average(to_numpy(each), weights=weights))
        return float(np.mean(losses))

    batches = _Batches(data, pools["train"], recipe)
    fit(network, loss_function(network, batches, recipe), validate, recipe, folder, report)
    return network.cpu(), pools
