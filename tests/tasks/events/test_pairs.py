"""Pairs: balanced, disjoint, and nothing of a group on two sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from mmfusion.tasks.events import CLASSES, NONE
from mmfusion.tasks.events.pairs import BalancedSampler, fixed_pairs, picture_folds


@dataclass(frozen=True)
class _Item:
    label: str
    source: str
    group: str
    target: int


def _items(each: int) -> list[_Item]:
    return [
        _Item(label if target < NONE else "none:thing", f"s{i % 2}", f"{label}{i}", target)
        for target, label in enumerate(CLASSES)
        for i in range(each)
    ]


def test_fixed_pairs_share_their_class_and_use_recordings_evenly() -> None:
    stills, sounds = _items(30), _items(4)
    pairs = fixed_pairs(stills, sounds, np.arange(len(stills)), np.arange(len(sounds)), 20, 40, seed=0)
    for p, r, target in zip(pairs.pictures, pairs.recordings, pairs.targets, strict=True):
        assert stills[p].target == sounds[r].target == target
    dogs = pairs.recordings[pairs.targets == 0]
    assert np.bincount(dogs)[np.unique(dogs)].tolist() == [5, 5, 5, 5]
    assert len(np.unique(pairs.pictures[pairs.targets == 0])) == 20


def test_a_class_without_sound_is_refused_by_name() -> None:
    stills = _items(3)
    sounds = [item for item in _items(3) if item.label != "frog"]
    with pytest.raises(ValueError, match="recording of 'frog'"):
        fixed_pairs(stills, sounds, np.arange(len(stills)), np.arange(len(sounds)), 3, 3, seed=0)


def test_folds_go_by_group_and_use_all_five() -> None:
    groups = [f"g{i // 3}" for i in range(600)]
    folds = picture_folds(groups)
    assert set(folds.tolist()) == {1, 2, 3, 4, 5}
    assert all(len(set(folds[3 * i : 3 * i + 3].tolist())) == 1 for i in range(200))


def test_the_sampler_weighs_sources_by_the_root_of_their_size() -> None:
    items = [_Item("dog", "large", f"a{i}", 0) for i in range(400)] + [
        _Item("dog", "small", f"b{i}", 0) for i in range(4)
    ]
    sampler = BalancedSampler(items, np.arange(len(items)))
    drawn = sampler.of(np.zeros(4000, dtype=np.int64), np.random.default_rng(0))
    assert (drawn >= 400).mean() == pytest.approx(2 / 22, abs=0.02)
    assert sampler.has(0)
    assert not sampler.has(1)
