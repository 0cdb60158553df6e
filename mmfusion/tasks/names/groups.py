"""Emoji of whole groups that no training picture is of: what a name is worth without its siblings.

Twelve held-out subgroups leave siblings to learn from: with *animal marine* held out, *animal bird* is there.
Here three of the eight groups of emoji are held out with all that is in them, and twelve of their subgroups
are told by name, as in `emoji`; beside it the same twelve by a map that is learned on as many subgroups, with
the siblings of the twelve among them. The groups are told by their own names too, one of three.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mmfusion.colearning.zero_shot import unit
from mmfusion.tasks.names.emoji import LABELS, LEAST, UNSEEN, by_labels, mapped, said_as, without_twins
from mmfusion.tasks.names.measure import SEEDS, Index, accuracy, said
from mmfusion.tasks.names.naming import vectors
from mmfusion.tasks.pairs import Pairs, pairs

HELD_OUT = 3
"""Groups that are held out, of eight."""


@dataclass(frozen=True, eq=False)
class Parted:
    """What one draw holds out, and what it leaves to learn from; numbers of groups and of subgroups."""

    groups: Index
    """Groups that are held out, `(3,)`."""
    tested: Index
    """Subgroups of theirs that are told by name, `(12,)`."""
    apart: Index
    """Subgroups of the other groups, all that are left."""
    beside: Index
    """As many subgroups: the siblings of those tested first, then those of other groups."""


def parted(every: Pairs, seed: int) -> Parted:
    """Return a draw of held-out groups.

    Example:
        >>> from mmfusion.tasks.names.groups import parted
        >>> from mmfusion.tasks.pairs import pairs
        >>> own = parted(pairs(), seed=0)
        >>> len(own.groups), len(own.tested), len(own.apart) == len(own.beside)
        (3, 12, True)

    """
    rng = np.random.default_rng(seed)
    counts = np.bincount(every.subgroup, minlength=len(every.subgroups))
    group = group_of_subgroup(every)
    groups = np.sort(rng.permutation(len(every.groups))[:HELD_OUT])
    order = rng.permutation(len(counts))
    order = order[counts[order] > 1]
    held = np.isin(group[order], groups)
    tested = order[held & (counts[order] >= LEAST)][:UNSEEN]
    siblings = order[held & ~np.isin(order, tested)]
    apart = order[~held]
    return Parted(groups, tested, apart, np.concatenate([siblings, apart])[: len(apart)])


def group_of_subgroup(every: Pairs) -> Index:
    """Return the number of the group that each subgroup is of, `(S,)`."""
    order = [str(one) for one in every.groups]
    return np.array([order.index(one.partition("/")[0]) for one in every.subgroups])


def by_group(seeds: int = SEEDS) -> dict[str, Any]:
    """Return accuracy on subgroups of unseen groups, by names learned apart from and beside their siblings.

    Raises:
        FileNotFoundError: the pairs are not there.

    """
    every = pairs()
    names = unit(vectors([said_as(one) for one in every.subgroups]))
    titles = unit(vectors([one.replace("-", " ") for one in every.groups]))
    x = every.views["visual"].astype(np.float64)
    arms = ("apart", "shuffled", "gain", "beside", "siblings gain", "groups", "labels")
    runs: dict[str, list[Any]] = {arm: [] for arm in arms}
    learned = []
    for seed in range(seeds):
        own, rng = parted(every, seed), np.random.default_rng(seed)
        unseen = np.isin(every.group, own.groups)
        tests = np.isin(every.subgroup, own.tested)
        targets = np.argmax(every.subgroup[tests][:, None] == own.tested, axis=1)
        taught = [known[every.subgroup] for known in (names, names[rng.permutation(len(names))])]
        apart, shuffled = mapped(x, taught, without_twins(every, own.apart, unseen), rng)
        (beside,) = mapped(x, taught[:1], without_twins(every, own.beside, tests), rng)
        for arm, z in (("apart", apart), ("shuffled", shuffled), ("beside", beside)):
            runs[arm].append(accuracy(z[tests] @ names[own.tested].T, targets))
        runs["gain"].append(runs["apart"][-1] - runs["shuffled"][-1])
        runs["siblings gain"].append(runs["beside"][-1] - runs["apart"][-1])
        which = np.searchsorted(own.groups, every.group[unseen])
        runs["groups"].append(accuracy(apart[unseen] @ titles[own.groups].T, which))
        runs["labels"].append(by_labels(x[tests], targets, rng))
        learned.append(len(own.apart))
    return {
        "seeds": seeds,
        "held out": HELD_OUT,
        "unseen": UNSEEN,
        "learned": round(float(np.mean(learned))),
        "budgets": list(LABELS),
        "labels": [said(row) for row in np.array(runs.pop("labels")).T],
        **{arm: said(values) for arm, values in runs.items()},
    }
