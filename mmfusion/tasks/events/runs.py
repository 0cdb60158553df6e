"""A run of `events`: train one strategy on one fold, read its held-out logits, keep both on disk.

Tables and cards are made from these files alone (`mmfusion.tasks.events.report`), so that a figure can be
recomputed without training again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.events.conditions import (
    BOTH,
    HEARD,
    MAIN_CONDITIONS,
    SEEN,
    SPOILED_CONDITIONS,
    can_answer,
    logits_of,
)
from mmfusion.tasks.events.dataset import EventData
from mmfusion.tasks.events.mixture import mixture
from mmfusion.tasks.events.network import EventNetwork
from mmfusion.tasks.events.pairs import FOLDS, Pairs, Part
from mmfusion.tasks.events.training import Recipe, train
from mmfusion.training.finished import finish, finished, runs_root

MIXED = "mixture"
"""The name of the logits of the test pairs' mixture, unspoiled."""


@dataclass(frozen=True, eq=False)
class Run:
    """What a run left: its recipe, its fixed pairs `(P,)` and its logits by condition."""

    recipe: Recipe
    folder: Path
    validation: Pairs
    validation_logits: dict[str, NDArray[np.float32]]
    """Of one modality `(P, 14)`; of both `(M, 14)`, of the mixture of the fixed pairs."""
    test: Pairs
    test_logits: dict[str, NDArray[np.float32]]
    """`(P, 14)`; of several modalities `MIXED` too, `(M, 14)`."""


def test_logits(network: EventNetwork, data: EventData, pairs: Pairs) -> dict[str, NDArray[np.float32]]:
    """Return a network's logits of fixed test pairs by condition, and of their mixture."""
    found = {
        condition.name: logits_of(network, data, pairs, condition)
        for condition in MAIN_CONDITIONS + SPOILED_CONDITIONS
        if can_answer(network.spec, condition)
    }
    if len(network.spec.modalities) > 1:
        found[MIXED] = logits_of(network, data, mixture(pairs.targets).of(pairs), BOTH)
    return found


def validation_logits(network: EventNetwork, data: EventData, pairs: Pairs) -> dict[str, NDArray[np.float32]]:
    """Return a network's logits of validation pairs, clean and spoiled; of both modalities the mixture's."""
    mixed = mixture(pairs.targets).of(pairs)
    return {
        condition.name: logits_of(network, data, pairs if condition.alone else mixed, condition)
        for condition in (BOTH, SEEN, HEARD, *SPOILED_CONDITIONS)
        if can_answer(network.spec, condition)
    }


def execute(recipe: Recipe, data: EventData, report: Callable[[str], None] = print) -> Run:
    """Train and test one network, or read back what a finished run of the same recipe left.

    Raises:
        ValueError: the data have the further sources and the recipe has not, or the other way about.

    """
    if recipe.further != data.further:
        raise ValueError(f"{recipe.name} is of other sources than the data that it is to be trained with")
    folder = runs_root("events") / recipe.name
    done = folder / "logits.npz"
    if done.is_file() and finished(folder, asdict(recipe)):
        return read(recipe, folder)
    network, pools = train(recipe, data, folder, report)
    arrays: dict[str, NDArray[np.float32] | NDArray[np.int64]] = {}
    parts: tuple[Part, ...] = ("validation", "test")
    for part, answers in zip(parts, (validation_logits, test_logits), strict=True):
        pairs = data.fixed(pools[part], part, recipe.fold)
        arrays |= {f"{part}/{name}": getattr(pairs, name) for name in ("pictures", "recordings", "targets")}
        logits = answers(network, data, pairs)
        arrays |= {f"{part}/logits/{name}": found for name, found in logits.items()}
    np.savez(done, **arrays)  # type: ignore[arg-type]  # numpy types the keyword arguments as one of its own
    finish(folder, asdict(recipe))
    return read(recipe, folder)


def read(recipe: Recipe, folder: Path) -> Run:
    """Return what a finished run left in its folder."""
    with np.load(folder / "logits.npz") as stored:
        arrays = {name: stored[name] for name in stored.files}

    def pairs(part: str) -> Pairs:
        return Pairs(*(arrays[f"{part}/{name}"] for name in ("pictures", "recordings", "targets")))

    def logits(part: str) -> dict[str, NDArray[np.float32]]:
        start = f"{part}/logits/"
        return {name.removeprefix(start): a for name, a in arrays.items() if name.startswith(start)}

    return Run(recipe, folder, pairs("validation"), logits("validation"), pairs("test"), logits("test"))


def execute_all(
    strategies: Iterable[str],
    data: EventData,
    folds: int = FOLDS,
    seeds: int = 1,
    report: Callable[[str], None] = print,
) -> list[Run]:
    """Train and test every strategy, fold and seed; finished runs are read back, broken ones resumed."""
    return [
        execute(Recipe("events", strategy, fold=fold, seed=seed, further=data.further), data, report)
        for fold in range(1, folds + 1)
        for strategy in strategies
        for seed in range(seeds)
    ]
