"""Caltech-101, the subset of the pack: 101 kinds of 31 pictures, the same kernels as the flowers'.

Fei-Fei, Fergus, Perona, 2004. Fifteen pictures a kind train, as in the literature; six choose C, ten are
counted. Words are learned on flowers. *Faces* and *Faces_easy* are crops of the same photographs, two kinds
here as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from mmfusion.tasks.events.pictures import rank
from mmfusion.tasks.flowers import DEEP, HAND_MADE
from mmfusion.tasks.flowers.describe import WORDS
from mmfusion.tasks.flowers.pictures import VOCABULARY_PACK as PACK
from mmfusion.tasks.flowers.pictures import grouped_split, read_picture
from mmfusion.tasks.modalities.described import SIDE, chi_square, flower_words, kept, of_pictures
from mmfusion.tasks.modalities.items import Items
from mmfusion.tasks.packs import read_table

PARTS = {"train": 15, "validation": 6, "test": 10}
"""Pictures of each kind in the parts of a split."""
SPLITS = 5


@lru_cache(maxsize=1)
def pictures() -> tuple[tuple[str, str], ...]:
    """Return (file, kind) of as many pictures of each kind as a split holds. Raises `PackError`."""
    by_kind: dict[str, list[str]] = {}
    for row in read_table(PACK):
        by_kind.setdefault(row["label"], []).append(row["file"])
    each = sum(PARTS.values())
    return tuple((file, kind) for kind in sorted(by_kind) for file in sorted(by_kind[kind], key=rank)[:each])


def items(report: Callable[[str], None], splits: int = SPLITS) -> Items:
    """Return the pictures as items of one family. Raises `PackError` where a pack is missing."""
    every = pictures()
    keys = [f"{file} {SIDE} {sorted(WORDS.items())}" for file, _ in every]
    read = of_pictures(lambda at: read_picture(PACK, every[at][0]), flower_words)
    seen = {name: chi_square(values) for name, values in kept("caltech", keys, read, report).items()}
    classes, labels = np.unique([kind for _, kind in every], return_inverse=True)
    alone = list(range(len(every)))
    return Items(
        np.asarray(labels, dtype=np.int64),
        tuple(str(kind) for kind in classes),
        tuple(grouped_split(labels.tolist(), alone, seed, PARTS) for seed in range(splits)),
        {"picture": (*HAND_MADE, DEEP)},
        lambda train: seen,
    )
