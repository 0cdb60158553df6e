"""The catalogue of task `events` on the real packs: sources, groups, folds."""

from __future__ import annotations

import os
from collections import defaultdict

import numpy as np
import pytest

from mmfusion.tasks.events import CLASSES, NONE
from mmfusion.tasks.events.dataset import EventData
from mmfusion.tasks.events.further.items import (
    HELD_OUT_PICTURES,
    HELD_OUT_SOUNDS,
    IN_NOISE,
    SOUNDS,
    heard,
    held_out_pictures,
    held_out_recordings,
    sources,
)
from mmfusion.tasks.events.pairs import picture_folds
from mmfusion.tasks.events.pictures import SOURCES, one_per_class, pictures
from mmfusion.tasks.events.recordings import SAMPLE_RATE, load, recordings

pytestmark = [
    pytest.mark.pack,
    pytest.mark.skipif(not os.environ.get("MMFUSION_DATA"), reason="MMFUSION_DATA is not set"),
]


@pytest.fixture(scope="module")
def data() -> EventData:
    return EventData(report=lambda _: None)


def test_every_class_is_seen_and_heard() -> None:
    for items in (pictures(), recordings()):
        assert {item.target for item in items} == set(range(len(CLASSES)))


def test_every_picture_source_feeds_several_classes_and_none() -> None:
    by_source: dict[str, set[int]] = defaultdict(set)
    for picture in pictures():
        by_source[picture.source].add(picture.target)
    assert set(by_source) == set(SOURCES)
    assert all(NONE in targets and len(targets) >= 4 for targets in by_source.values())


def test_the_source_for_tests_across_sources_never_trains() -> None:
    assert not {p.member for p in one_per_class()} & {p.member for p in pictures()}
    assert {p.source for p in one_per_class()} == {"one-per-class"}


def test_hens_are_no_roosters() -> None:
    assert {r.source for r in recordings() if r.label == "rooster"} == {"esc10"}


@pytest.mark.parametrize("fold", [1, 2, 3, 4, 5])
def test_no_group_stands_on_two_sides(data: EventData, fold: int) -> None:
    pools = data.pools(fold)
    for groups, part in ((data.picture_groups, "pictures"), (data.sound_groups, "recordings")):
        sides = [{groups[i] for i in getattr(pool, part)} for pool in pools.values()]
        assert not sides[0] & sides[1]
        assert not sides[0] & sides[2]
        assert not sides[1] & sides[2]
        everything = np.concatenate([getattr(pool, part) for pool in pools.values()])
        assert sorted(everything.tolist()) == list(range(len(groups)))


def test_leaving_a_source_out_leaves_nothing_of_it_in_training(data: EventData) -> None:
    pools = data.pools(0, without="tiny")
    for part in ("train", "validation"):
        assert "tiny" not in {data.stills[i].source for i in pools[part].pictures}  # type: ignore[index]


def test_no_voice_is_on_two_sides(data: EventData) -> None:
    for fold in range(1, 6):
        test = {
            data.sounds[i].group
            for i in data.pools(fold)["test"].recordings
            if data.sounds[i].label == "speech"
        }
        train = {
            data.sounds[i].group
            for i in data.pools(fold)["train"].recordings
            if data.sounds[i].label == "speech"
        }
        assert test
        assert not test & train


def test_a_recording_of_every_source_can_be_heard() -> None:
    seen = set()
    for recording in recordings():
        if recording.source not in seen:
            seen.add(recording.source)
            wave = load(recording)
            assert wave.dtype == np.float32
            assert wave.size > 0.2 * SAMPLE_RATE
            assert 0 < np.abs(wave).max() < 8
    assert len(seen) == 7


def test_nobody_whose_face_is_trained_on_is_tested(data: EventData) -> None:
    folds = picture_folds(data.picture_groups)
    faces = [i for i, p in enumerate(data.stills) if p.member.startswith("Faces")]
    people = {data.stills[i].group for i in faces}
    assert len(faces) == 160
    assert len(people) == 5
    for person in people:
        assert len({folds[i] for i in faces if data.stills[i].group == person}) == 1


@pytest.fixture(scope="module")
def further() -> EventData:
    return EventData(report=lambda _: None, further=True)


def test_further_sources_come_after_the_first_ones(data: EventData, further: EventData) -> None:
    """Features are kept by row: a row that moved would be another item's."""
    assert further.stills[: len(data.stills)] == data.stills
    assert further.sounds[: len(data.sounds)] == data.sounds
    assert (len(held_out_recordings()), len(held_out_pictures())) == (721, 181)
    own = [s for s in further.sounds[len(data.sounds) :] if s.pack == SOUNDS]
    assert len(own) > 800
    assert len({s.source for s in own}) == 17
    assert not {s.source for s in further.sounds} & set(HELD_OUT_SOUNDS)
    assert not {p.source for p in further.stills} & set(HELD_OUT_PICTURES)
    for items, kept in ((further.sounds, held_out_recordings()), (further.stills, held_out_pictures())):
        assert not {item.group for item in items} & {item.group for item in kept}
        assert {item.target for item in kept if item.target != NONE} != set()


@pytest.mark.parametrize("fold", [1, 5])
def test_no_group_of_the_further_sources_stands_on_two_sides(further: EventData, fold: int) -> None:
    pools = further.pools(fold)
    side_of: dict[tuple[str, str], str] = {}
    for part, pool in pools.items():
        for i in pool.recordings:
            sound = further.sounds[i]
            side_of[sound.pack, sound.member] = part
        for groups, name in ((further.picture_groups, "pictures"), (further.sound_groups, "recordings")):
            own = {groups[i] for i in getattr(pool, name)}
            others = [q for q in pools if q != part]
            assert not any(own & {groups[i] for i in getattr(pools[q], name)} for q in others)
    mixtures = [s for s in further.sounds if s.pack == IN_NOISE]
    assert len(mixtures) > 150
    for mixture in mixtures:
        *_, pack, member = mixture.member.split("\n")
        behind, own_side = side_of[pack, member], side_of[mixture.pack, mixture.member]
        assert behind != "validation"
        assert (behind == "test") == (own_side == "test")


def test_leaving_a_speaker_s_source_out_leaves_his_voice_in_noise_out(further: EventData) -> None:
    pools = further.pools(0, without="fsdd")
    speakers = {s.group for s in further.sounds if s.source == "fsdd"}
    for part in ("train", "validation"):
        assert not speakers & {further.sounds[i].group for i in pools[part].recordings}  # type: ignore[index]


def test_a_further_sound_of_every_source_can_be_heard(further: EventData) -> None:
    seen: set[str] = set()
    for recording in [*further.sounds, *held_out_recordings()]:
        if recording.source not in seen and recording.pack in (SOUNDS, IN_NOISE):
            seen.add(recording.source)
            wave = heard(recording)
            assert wave.dtype == np.float32
            assert np.isfinite(wave).all()
            assert np.abs(wave).max() > 1e-3
    assert len(seen) == 21 + 1


def test_every_source_that_trains_is_named_with_its_licence() -> None:
    named = sources()
    assert len(named) == (21 - 4) + (16 - 2)
    assert all(row["licence"] for row in named)
    assert not [row for row in named if "NC" in row["licence"]]
