"""Emoji: a name and a picture, eight groups. Either tells something, and not the same.

List, drawings and near-duplicates are those of the task `pairs`. Words are learned on Caltech-101.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mmfusion.tasks.flowers import DEEP, HAND_MADE
from mmfusion.tasks.flowers.describe import WORDS
from mmfusion.tasks.modalities.described import chi_square, kept, of_pictures
from mmfusion.tasks.modalities.items import Floats, Items
from mmfusion.tasks.modalities.names import NAMES, name_distances
from mmfusion.tasks.pairs.emoji import DRAWN, FRAME, GROUPS, bound_together, emoji, need_drawings, picture
from mmfusion.training.splits import shared_out

SPLITS = 10


def descriptions(report: Callable[[str], None]) -> dict[str, Floats]:
    """Return nine descriptions of every picture, computed once.

    Raises:
        FileNotFoundError: a pack, or the drawings, are missing.

    """
    from mmfusion.tasks.flowers.recipe import caltech_words

    every = emoji()
    need_drawings()
    keys = [f"{one.hexcode} {DRAWN} {FRAME} {sorted(WORDS.items())}" for one in every]
    return kept("emoji", keys, of_pictures(lambda at: picture(every[at]), caltech_words), report)


def items(report: Callable[[str], None], splits: int = SPLITS) -> Items:
    """Return the emoji as items of two families, *name* and *picture*. Raises as `descriptions`."""
    every = emoji()
    found = descriptions(report)
    groups = bound_together(found[DEEP])
    labels = np.array([GROUPS.index(one.group) for one in every])
    seen = {name: chi_square(values) for name, values in found.items()}
    report(f"{len(every)} emoji, {len(set(groups.tolist()))} when near-duplicate pictures count once")
    return Items(
        labels,
        GROUPS,
        tuple(shared_out(labels, groups, seed) for seed in range(splits)),
        {"name": tuple(NAMES), "picture": (*HAND_MADE, DEEP)},
        lambda train: seen | name_distances([one.name for one in every], train),
    )
