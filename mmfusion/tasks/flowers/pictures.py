"""The pictures of the pack, their kinds, and splits that keep near-duplicates together.

Flowers-17 (Nilsback, Zisserman, CVPR 2006) holds 68 exact duplicate pairs and bursts of the same plant. A
split that tears them apart flatters every kernel by two to four points, so each group lies on one side.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.packs import read_member, read_table
from mmfusion.training.splits import Split

PACK, GROUPS_FILE, VOCABULARY_PACK = "flowers17_160.zip", "flowers17_groups.csv", "caltech101_160.zip"
PARTS = {"train": 40, "validation": 20, "test": 20}
"""Pictures of each class in the parts of a split."""


@dataclass(frozen=True)
class Flower:
    """One picture of the pack."""

    file: str
    label: str
    group: int


@lru_cache(maxsize=1)
def flowers() -> tuple[Flower, ...]:
    """Return the 1,360 pictures in the order of the pack. Raises `PackError` where a pack is missing."""
    rows = read_table(GROUPS_FILE)
    return tuple(Flower(row["file"], row["label"], int(row["group"])) for row in rows)


def read_picture(pack: str, member: str) -> NDArray[np.uint8]:
    """Return a picture `(H, W, 3)`. Raises `PackError`, or KeyError for an unknown member."""
    from PIL import Image

    with Image.open(io.BytesIO(read_member(pack, member))) as picture:
        return np.asarray(picture.convert("RGB"))


def vocabulary_members(each: int) -> list[str]:
    """Return `each` pictures of every class of Caltech-101 without flowers: words are learned on these."""
    by_class: dict[str, list[str]] = {}
    for row in read_table(VOCABULARY_PACK):
        by_class.setdefault(row["label"], []).append(row["file"])
    flowery = {"sunflower", "lotus", "water_lilly"}
    return [
        f for label, files in sorted(by_class.items()) if label not in flowery for f in sorted(files)[:each]
    ]


def grouped_split(
    labels: Sequence[int], groups: Sequence[int], seed: int, parts: Mapping[str, int] = PARTS
) -> Split:
    """Return a split of `parts` pictures a class in which no group is on two sides.

    Groups are dealt out largest first, each to a part drawn by the room that is left, so that the single
    pictures fill every part exactly.

    Args:
        labels: `(n,)` class of each picture.
        groups: `(n,)` group of each; none spans two classes.
        seed: of the shuffle.
        parts: pictures of each class for training, validation and test.

    Raises:
        ValueError: a class whose groups do not fill the parts exactly, or a group of two classes.

    Example:
        >>> from mmfusion.tasks.flowers import grouped_split
        >>> parts = {"train": 2, "validation": 1, "test": 1}
        >>> split = grouped_split([0, 0, 0, 0], groups=[7, 7, 8, 9], seed=0, parts=parts)
        >>> sorted(split.train.tolist())  # the only two of one group stay together
        [0, 1]

    """
    y, g = np.asarray(labels), np.asarray(groups)
    rng = np.random.default_rng(seed)
    chosen: dict[str, list[int]] = {part: [] for part in parts}
    for label in np.unique(y):
        own = np.flatnonzero(y == label)
        members = [own[g[own] == group] for group in rng.permutation(np.unique(g[own]))]
        if any(np.any(y[np.isin(g, g[m])] != label) for m in members):
            raise ValueError(f"a group of class {label} has pictures of another class")
        room = dict(parts)
        for group in sorted(members, key=len, reverse=True):
            fits = [part for part in parts if room[part] >= len(group)]
            if not fits:
                raise ValueError(f"the groups of class {label} do not fill {parts} exactly")
            free = np.array([room[part] for part in fits], dtype=float)
            part = fits[int(rng.choice(len(fits), p=free / free.sum()))]
            chosen[part] += group.tolist()
            room[part] -= len(group)
        if any(room.values()):
            raise ValueError(f"class {label} has too few pictures for {parts}")
    train, validation, test = (np.array(chosen[part], dtype=np.int64) for part in parts)
    return Split(train, validation, test)
