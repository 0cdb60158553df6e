"""That no two modalities can know the answer: counted from the construction, and in what is drawn."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from mmfusion.tasks.asked import ANSWERS, SUBSETS
from mmfusion.tasks.asked.asking import AskedClip, asked, fixed, numbered, reachable, sides, sounding_on
from mmfusion.tasks.asked.sentences import HELD_OUT, READ, SENTENCES, Sentence
from mmfusion.tasks.sounding import NAMES
from mmfusion.tasks.sounding.batches import TEST, VALIDATION, numbered_scene

PAIRS = [s for s in SUBSETS if len(s) == 2]
KINDS = 4
"""Kinds of objects in the enumeration; four tell all that twelve would."""


def worlds(form: str) -> dict[tuple[Sentence, tuple[int, int], int], Fraction]:
    """Every sentence, pair of kinds from left to right, and kind heard, with its probability."""
    own = [s for s in SENTENCES if s.form == form]
    out: dict[tuple[Sentence, tuple[int, int], int], Fraction] = defaultdict(Fraction)
    ordered = [(a, b) for a, b in product(range(KINDS), repeat=2) if a != b]
    for sentence in own:
        for left, right in ordered:
            others = [k for k in range(KINDS) if k not in (left, right)]
            for side, share in enumerate(sides(sentence)):
                for heard in others if side == 2 else [(left, right)[side]]:
                    count = len(others) if side == 2 else 1
                    out[sentence, (left, right), heard] += share / count / len(ordered) / len(own)
    return out


@pytest.mark.parametrize("form", ["is", "which"])
@pytest.mark.parametrize("subset", SUBSETS, ids="+".join)
def test_what_modalities_can_know_is_what_every_world_counted_out_says(
    subset: tuple[str, ...], form: str
) -> None:
    """Independent of `reachable`: the kinds themselves are seen and heard, not *which one sounds*."""
    best: dict[Hashable, Counter[str]] = defaultdict(Counter)
    for (sentence, seen, heard), p in worlds(form).items():
        known = {"text": sentence, "visual": seen, "audio": heard}
        side = seen.index(heard) if heard in seen else 2
        best[tuple(known[m] for m in subset)][sentence.answer(side)] += p  # type: ignore[assignment]
    assert sum(max(by.values()) for by in best.values()) == reachable(subset, form)


def test_any_two_modalities_answer_is_as_a_coin_does() -> None:
    for subset in PAIRS:
        for sentences in (SENTENCES, READ, tuple(HELD_OUT)):
            assert reachable(subset, "is", sentences) == Fraction(1, 2)
    which = {subset: reachable(subset, "which") for subset in PAIRS}
    assert which == {
        ("text", "visual"): Fraction(1, 3),
        ("text", "audio"): Fraction(1, 3),
        ("visual", "audio"): Fraction(1, 2),
    }
    assert reachable(("text", "visual", "audio"), "is") == 1


@pytest.fixture(scope="module")
def drawn() -> list[AskedClip]:
    rng = np.random.default_rng(3)
    return [asked(rng) for _ in range(9000)]


def even(counts: Counter[str], names: tuple[str, ...]) -> bool:
    """Whether names come up equally often, within 4.5 standard deviations."""
    expected = sum(counts.values()) / len(names)
    return all(abs(counts[n] - expected) < 4.5 * np.sqrt(expected * (1 - 1 / len(names))) for n in names)


def test_in_what_is_drawn_yes_and_no_are_even_given_whatever_one_or_two_modalities_show(
    drawn: list[AskedClip],
) -> None:
    polar = [a for a in drawn if a.sentence.form == "is"]
    shown: dict[str, dict[Hashable, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for a in polar:
        answer = ANSWERS[a.label]
        for name, known in (
            ("sentence", a.sentence.text),
            ("which one sounds", a.scene.side),
            ("left", a.scene.objects[0]),
            ("right", a.scene.objects[1]),
            ("heard", a.scene.sound),
            ("heard, by sentence", (a.scene.sound, a.sentence.place, a.sentence.asks_sounding)),
            ("left, by sentence", (a.scene.objects[0], a.sentence.place, a.sentence.asks_sounding)),
            ("pitch", a.scene.pitch),
            ("background", a.scene.background),
            ("in time", a.scene.in_time),
        ):
            shown[name][known][answer] += 1
    for name, by in shown.items():
        assert len(by) > 1
        for known, counts in by.items():
            assert even(counts, ("yes", "no")), f"{name} {known}: {counts}"


def test_which_is_asked_where_left_right_and_neither_sound_equally_often(drawn: list[AskedClip]) -> None:
    for sounding, names in ((True, ("left", "right", "neither")), (False, ("left", "right", "both"))):
        found = [a for a in drawn if a.sentence.form == "which" and a.sentence.asks_sounding == sounding]
        assert even(Counter(ANSWERS[a.label] for a in found), names)
        assert {ANSWERS[a.label] for a in found} == set(names)


def test_every_kind_is_equally_likely_to_be_heard(drawn: list[AskedClip]) -> None:
    assert even(Counter(NAMES[a.scene.sound] for a in drawn), NAMES)


def test_the_sound_is_the_side_s_and_nothing_else_of_the_scene_changes() -> None:
    rng = np.random.default_rng(0)
    scene = numbered_scene("pair", 105)
    for side in range(3):
        found = sounding_on(scene, side, rng)
        assert found.side == side
        assert found == scene.__class__(**{**scene.__dict__, "sound": found.sound})


def test_a_number_is_always_the_same_clip_and_parts_and_training_share_none() -> None:
    assert numbered(7) == numbered(7)
    assert numbered(7).scene != numbered(7, TEST).scene != numbered(7, VALIDATION).scene
    notes = {(a.scene.bank, a.scene.variant) for a in fixed(300, TEST)}
    assert len(notes) == 300, "each test clip has its own note"
    held_out = {a.sentence for a in fixed(300, VALIDATION)} & HELD_OUT
    assert not held_out, "nothing is chosen on what is held out"
    assert {a.sentence for a in fixed(300, TEST)} >= HELD_OUT
