"""Training and testing the networks of task `events` on cached features.

A batch holds class-paired examples. A quarter of it has the picture alone, a quarter the sound alone; some
pairs have one sense that shows none of the kinds, and of every sense some views are ruined, so that a
missing or spoiled sense does no harm later.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from mmfusion.data.events import CLASSES, NONE, QUESTION
from mmfusion.data.events.cache import (
    FRAMES_A_TAKE,
    PIXELS,
    PLAIN_FRAMES,
    TAKES,
    TRAIN_SOUNDS,
    tables,
)
from mmfusion.data.events.features import BANDS, GRID, STEPS
from mmfusion.data.events.network import EventNetwork, frame_moments
from mmfusion.data.events.pairs import BalancedSampler, Item, Pairs, Part, fixed_pairs, picture_folds
from mmfusion.data.events.pictures import one_per_class, pictures, rank
from mmfusion.data.events.recordings import recordings
from mmfusion.nn.spec import FusionSpec
from mmfusion.training.loop import fit
from mmfusion.training.recipe import Recipe

IntArray = NDArray[np.int64]
VALIDATION_SHARE = 0.12
TEST_PAIRS, TEST_NONE = 60, 240
VALIDATION_PAIRS, VALIDATION_NONE = 24, 96
NEAR_DUPLICATE = 0.97
NEAR_DUPLICATE_PAIRS = Path(__file__).resolve().parents[1] / "data" / "events" / "near_duplicates.json"
PLAIN, LEAK = 0, 1
"""Columns of the sound's test views; the picture's are `PLAIN_FRAMES` frames, then 64 px, then the levels."""


def united(groups: Sequence[str], pairs: Iterable[Sequence[str]]) -> list[str]:
    """Return the groups with those given one name that `pairs` connect, directly or through others."""
    parent = {group: group for group in groups}

    def root(group: str) -> str:
        while parent[group] != group:
            group = parent[group]
        return group

    for first, second in pairs:
        a, b = sorted((root(first), root(second)))
        parent[b] = a
    return [root(group) for group in groups]


def near_duplicates(groups: Sequence[str], features: NDArray[np.float32]) -> list[tuple[str, str]]:
    """Return the pairs of different groups with pictures whose features `(P, d)` have a cosine above 0.97."""
    unit = features / np.linalg.norm(features, axis=1, keepdims=True)
    found: set[tuple[str, str]] = set()
    for start in range(0, len(unit), 1024):
        for i, j in np.argwhere(unit[start : start + 1024] @ unit.T > NEAR_DUPLICATE).tolist():
            a, b = sorted((groups[start + i], groups[j]))
            if a != b:
                found.add((a, b))
    return sorted(found)


def write_near_duplicates(data: EventData) -> int:
    """Find the near-duplicates among all pictures, write ``near_duplicates.json`` and return their number."""
    # The drone set is split by film clip already; its bare skies are all alike, and chains of them would
    # unite half of the set.
    members = np.array([i for i, p in enumerate(data.stills) if p.source != "drone"])
    data.picture_test.need(members, data.report)
    features = data.picture_test[members, PLAIN_FRAMES // 2].astype(np.float32).mean(axis=1)
    pairs = near_duplicates([data.stills[i].group for i in members], features)
    NEAR_DUPLICATE_PAIRS.write_text(json.dumps(pairs, indent=0) + "\n")
    return len(pairs)


def _validation_groups(items: Iterable[tuple[Item, str]]) -> set[str]:
    """Return `VALIDATION_SHARE` of the groups of every class, at least one of each."""
    by_class: dict[int, set[str]] = defaultdict(set)
    for item, group in items:
        by_class[item.target].add(group)
    chosen: set[str] = set()
    for groups in by_class.values():
        ordered = sorted(groups, key=lambda g: rank("validation " + g))
        chosen.update(ordered[: max(1, round(VALIDATION_SHARE * len(ordered)))])
    return chosen


@dataclass(frozen=True)
class Pool:
    """Indices of the pictures and of the recordings of one part."""

    pictures: IntArray
    recordings: IntArray


class EventData:
    """The features, computed when first needed, with their folds. Raises `PackError` if a pack is missing."""

    def __init__(self, report: Callable[[str], None] = print) -> None:
        built = tables()
        self.stills, self.sounds = pictures(), recordings()
        self.picture_train, self.picture_test = built["pictures-train"], built["pictures-test"]
        self.sound_train, self.sound_test = built["sounds-train"], built["sounds-test"]
        self.others, self.others_test = one_per_class(), built["others-test"]
        self.report = report

    @cached_property
    def picture_groups(self) -> list[str]:
        """The group of every picture, near-duplicates united."""
        return united([p.group for p in self.stills], json.loads(NEAR_DUPLICATE_PAIRS.read_text()))

    @cached_property
    def sound_groups(self) -> list[str]:
        """The group of every recording (the folds list has no near-duplicates left)."""
        return [r.group for r in self.sounds]

    def pools(self, test_fold: int, without: str | None = None) -> dict[Part, Pool]:
        """Return the parts while `test_fold` is tested; nothing of source `without` trains."""
        p_fold = picture_folds(self.picture_groups)
        r_fold = np.array([r.fold for r in self.sounds])
        p_other = [
            i for i in np.flatnonzero(p_fold != test_fold).tolist() if self.stills[i].source != without
        ]
        r_other = [
            i for i in np.flatnonzero(r_fold != test_fold).tolist() if self.sounds[i].source != without
        ]
        p_val = _validation_groups((self.stills[i], self.picture_groups[i]) for i in p_other)
        r_val = _validation_groups((self.sounds[i], self.sound_groups[i]) for i in r_other)

        def of(indices: list[int], groups: list[str], chosen: set[str], inside: bool) -> IntArray:
            return np.array([i for i in indices if (groups[i] in chosen) == inside], dtype=np.int64)

        return {
            "train": Pool(
                of(p_other, self.picture_groups, p_val, False), of(r_other, self.sound_groups, r_val, False)
            ),
            "validation": Pool(
                of(p_other, self.picture_groups, p_val, True), of(r_other, self.sound_groups, r_val, True)
            ),
            "test": Pool(np.flatnonzero(p_fold == test_fold), np.flatnonzero(r_fold == test_fold)),
        }

    def fixed(self, pool: Pool, part: Part, fold: int, partial: bool = False) -> Pairs:
        """Return the fixed pairs of a validation or test part; `partial` as in `fixed_pairs`."""
        per_class, none = (TEST_PAIRS, TEST_NONE) if part == "test" else (VALIDATION_PAIRS, VALIDATION_NONE)
        seed = 1000 + fold
        return fixed_pairs(
            self.stills, self.sounds, pool.pictures, pool.recordings, per_class, none, seed, partial
        )


@dataclass(frozen=True)
class Condition:
    """Which view of each sense a network gets; None: it does not get that sense."""

    visual: int | str | None = "plain"
    """``"plain"``, ``"leak"`` or a level 1 to 4 of `PIXELS`."""
    audio: int | str | None = "plain"
    """``"plain"``, ``"leak"`` or a level 1 to 4 of `DECIBELS`."""

    @property
    def name(self) -> str:
        """Return a short name, such as ``"plain+plain"`` or ``"none+2"``."""
        return "+".join("none" if v is None else str(v) for v in (self.visual, self.audio))


BOTH, SEEN, HEARD = Condition(), Condition(audio=None), Condition(visual=None)
MAIN_CONDITIONS = (
    BOTH, SEEN, HEARD,
    Condition("leak", "leak"), Condition("leak", None), Condition(None, "leak"),
)  # fmt: skip
SPOILED_CONDITIONS = tuple(
    condition
    for level in range(1, len(PIXELS))
    for condition in (
        Condition(level, "plain"), Condition(level, None), Condition("plain", level), Condition(None, level),
    )
)  # fmt: skip


def test_cells(
    data: EventData, pairs: Pairs, condition: Condition, rows: slice
) -> tuple[dict[str, Tensor], Tensor]:
    """Return the cells of some pairs under a condition, and the times `(F,)` of the frames in s."""
    cells: dict[str, Tensor] = {}
    frames = 1
    if condition.visual is not None:
        columns = {
            "plain": list(range(PLAIN_FRAMES)),
            "leak": [PLAIN_FRAMES],
        }.get(str(condition.visual)) or [PLAIN_FRAMES + int(condition.visual)]
        frames = len(columns)
        cells["visual"] = torch.from_numpy(data.picture_test[pairs.pictures[rows][:, None], columns])
    if condition.audio is not None:
        column = {"plain": PLAIN, "leak": LEAK}.get(str(condition.audio))
        column = 1 + int(condition.audio) if column is None else column
        cells["audio"] = torch.from_numpy(data.sound_test[pairs.recordings[rows], column])
    return cells, frame_moments(frames)


@torch.inference_mode()
def logits_of(
    network: EventNetwork, data: EventData, pairs: Pairs, condition: Condition, batch: int = 128
) -> NDArray[np.float32]:
    """Return the logits `(P, 14)` of fixed pairs under a condition."""
    if condition.visual is not None:
        data.picture_test.need(pairs.pictures, data.report)
    if condition.audio is not None:
        data.sound_test.need(pairs.recordings, data.report)
    out = []
    for start in range(0, len(pairs.targets), batch):
        cells, moments = test_cells(data, pairs, condition, slice(start, start + batch))
        out.append(network(cells, moments).logits[QUESTION])
    return torch.cat(out).float().numpy()


def can_answer(spec: FusionSpec, condition: Condition) -> bool:
    """Return whether a network of `spec` has any of the senses of a condition, and no sense is lost on it."""
    given = {m for m in ("visual", "audio") if getattr(condition, m) is not None}
    return bool(given) and given <= set(spec.modalities)


def spec_of(recipe: Recipe) -> FusionSpec:
    """Return the spec that a recipe trains."""
    return FusionSpec.named(
        recipe.strategy,
        modalities=("visual", "audio"),
        layers=recipe.layers,
        fusion_layer=recipe.fusion_layer,
        bottlenecks=recipe.bottlenecks,
        width=recipe.width,
        heads=recipe.heads,
        dropout=recipe.dropout,
    )


class _Batches:
    """Training batches, each a function of the step and the seed alone."""

    def __init__(self, data: EventData, pool: Pool, recipe: Recipe) -> None:
        self.data, self.recipe = data, recipe
        data.picture_train.need(pool.pictures, data.report)
        data.sound_train.need(pool.recordings, data.report)
        self.pictures = BalancedSampler(data.stills, pool.pictures)
        self.recordings = BalancedSampler(data.sounds, pool.recordings)
        self.odds = self.pictures.class_weight.copy()
        for target in range(len(CLASSES)):
            if not (self.pictures.has(target) and self.recordings.has(target)):
                self.odds[target] = 0.0
        self.odds /= self.odds.sum()

    def cells(self, step: int) -> tuple[dict[str, Tensor], Tensor, IntArray, np.random.Generator]:
        """Return cells ``visual (B, 3, 16, 1280)``, ``audio (B, 40, 1392)``, frame times `(3,)`, targets."""
        recipe, data = self.recipe, self.data
        rng = np.random.default_rng([recipe.seed, recipe.fold, step])
        targets = rng.choice(len(CLASSES), size=recipe.batch, p=self.odds)
        crossed = rng.random(recipe.batch)
        seen = self.pictures.of(np.where(crossed < recipe.crossed, NONE, targets), rng)
        heard = self.recordings.of(np.where(crossed > 1 - recipe.crossed, NONE, targets), rng)
        take, other = rng.integers(TAKES, size=(2, recipe.batch))
        columns = np.stack(
            [
                take * FRAMES_A_TAKE,
                take * FRAMES_A_TAKE + 1,
                other * FRAMES_A_TAKE + rng.integers(FRAMES_A_TAKE, size=recipe.batch),
            ],
            axis=1,
        )
        visual = torch.from_numpy(data.picture_train[seen[:, None], columns])
        view = rng.integers(TRAIN_SOUNDS, size=recipe.batch)
        audio = torch.from_numpy(data.sound_train[heard, view])
        moments = torch.from_numpy(np.sort(rng.uniform(0, 4, 3)).astype(np.float32))
        return {"visual": visual, "audio": audio}, moments, targets.astype(np.int64), rng


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
    """Return step -> loss: cross-entropy of the mean logits over the subsets of senses of the batch."""
    totals = {"visual": 3 * GRID[0] * GRID[1], "audio": BANDS * STEPS}
    parts = _subsets(recipe, network.spec.modalities)
    device = next(network.parameters()).device

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
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network = EventNetwork(spec_of(recipe), recipe.feature_dropout).to(device)
    pools = data.pools(recipe.fold, without)
    held_out = data.fixed(pools["validation"], "validation", recipe.fold, partial=without is not None)
    conditions = [c for c in (BOTH, SEEN, HEARD) if can_answer(network.spec, c)]

    def validate() -> float:
        losses = []
        for condition in conditions:
            logits = torch.from_numpy(logits_of(network, data, held_out, condition))
            losses.append(F.cross_entropy(logits, torch.from_numpy(held_out.targets)).item())
        return float(np.mean(losses))

    batches = _Batches(data, pools["train"], recipe)
    fit(network, loss_function(network, batches, recipe), validate, recipe, folder, report)
    return network.cpu(), pools
