"""What pairing is worth: who is dealt whose sound, and what nearness is counted to tell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmfusion.tasks.course import PAIRINGS, TOLD
from mmfusion.tasks.course.clips import Clips
from mmfusion.tasks.course.pairing import dealt, one_object, told
from mmfusion.tasks.sounding.scene import FORMS

KINDS = 12


@given(st.integers(0, 1000))
def test_within_a_kind_the_kind_is_kept_and_nobody_has_its_own(seed: int) -> None:
    rng = np.random.default_rng(seed)
    kinds = rng.permutation(np.arange(60) % KINDS)
    order = dealt(kinds, PAIRINGS[1], rng)
    assert sorted(order) == list(range(60))
    assert (kinds[order] == kinds).all()
    assert not (order == np.arange(60)).any()


def test_any_two_share_a_kind_no_more_often_than_by_luck() -> None:
    kinds = np.arange(6000) % KINDS
    order = dealt(kinds, PAIRINGS[2], np.random.default_rng(0))
    assert sorted(order) == list(range(6000))
    assert abs((kinds[order] == kinds).mean() - 1 / KINDS) < 0.02
    assert dealt(kinds, PAIRINGS[0], np.random.default_rng(0)).tolist() == list(range(6000))


def test_another_pairing_is_refused() -> None:
    with pytest.raises(ValueError, match="no pairing 'twins'"):
        dealt(np.zeros(3, dtype=np.int64), "twins", np.random.default_rng(0))


def clips(n: int, seed: int) -> Clips:
    rng = np.random.default_rng(seed)
    kinds, sync = rng.integers(KINDS, size=n), np.arange(n) % 2
    return Clips({}, {"kind": kinds, "sync": sync}, np.full(n, FORMS.index("one")))


def test_a_space_that_knows_kind_and_moment_tells_everything_noise_nothing() -> None:
    parts = {"train": clips(240, 0), "validation": clips(120, 1), "test": clips(400, 2)}
    rng = np.random.default_rng(3)
    luck, views = {}, {}
    for part, own in parts.items():
        n = len(own)
        kind = 3 * np.eye(KINDS)[own.truth["kind"]]
        moment = rng.normal(size=(n, 6))
        off = rng.normal(size=(n, 6))
        heard = np.where(own.truth["sync"][:, None] == 0, moment, off)
        views[part] = {"visual": np.hstack([kind, moment]), "audio": np.hstack([kind, heard])}
        luck[part] = {sense: rng.normal(size=(n, 18)) for sense in ("visual", "audio")}
    found, nothing = told(views, parts), told(luck, parts)
    assert list(found) == list(TOLD)
    assert [found[what] for what in list(TOLD)[:3]] == [1.0, 1.0, 1.0]
    assert found["in time or off, by nearness"] > 0.9
    assert found["kind, learned by eye, told by ear"] > 0.98
    for what, chance in TOLD.items():
        assert abs(nothing[what] - (10 / 200 if chance is None else chance)) < 0.06, what


def test_a_space_that_knows_the_kind_alone_does_not_tell_the_moment() -> None:
    parts = {"train": clips(240, 0), "validation": clips(120, 1), "test": clips(400, 2)}
    views = {
        part: {sense: np.eye(KINDS)[own.truth["kind"]] for sense in ("visual", "audio")}
        for part, own in parts.items()
    }
    found = told(views, parts)
    assert found["finds a sound of its kind"] == 1.0
    assert found["its own before another of its kind"] == 0.5, "all are equally near"
    assert abs(found["in time or off, by nearness"] - 0.5) < 1e-9


def test_only_clips_of_one_object_are_paired_in_time_like_films() -> None:
    own = Clips({}, {"sync": np.array([0, 1, 0, 1])}, np.array([0, 0, 1, 1]))
    assert one_object(own, False).truth["sync"].tolist() == [0, 1]
    assert one_object(own, True).truth["sync"].tolist() == [0]
