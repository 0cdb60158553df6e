"""Flowers-17: every way to weight kernels, on splits by group, chosen on validation and measured on test.

The protocol: 40 pictures a class train, 20 choose C, 20 are counted, near-duplicates on one side; a machine
for each class against the rest, weights shared by all classes. A figure is the mean over splits with
Student's 95 % interval; differences are paired by split. Splits overlap in their pictures, so the intervals
speak of these 1,360 pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.flowers import DEEP, HAND_MADE
from mmfusion.tasks.flowers.grams import grams, noise_grams
from mmfusion.tasks.flowers.pictures import grouped_split
from mmfusion.training.weightings import METHODS, Learned, Raw, accuracies, chosen, gain

SPLITS = 10
NOISE = 20
"""Kernels that know nothing, added to see who keeps them."""
SETS: dict[str, tuple[tuple[str, ...], int]] = {
    "hand-made": (HAND_MADE, 0),
    "with deep": ((*HAND_MADE, DEEP), 0),
    "with noise": (HAND_MADE, NOISE),
    "with deep and noise": ((*HAND_MADE, DEEP), NOISE),
}
"""Kernels by name, and how many noise kernels beside them."""
CLEAN_AND_NOISY = (("hand-made", "with noise"), ("with deep", "with deep and noise"))


def run_split(
    between: Mapping[str, NDArray[np.float32]],
    labels: NDArray[np.int64],
    groups: NDArray[np.int64],
    seed: int,
) -> Iterator[tuple[str, str, Learned]]:
    """Yield (set or *alone*, method or kernel, what it reached) on one split."""
    split = grouped_split(labels.tolist(), groups.tolist(), seed)
    every = grams(between, split.train, (*HAND_MADE, DEEP))
    for name, kernel in zip((*HAND_MADE, DEEP), every, strict=True):
        yield "alone", name, chosen("average", kernel[None], labels, split)
    noise = noise_grams(len(labels), NOISE, seed)
    for label, (names, count) in SETS.items():
        kernels = np.concatenate([every[: len(names)], noise[:count]])
        for method in METHODS:
            yield label, method, chosen(method, kernels, labels, split)


def table(report: Callable[[str], None], splits: int = SPLITS) -> dict[str, Any]:
    """Measure everything on `splits` splits; return what `mmfusion evaluate flowers` prints and stores.

    Raises:
        FileNotFoundError: the descriptions are missing.

    """
    from mmfusion.tasks.flowers.features import load_features
    from mmfusion.tasks.flowers.grams import distances

    found, between = load_features(), distances()
    raw: dict[str, dict[str, list[Learned]]] = {}
    for seed in range(splits):
        for label, name, learned in run_split(between, found.labels, found.groups, seed):
            raw.setdefault(label, {}).setdefault(name, []).append(learned)
        said = {n: round(v[-1].accuracy, 3) for n, v in raw["hand-made"].items()}
        report(f"split {seed + 1} of {splits}: {said}")
    return summary(raw)


def summary(raw: Raw) -> dict[str, Any]:
    """Return the figures of every set, and what noise kernels cost each method, paired by split."""
    lost = {noisy: gain(raw, clean, noisy) for clean, noisy in CLEAN_AND_NOISY}
    return accuracies(raw) | {"lost": lost}
