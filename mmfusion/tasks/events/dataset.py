"""The data of task `events`: cached cells with their groups, folds and parts.

A group (one drone film, one person's face, one photograph, near-duplicates united) stays on one side of
every split.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.events.cache import PLAIN_FRAMES, tables
from mmfusion.tasks.events.further.items import every_recording, further_pictures
from mmfusion.tasks.events.pairs import Item, Pairs, Part, fixed_pairs, picture_folds
from mmfusion.tasks.events.pictures import one_per_class, pictures, rank
from mmfusion.tasks.events.recordings import recordings

IntArray = NDArray[np.int64]
VALIDATION_SHARE = 0.12
TEST_PAIRS, TEST_NONE = 60, 240
VALIDATION_PAIRS, VALIDATION_NONE = 24, 96
NEAR_DUPLICATE = 0.93
NEAR_DUPLICATE_PAIRS = Path(__file__).with_name("near_duplicates.json")


def united(groups: Sequence[str], pairs: Iterable[Sequence[str]]) -> list[str]:
    """Return the groups with those given one name that `pairs` connect, directly or through others."""
    parent = {group: group for group in groups}

    def root(group: str) -> str:
        while parent[group] != group:
            group = parent[group]
        return group

    for first, second in pairs:
        a, b = sorted((root(first), root(second)))
        parent[b] = a
    return [root(group) for group in groups]


def near_duplicates(
    groups: Sequence[str], features: NDArray[np.float32], above: float = NEAR_DUPLICATE
) -> list[tuple[str, str]]:
    """Return the pairs of different groups with pictures of features `(P, d)` with a cosine above `above`."""
    unit = features / np.linalg.norm(features, axis=1, keepdims=True)
    found: set[tuple[str, str]] = set()
    for start in range(0, len(unit), 1024):
        for i, j in np.argwhere(unit[start : start + 1024] @ unit.T > above).tolist():
            a, b = sorted((groups[start + i], groups[j]))
            if a != b:
                found.add((a, b))
    return sorted(found)


def write_near_duplicates(data: EventData) -> int:
    """Find the near-duplicates among all pictures, write ``near_duplicates.json`` and return their number."""
    # The drone set is split by film clip already; its bare skies are all alike, and chains of them would
    # unite half of the set.
    members = np.array([i for i, p in enumerate(data.stills) if p.source != "drone"])
    data.picture_test.need(members, data.report)
    features = data.picture_test[members, PLAIN_FRAMES // 2].astype(np.float32).mean(axis=1)
    pairs = near_duplicates([data.stills[i].group for i in members], features)
    NEAR_DUPLICATE_PAIRS.write_text(json.dumps(pairs, indent=0) + "\n")
    return len(pairs)


def _validation_groups(items: Iterable[tuple[Item, str]]) -> set[str]:
    """Return `VALIDATION_SHARE` of the groups of every class, at least one of each."""
    by_class: dict[int, set[str]] = defaultdict(set)
    for item, group in items:
        by_class[item.target].add(group)
    chosen: set[str] = set()
    for groups in by_class.values():
        ordered = sorted(groups, key=lambda g: rank("validation " + g))
        chosen.update(ordered[: max(1, round(VALIDATION_SHARE * len(ordered)))])
    return chosen


def _others(folds: IntArray, test_fold: int, items: Sequence[Item], without: str | None) -> list[int]:
    """Return the items of other folds that share neither source nor group with the source left out.

    A voice in noise is of its speaker's group, whatever its source.
    """
    gone = {item.group for item in items if item.source == without}
    return [
        i
        for i in np.flatnonzero(folds != test_fold).tolist()
        if items[i].source != without and items[i].group not in gone
    ]


@dataclass(frozen=True)
class Pool:
    """Indices of the pictures and of the recordings of one part."""

    pictures: IntArray
    recordings: IntArray


class EventData:
    """The features, computed when first needed, with their folds. Raises `PackError` if a pack is missing.

    Args:
        report: is told how far the computing of features is.
        further: whether the further sources are there too; held-out ones are in no fold.

    """

    def __init__(self, report: Callable[[str], None] = print, further: bool = False) -> None:
        built = tables(further)
        self.further = further
        self.stills, self.sounds = pictures(), recordings()
        if further:
            self.stills, self.sounds = [*self.stills, *further_pictures()], every_recording()
        self.picture_train, self.picture_test = built["pictures-train"], built["pictures-test"]
        self.sound_train, self.sound_test = built["sounds-train"], built["sounds-test"]
        self.others, self.others_test = one_per_class(), built["others-test"]
        self.report = report

    @cached_property
    def picture_groups(self) -> list[str]:
        """The group of every picture, near-duplicates united."""
        return united([p.group for p in self.stills], json.loads(NEAR_DUPLICATE_PAIRS.read_text()))

    @cached_property
    def sound_groups(self) -> list[str]:
        """The group of every recording (the folds list has no near-duplicates left)."""
        return [r.group for r in self.sounds]

    def pools(self, test_fold: int, without: str | None = None) -> dict[Part, Pool]:
        """Return the parts while `test_fold` is tested; nothing of source `without` trains."""
        p_fold = picture_folds(self.picture_groups)
        r_fold = np.array([r.fold for r in self.sounds])
        p_other = _others(p_fold, test_fold, self.stills, without)
        r_other = _others(r_fold, test_fold, self.sounds, without)
        p_val = _validation_groups((self.stills[i], self.picture_groups[i]) for i in p_other)
        r_val = _validation_groups((self.sounds[i], self.sound_groups[i]) for i in r_other)

        def of(indices: list[int], groups: list[str], chosen: set[str], inside: bool) -> IntArray:
            return np.array([i for i in indices if (groups[i] in chosen) == inside], dtype=np.int64)

        return {
            "train": Pool(
                of(p_other, self.picture_groups, p_val, False), of(r_other, self.sound_groups, r_val, False)
            ),
            "validation": Pool(
                of(p_other, self.picture_groups, p_val, True), of(r_other, self.sound_groups, r_val, True)
            ),
            "test": Pool(np.flatnonzero(p_fold == test_fold), np.flatnonzero(r_fold == test_fold)),
        }

    def fixed(self, pool: Pool, part: Part, fold: int, partial: bool = False) -> Pairs:
        """Return the fixed pairs of a validation or test part; `partial` as in `fixed_pairs`."""
        per_class, none = (TEST_PAIRS, TEST_NONE) if part == "test" else (VALIDATION_PAIRS, VALIDATION_NONE)
        seed = 1000 + fold
        return fixed_pairs(
            self.stills, self.sounds, pool.pictures, pool.recordings, per_class, none, seed, partial
        )
