"""Clips are apart: no note of one part or repetition is in another; test clips are those of the cards."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from mmfusion.tasks.course import SEEDS, SENSES
from mmfusion.tasks.course.clips import FROM_NETWORK, PARTS, Clips, clips, made, scenes_of
from mmfusion.tasks.course.rows import Blocks, asked
from mmfusion.tasks.sounding import UNASKED
from mmfusion.tasks.sounding.batches import TEST, fixed_scenes
from mmfusion.tasks.sounding.measures import CLIPS
from mmfusion.tasks.sounding.scene import FORMS

FEW = {"train": 4, "validation": 2, "test": 2}


def notes(part: str, seed: int) -> set[tuple[int, int, int, int]]:
    return {(s.bank, s.sound, s.pitch, s.variant) for form in FORMS for s in scenes_of(part, form, seed, 40)}


def test_no_note_is_in_two_parts_or_repetitions() -> None:
    found = [notes(part, seed) for part in PARTS for seed in range(SEEDS)]
    assert all(len(own) == 40 * len(FORMS) for own in found)
    assert not any(one & other for one, other in combinations(found, 2))


def test_numbers_of_notes_leave_room_for_every_clip() -> None:
    firsts = sorted(
        next(scenes_of(part, "one", seed, 1)).variant
        for part in ("train", "validation")
        for seed in range(SEEDS)
    )
    room = min(after - before for before, after in pairwise(firsts))
    assert room > len(FORMS) * max(PARTS.values())


def test_test_clips_are_those_of_the_cards_each_used_once() -> None:
    assert PARTS["test"] * SEEDS == CLIPS
    own = [s for seed in range(SEEDS) for s in scenes_of("test", "pair", seed, PARTS["test"])]
    assert own == list(fixed_scenes("pair", CLIPS, TEST))


def test_a_part_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="no part 'exam'"):
        list(scenes_of("exam", "one", 0, 1))


def test_features_are_of_each_sense_and_of_each_repetition() -> None:
    own = made("test", 0, FEW)
    assert len(own) == 2 * len(FORMS)
    assert {sense: x.shape[1] > FROM_NETWORK for sense, x in own.features.items()} == dict.fromkeys(
        SENSES, True
    )
    other = made("test", 1, FEW)
    assert not np.allclose(own.features["audio"], other.features["audio"])
    assert (own.truth["side"] != UNASKED).sum() == 2, "asked of two objects of which one sounds, or neither"


def test_a_part_is_computed_once_and_comes_back_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MMFUSION_CACHE", str(tmp_path))
    told: list[str] = []
    first, second = clips(0, told.append, FEW), clips(0, told.append, FEW)
    assert len(told) == len(FEW)
    for part, own in first.items():
        for sense in SENSES:
            np.testing.assert_allclose(own.features[sense], second[part].features[sense])
        assert all((own.truth[name] == second[part].truth[name]).all() for name in own.truth)


def _toy(n: int = 12) -> Clips:
    rng = np.random.default_rng(0)
    side = np.where(np.arange(n) % 3 == 0, UNASKED, np.arange(n) % 2)
    x = rng.normal(5.0, 2.0, size=(n, FROM_NETWORK + 10))
    return Clips(dict.fromkeys(SENSES, x), {"side": side}, np.zeros(n, dtype=np.int64))


def test_a_question_is_asked_of_clips_that_have_an_answer() -> None:
    toy = _toy()
    found = asked(toy, toy.features, "side")
    assert len(found.answers) == 8
    assert UNASKED not in found.answers
    assert len(asked(toy, toy.features, "side", 5).answers) == 5


def test_network_and_plain_numbers_have_the_same_weight() -> None:
    x = _toy(4000).features["visual"]
    own = Blocks(x)(x)
    spread = own.var(axis=0)
    assert spread[:FROM_NETWORK].sum() == pytest.approx(spread[FROM_NETWORK:].sum(), rel=1e-3)
    assert Blocks(x, plain=False)(x).shape[1] == FROM_NETWORK
