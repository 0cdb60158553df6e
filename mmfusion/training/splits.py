"""Splits of a data set into training, validation and test parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Index = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Split:
    """Indices of the pictures of each part, each ordered by class."""

    train: Index
    validation: Index
    test: Index


def shared_out(labels: Index, groups: Index, seed: int, shares: tuple[float, float] = (0.6, 0.2)) -> Split:
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


def labelled(labels: Index, among: Index, budget: int, rng: np.random.Generator) -> Index:
    """Return which items get their label: `budget` of each class of `among`, or all of them at 0.

    Example:
        >>> import numpy as np
        >>> from mmfusion.training.splits import labelled
        >>> labels = np.array([0, 0, 0, 1, 1, 1])
        >>> labels[labelled(labels, np.arange(6), 2, np.random.default_rng(0))].tolist()
        [0, 0, 1, 1]

    """
    if not budget:
        return among
    own = (rng.permutation(among[labels[among] == label])[:budget] for label in np.unique(labels[among]))
    return np.concatenate(list(own))
