"""Emoji of subgroups that no training picture is of, told by the subgroup's name alone.

A map from pictures to class names is learned from the pictures of some subgroups: ridge regression to the
vector of the subgroup's name. Pictures of twelve other subgroups go through it and get the nearest of the
twelve names (the linear map of Frome et al., DeViSE, 2013, with squared loss). Beside it: one, two, five
labelled pictures of each of the twelve, on the same features.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmfusion.colearning import RidgePath, choose_classifier, choose_encoder
from mmfusion.colearning.zero_shot import Floats, unit
from mmfusion.tasks.names.measure import SEEDS, Index, accuracy, said
from mmfusion.tasks.names.naming import vectors
from mmfusion.tasks.pairs import Pairs, pairs

UNSEEN = 12
"""Subgroups that are held out."""
LEAST = 14
"""Pictures of a subgroup that may be held out, at least: five labels, three to choose, the rest to test."""
LABELS = (1, 2, 5)
HELD = 3
SEEN = (5, 10, 20, 40)
"""Subgroups that the map is learned on; and all that are left."""


def said_as(subgroup: str) -> str:
    """Return the words of a subgroup: ``animals-nature/animal-bug`` is *animal bug*.

    Example:
        >>> from mmfusion.tasks.names.emoji import said_as
        >>> said_as("animals-nature/animal-bug")
        'animal bug'

    """
    return subgroup.partition("/")[2].replace("-", " ")


def held_out(every: Pairs, seed: int) -> tuple[Index, Index]:
    """Return the subgroups that are held out, and those that may be learned on, in random order."""
    rng = np.random.default_rng(seed)
    counts = np.bincount(every.subgroup, minlength=len(every.subgroups))
    order = rng.permutation(len(counts))
    unseen = [int(k) for k in order if counts[k] >= LEAST][:UNSEEN]
    return np.array(unseen), np.array([k for k in order if k not in unseen and counts[k] > 1])


def without_twins(every: Pairs, subgroups: Index, tests: NDArray[np.bool_]) -> Index:
    """Return the rows of subgroups, without near-duplicates of what is tested, which would tell."""
    rows = np.flatnonzero(np.isin(every.subgroup, subgroups))
    return rows[~np.isin(every.tied[rows], every.tied[tests])]


def emoji(seeds: int = SEEDS) -> dict[str, Any]:
    """Return accuracy on unseen subgroups by how many the map was learned on, beside labels.

    Raises:
        FileNotFoundError: the pairs are not there.

    """
    every = pairs()
    names = unit(vectors([said_as(one) for one in every.subgroups]))
    seen_counts = [*SEEN, len(held_out(every, 0)[1])]
    runs: dict[str, list[list[float]]] = {"names": [], "shuffled": [], "labels": []}
    for seed in range(seeds):
        unseen, learnable = held_out(every, seed)
        rng = np.random.default_rng(seed)
        tests = np.isin(every.subgroup, unseen)
        targets = np.array([int(np.flatnonzero(unseen == k)[0]) for k in every.subgroup[tests]])
        x = every.views["visual"].astype(np.float64)
        by_names: list[float] = []
        shuffled: list[float] = []
        for count in seen_counts:
            rows = without_twins(every, learnable[:count], tests)
            mixed = rng.permutation(len(names))
            taught = (names[every.subgroup], names[mixed][every.subgroup])
            for z, out in zip(mapped(x, taught, rows, rng), (by_names, shuffled), strict=True):
                out.append(accuracy(z[tests] @ names[unseen].T, targets))
        runs["names"].append(by_names)
        runs["shuffled"].append(shuffled)
        runs["labels"].append(by_labels(x[tests], targets, rng))
    return {
        "seeds": seeds,
        "unseen": UNSEEN,
        "seen": seen_counts,
        "budgets": list(LABELS),
        **{arm: [said(row) for row in np.array(values).T] for arm, values in runs.items()},
    }


def mapped(x: Floats, taught: Sequence[Floats], rows: Index, rng: np.random.Generator) -> list[Floats]:
    """Return pictures `(n, d)` mapped to `(n, k)`, length 1, by each of what may be taught; λ on a fifth."""
    rows = rng.permutation(rows)
    cut = max(1, len(rows) // 5)
    held, train = rows[:cut], rows[cut:]
    path = RidgePath(x[train])
    return [unit(choose_encoder(path, t[train], x[held], t[held])[0](x)) for t in taught]


def by_labels(x: Floats, targets: Index, rng: np.random.Generator) -> list[float]:
    """Return accuracy of a classifier on 1, 2 and 5 labelled pictures of each class, λ on three more."""
    own = [rng.permutation(np.flatnonzero(targets == k)) for k in range(UNSEEN)]
    held = np.concatenate([rows[max(LABELS) : max(LABELS) + HELD] for rows in own])
    test = np.concatenate([rows[max(LABELS) + HELD :] for rows in own])
    out = []
    for budget in LABELS:
        rows = np.concatenate([one[:budget] for one in own])
        chosen = choose_classifier(x[rows], targets[rows], (x[held], targets[held]), UNSEEN)
        out.append(accuracy(chosen.classifier(x[test]), targets[test]))
    return out
