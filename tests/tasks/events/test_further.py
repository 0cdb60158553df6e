"""Further sources on rows made for the test: what trains, what never does, what is mixed and synthesised."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mmfusion.tasks.events import CLASSES, NONE
from mmfusion.tasks.events.cache import Table
from mmfusion.tasks.events.further import room
from mmfusion.tasks.events.further.held_out import recognised
from mmfusion.tasks.events.further.items import (
    DECIBELS,
    HELD_OUT_PICTURES,
    HELD_OUT_SOUNDS,
    NON_COMMERCIAL,
    further_pictures,
    further_recordings,
    held_out_pictures,
    held_out_recordings,
    in_noise,
    mixed,
)
from mmfusion.tasks.events.pictures import rank
from mmfusion.tasks.events.recordings import Recording
from mmfusion.tasks.events.sounds import active_level
from mmfusion.tasks.events.sources import content_free_sound


def _row(source: str, label: str, group: str) -> dict[str, str]:
    return {"file": f"{source}/{label}.ogg", "source": source, "label": label, "group": group}


SOUND_ROWS = [
    _row("blanket", "sea_waves", "a"),
    _row("blanket", "none:rain", "b"),
    _row("esc50", "none:rain", "c"),
    _row("urbansound8k", "dog", "d"),
    _row("moodist", "frog", "e"),
    _row("gcompris", "frog", "e"),
    _row("voxelibre", "cat", "f"),
]


def test_what_is_held_out_never_trains_nor_what_shares_its_group() -> None:
    trains = [r for r in further_recordings(SOUND_ROWS) if r.source != "synthetic"]
    assert [(r.label, r.source) for r in trains] == [("sea waves", "blanket"), ("none:rain", "blanket")]
    kept = held_out_recordings(SOUND_ROWS)
    assert {r.source for r in kept} == set(HELD_OUT_SOUNDS) >= set(NON_COMMERCIAL)
    assert not {r.group for r in kept} & {r.group for r in trains}
    assert {r.fold for r in kept} == {0}
    assert {r.fold for r in trains} <= {1, 2, 3, 4, 5}


def test_pictures_are_held_out_by_source_too() -> None:
    rows = [_row(s, "none:fish", s) for s in (*HELD_OUT_PICTURES, "coco128")]
    assert [p.source for p in further_pictures(rows)] == ["coco128"]
    assert [p.source for p in held_out_pictures(rows)] == list(HELD_OUT_PICTURES)
    assert {p.target for p in held_out_pictures(rows)} == {NONE}


def test_a_group_has_one_fold() -> None:
    rows = [_row("blanket", f"none:{i}", f"g{i % 7}") for i in range(40)]
    folds: dict[str, set[int]] = {}
    for recording in further_recordings(rows):
        folds.setdefault(recording.group, set()).add(recording.fold)
    assert all(len(own) == 1 for own in folds.values())


@pytest.mark.parametrize("kind", room.KINDS)
def test_rooms_are_synthesised_each_of_its_own(kind: str) -> None:
    waves = [room.synthesise(kind, index) for index in range(4)]
    assert np.array_equal(waves[0], room.synthesise(kind, 0))
    for wave in waves:
        assert wave.shape == (80_000,)
        assert 0.04 < np.abs(wave).max() < 0.61
    likeness = np.corrcoef(np.stack(waves)) - np.eye(4)
    assert np.abs(likeness).max() < 0.95


def test_what_is_synthesised_has_content_free_numbers_too() -> None:
    """The baseline that knows nothing of the content is of every recording that trains."""
    hum = next(r for r in further_recordings([]) if r.label == "none:mains hum")
    assert content_free_sound(hum)[0] == pytest.approx(np.log(room.SECONDS))


def test_the_hum_of_the_mains_lies_on_its_overtones() -> None:
    for index in range(room.SECONDS):
        power = np.abs(np.fft.rfft(room.synthesise("mains hum", index))) ** 2
        hertz = np.arange(power.size) / room.SECONDS
        shares = []
        for base in (50, 60):
            near = np.abs(hertz - base * np.clip(np.round(hertz / base), 1, 10)) < 1
            shares.append(power[near].sum() / power.sum())
        assert max(shares) > 0.8, index


def test_an_unknown_room_is_refused() -> None:
    with pytest.raises(ValueError, match="mains hum"):
        room.synthesise("applause", 0)


@pytest.mark.parametrize("decibels", [*DECIBELS, 5.0])
def test_speech_stands_so_far_above_what_it_is_mixed_with(decibels: float) -> None:
    rng = np.random.default_rng(0)
    voice = (rng.standard_normal(48_000) * np.repeat(rng.random(6) > 0.4, 8000)).astype(np.float32)
    other = (0.01 * rng.standard_normal(30_000)).astype(np.float32)
    behind = mixed(voice, other, decibels) - voice
    ratio = 20 * np.log10(active_level(voice) / active_level(behind))
    assert ratio == pytest.approx(decibels, abs=0.2)


def test_speech_in_noise_hears_nothing_of_another_fold_or_of_validation() -> None:
    speech = [Recording("p", f"s{i}", "speech", "fsdd", f"voice{i % 5}", i % 5 + 1) for i in range(60)]
    none = [Recording("p", f"n{i}", "none:x", "s", f"g{i}", i % 5 + 1) for i in range(100)]
    other = [Recording("p", f"d{i}", "dog", "s", f"d{i}", i % 5 + 1) for i in range(20)]
    made = in_noise([*speech, *none, *other])
    assert len(made) == 5 * 8
    voices, behind = {r.member: r for r in speech}, {r.member: r for r in none}
    used = set()
    for recording in made:
        _, voice, _, background = recording.member.split("\n")
        assert (recording.label, recording.group) == ("speech", voices[voice].group)
        assert recording.fold == voices[voice].fold == behind[background].fold
        assert rank("validation " + behind[background].group) > 0.25, "validation is the lowest 12 %"
        used.add(background)
    assert len(used) > 15


def _table(count: int) -> Table:
    return Table("grows", count, (2,), lambda index: np.full(2, index + 1, np.float16))


def test_further_rows_are_added_to_a_cache_and_nothing_is_computed_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MMFUSION_CACHE", str(tmp_path))
    first = _table(3)
    first.need(np.array([0, 2]), lambda _: None)
    told: list[str] = []
    more = _table(600)
    more.need(np.array([0, 2, 599]), told.append)
    assert told == ["grows: 1 of 1 rows computed"]
    assert more[np.array([0, 1, 2, 599])][:, 0].tolist() == [1, 0, 3, 600]
    fewer = _table(3)
    fewer.need(np.array([0, 2]), lambda line: pytest.fail(line))
    assert fewer[:].shape == (3, 2)
    with pytest.raises(ValueError, match="delete it"):
        Table("grows", 3, (4,), lambda _: np.zeros(4, np.float16)).need(np.array([0]))


def test_what_is_recognised_is_counted_by_source_and_by_kind() -> None:
    labels = ["dog", "dog", "dog", "cat", "none:a", "none:b"]
    items = [
        Recording("p", str(i), label, "one" if i < 5 else "two", str(i), 0) for i, label in enumerate(labels)
    ]
    found = recognised(items, np.array([0, 0, 1, CLASSES.index("cat"), NONE, 0]))
    assert found["none"].value == 0.5
    assert found["kinds"].value == 0.75
    assert found["kinds, macro"].value == pytest.approx((2 / 3 + 1) / 2)
    assert {n: e.value for n, e in found.items() if "," in n and "macro" not in n} == {
        "none, one": 1.0,
        "kinds, one": 0.75,
        "none, two": 0.0,
    }
