"""Which picture meets which recording: splits, balanced training pairs, fixed test pairs.

A test fold holds whole groups of pictures and whole groups of recordings; validation is a tenth of the
groups of the other folds. Pairs share a class, not a moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.events import CLASSES, NONE
from mmfusion.tasks.events.pictures import rank

FOLDS = 5
NONE_WEIGHT = 6.0
"""How much oftener than a kind *none of these* is drawn: most of what is heard and seen is none."""
CROSSED = 0.4
"""Share of the pairs of a kind in which one modality shows none of the kinds, as in real clips."""
Part = Literal["train", "validation", "test"]
IntArray = NDArray[np.int64]


class Item(Protocol):
    """What `Picture` and `Recording` share."""

    @property
    def label(self) -> str:
        """A class or ``none:what``."""

    @property
    def source(self) -> str:
        """Where it comes from."""

    @property
    def group(self) -> str:
        """What must not be split."""

    @property
    def target(self) -> int:
        """Index into `CLASSES`."""


def picture_folds(groups: Sequence[str]) -> IntArray:
    """Return the fold, 1 to 5, of each picture by its group."""
    return np.array([1 + int(rank("fold " + group) * FOLDS) for group in groups])


def part_of(fold: int, group: str, test_fold: int) -> Part:
    """Return the part to which a group of `fold` belongs while `test_fold` is tested."""
    if fold == test_fold:
        return "test"
    return "validation" if rank("validation " + group) < 0.12 else "train"


@dataclass(frozen=True)
class Pairs:
    """Pairs by index: pictures `(P,)`, recordings `(P,)` and targets `(P,)`."""

    pictures: IntArray
    recordings: IntArray
    targets: IntArray

    def __getitem__(self, rows: slice | IntArray) -> Pairs:
        """Return some of the pairs."""
        return Pairs(self.pictures[rows], self.recordings[rows], self.targets[rows])


def fixed_pairs(
    stills: Sequence[Item],
    sounds: Sequence[Item],
    picture_pool: IntArray,
    recording_pool: IntArray,
    per_class: int,
    none_pairs: int,
    seed: int,
    partial: bool = False,
) -> Pairs:
    """Return balanced test pairs: every recording about equally often, as many pictures as there are.

    With `partial`, a class that lacks pictures or recordings is left out.

    Raises:
        ValueError: a class lacks pictures or recordings, and `partial` is not set.

    """
    rng = np.random.default_rng(seed)
    seen, heard, targets = [], [], []
    for target in range(len(CLASSES)):
        own_p = np.array([i for i in picture_pool if stills[i].target == target])
        own_r = np.array([i for i in recording_pool if sounds[i].target == target])
        if not own_p.size or not own_r.size:
            if partial:
                continue
            raise ValueError(
                f"the part has no {'picture' if own_r.size else 'recording'} of {CLASSES[target]!r}"
            )
        count = none_pairs if target == NONE else per_class
        seen.append(_round_robin(own_p, count, rng))
        heard.append(_round_robin(own_r, count, rng))
        targets.append(np.full(count, target))
    return Pairs(np.concatenate(seen), np.concatenate(heard), np.concatenate(targets))


def _round_robin(pool: IntArray, count: int, rng: np.random.Generator) -> IntArray:
    rounds = -(-count // len(pool))
    return np.concatenate([rng.permutation(pool) for _ in range(rounds)])[:count]


class BalancedSampler:
    """Draws items class by class and, within a class, by the square root of each source's (or kind's) size.

    Neither the largest source nor the largest class may decide what a class looks or sounds like.
    """

    def __init__(self, items: Sequence[Item], pool: IntArray, none_weight: float = NONE_WEIGHT) -> None:
        by_class: dict[int, dict[tuple[str, str], list[int]]] = defaultdict(lambda: defaultdict(list))
        for i in pool.tolist():
            kind = items[i].label if items[i].target == NONE and items[i].source != "caltech" else ""
            by_class[items[i].target][items[i].source, kind].append(i)
        self.class_weight = np.array([1.0] * NONE + [none_weight])
        self.class_weight /= self.class_weight.sum()
        self._cells: list[tuple[list[IntArray], NDArray[np.float64]]] = []
        for target in range(len(CLASSES)):
            cells = [np.array(members) for members in by_class[target].values()]
            weight = np.sqrt([float(len(c)) for c in cells])
            self._cells.append((cells, weight / weight.sum() if len(cells) else weight))

    def of(self, targets: IntArray, rng: np.random.Generator) -> IntArray:
        """Return one item of each target `(N,)`."""
        out = np.empty(len(targets), dtype=np.int64)
        for position, target in enumerate(targets.tolist()):
            cells, weight = self._cells[target]
            cell = cells[rng.choice(len(cells), p=weight)]
            out[position] = cell[rng.integers(len(cell))]
        return out

    def has(self, target: int) -> bool:
        """Return whether any item of `target` is in the pool."""
        return bool(self._cells[target][0])
