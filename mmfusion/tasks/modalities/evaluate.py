"""True modalities by kernels: each family alone, and both together, by every way to weight.

Families are those of `Items`: the name and the picture of an emoji, picture and sound of an event;
Caltech-101 has one. Sets without the deep kernels stand beside the full ones. The gain of both together is
paired by split, method by method.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from mmfusion.folders import ASSETS
from mmfusion.tasks.flowers import DEEP
from mmfusion.tasks.flowers.grams import grams
from mmfusion.tasks.modalities.items import Items
from mmfusion.training.splits import Split
from mmfusion.training.weightings import METHODS, Learned, accuracies, chosen, gain

FOLDER = ASSETS / "modalities"
HAND = ", hand-made"
BOTH = "both"


def sets_of(families: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the kernels of every set: each family, both, and either without its deep kernels."""
    full = dict(families)
    if len(families) > 1:
        full[BOTH] = tuple(name for names in families.values() for name in names)
    sets: dict[str, tuple[str, ...]] = {}
    for label, names in full.items():
        sets[label] = names
        hand = tuple(name for name in names if not name.endswith(DEEP))
        if hand != names:
            sets[label + HAND] = hand
    return sets


def run_split(items: Items, split: Split) -> Iterator[tuple[str, str, Learned]]:
    """Yield (set or *alone*, method or kernel, what it reached) on one split."""
    sets = sets_of(items.families)
    names = tuple(dict.fromkeys(name for own in sets.values() for name in own))
    every = grams(items.distances(split.train), split.train, names)
    for name, kernel in zip(names, every, strict=True):
        yield "alone", name, chosen("average", kernel[None], items.labels, split)
    for label, own in sets.items():
        kernels = every[[names.index(name) for name in own]]
        for method in METHODS:
            yield label, method, chosen(method, kernels, items.labels, split)


def table(items: Items, report: Callable[[str], None]) -> dict[str, Any]:
    """Measure every set on every split; return what `mmfusion evaluate` prints and stores."""
    raw: dict[str, dict[str, list[Learned]]] = {}
    for number, split in enumerate(items.splits, 1):
        for label, name, learned in run_split(items, split):
            raw.setdefault(label, {}).setdefault(name, []).append(learned)
        said = {
            label: round(own["average"][-1].accuracy, 3) for label, own in raw.items() if label != "alone"
        }
        report(f"split {number} of {len(items.splits)}, average: {said}")
    sizes = {
        part: int(np.mean([len(getattr(s, part)) for s in items.splits])) for part in Split.__annotations__
    }
    return accuracies(raw) | {
        "n": len(items.labels),
        "sizes": sizes,
        "classes": list(items.classes),
        "kernels": {label: list(names) for label, names in sets_of(items.families).items()},
        "gain": gains(raw, tuple(items.families)),
    }


def gains(
    raw: Mapping[str, Mapping[str, list[Learned]]], families: tuple[str, ...]
) -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    """Return what both families reach beyond each alone, by method, with and without deep kernels."""
    if len(families) < 2:
        return {}
    found: dict[str, dict[str, dict[str, dict[str, float]]]] = {}
    for ending in ("", HAND):
        if BOTH + ending in raw:
            # a family without deep kernels has one set
            alone = {name: name + ending if name + ending in raw else name for name in families}
            found[BOTH + ending] = {name: gain(raw, BOTH + ending, less) for name, less in alone.items()}
    return found


def kernel_names() -> dict[str, str]:
    """Return what every kernel is called."""
    from mmfusion.tasks.flowers import NAMES as PICTURE
    from mmfusion.tasks.modalities.events import SOUND
    from mmfusion.tasks.modalities.names import NAMES as TEXT

    return {**TEXT, **PICTURE, **SOUND}


def stored_at(task: str) -> Path:
    """Return where a task's figures are kept."""
    return FOLDER / f"{task}.json"
