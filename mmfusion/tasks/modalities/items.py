"""What is fused: items with their classes, their splits, and distances between them by family."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mmfusion.training.splits import Index, Split

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Items:
    """n items of one task.

    Attributes:
        labels: `(n,)` class of each.
        classes: names of the classes.
        splits: which train, which choose, which are counted.
        families: names of the kernels by modality.
        distances: from the training rows to distances `(n, n)` by kernel: what is learned (words that are
            common, scales) is learned on these rows alone.

    """

    labels: NDArray[np.int64]
    classes: tuple[str, ...]
    splits: tuple[Split, ...]
    families: Mapping[str, tuple[str, ...]]
    distances: Callable[[Index], Mapping[str, Floats]]


def shared_out(
    labels: NDArray[np.int64], groups: NDArray[np.int64], seed: int, shares: tuple[float, float] = (0.6, 0.2)
) -> Split:
    """Return a split in which training and validation get `shares` of every class, and no group is torn.

    Groups are dealt out largest first, each to a part drawn by the room that is left; a group belongs to the
    class of its first member.

    Args:
        labels: `(n,)` class of each item.
        groups: `(n,)` group of each.
        seed: of the shuffle.
        shares: of training and of validation; the rest is tested.

    Raises:
        ValueError: shares that leave nothing to test.

    """
    if not (min(shares) > 0 and sum(shares) < 1):
        raise ValueError(f"training and validation must leave something to test, not {shares}")
    rng = np.random.default_rng(seed)
    part = np.zeros(len(labels), dtype=np.int64)
    _, first = np.unique(groups, return_index=True)
    for label in np.unique(labels):
        own = [np.flatnonzero(groups == groups[i]) for i in first if labels[i] == label]
        room = sum(map(len, own)) * np.array([*shares, 1 - sum(shares)])
        for at in sorted(rng.permutation(len(own)).tolist(), key=lambda at: -len(own[at])):
            free = np.where(room >= len(own[at]) - 0.5, room, 0)
            free = free if free.any() else np.maximum(room, 1e-9)
            drawn = int(rng.choice(3, p=free / free.sum()))
            part[own[at]] = drawn
            room[drawn] -= len(own[at])
    train, validation, test = (np.flatnonzero(part == which) for which in range(3))
    return Split(train, validation, test)
