"""Clips after a change: one shape of answers for both kinds, and a truth that goes with the sound."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mmfusion.tasks.sounding import numbered_scene
from mmfusion.tasks.sounding.spoiled import at_level
from mmfusion.ui.clips import own
from mmfusion.ui.clips.changed import Change
from mmfusion.ui.clips.drawn import OPENING, Drawn
from mmfusion.ui.clips.drawn_subject import DrawnSubject
from mmfusion.ui.clips.own_subject import OwnSubject
from mmfusion.ui.clips.subject import Subject

WHOLE = ("visual", "audio")


def subject(kind: str, question: str = "side") -> Subject:
    if kind == "drawn":
        return DrawnSubject(Drawn(OPENING, question))
    return OwnSubject(next(sample for sample in own.samples() if sample.key == "drone"), 0.0)


@pytest.mark.parametrize("kind", ["drawn", "own"])
def test_answers_have_a_row_for_each_level_and_subset(kind: str) -> None:
    one = subject(kind, "kind")  # which either sense can answer
    spoiled = one.changed(Change(WHOLE, "noise", 4))
    answers, clean = spoiled.answers(), one.changed(Change(WHOLE)).answers()
    assert set(answers.probabilities) == set(spoiled.collection().predictors)
    for name, p in answers.probabilities.items():
        assert p.shape == (5, len(spoiled.subsets), len(spoiled.classes))
        known = p[~np.isnan(p[..., 0])]
        np.testing.assert_allclose(known.sum(axis=-1), 1, atol=1e-5)
        np.testing.assert_allclose(p[0], clean.probabilities[name][0], atol=1e-4)
    heard = answers.probabilities["audio"][:, spoiled.subsets.index(("audio",))]
    assert np.abs(heard[4] - heard[0]).max() > 0.05, "noise drowns the sound"
    seen = answers.probabilities["visual"][:, spoiled.subsets.index(("visual",))]
    np.testing.assert_allclose(seen[4], seen[0], atol=1e-5)


@pytest.mark.parametrize("kind", ["drawn", "own"])
def test_what_is_shown_is_spoiled_as_it_is_said(kind: str) -> None:
    one = subject(kind)
    plain, noisy = (one.changed(Change(WHOLE, spoil, level)) for spoil, level in ((None, 0), ("noise", 3)))
    before, after = plain.clip(), noisy.clip()
    assert before.waveform is not None
    assert after.waveform is not None
    noise = np.square(after.waveform - before.waveform).mean()
    assert noise > 0.5 * np.square(before.waveform).mean()
    assert before.frames is not None
    assert after.frames is not None
    np.testing.assert_array_equal(before.frames, after.frames)
    assert plain.strip() != noisy.strip()
    assert noisy.offer.spoiled(noisy.change, 3) == {"drawn": "noise −10 dB", "own": "noise 0 dB"}[kind]
    assert plain.offer.spoiled(plain.change, 0) == ""


def test_the_truth_of_a_drawn_clip_goes_with_its_sound() -> None:
    one = subject("drawn")
    swaps = list(one.changed(Change(WHOLE)).offer.swaps)[1:]
    assert [one.changed(Change(WHOLE, swap=swap)).truth for swap in swaps] == [0, 1, 2]
    assert one.changed(Change(WHOLE)).truth == one.truth
    assert subject("own").changed(Change(WHOLE, swap="dog")).truth is None


@pytest.mark.parametrize("number", [OPENING, 2, 3, 7])
def test_the_truth_of_time_goes_with_the_delay(number: int) -> None:
    """Notes later by a delay are that far from the landings, which come every period."""
    one = DrawnSubject(Drawn(number, "sync"))
    scene = numbered_scene("pair", number)
    for level, delay in enumerate((0.0, 0.1, 0.2, 0.3, 0.4)):
        landings = scene.landing + scene.period * np.arange(-3, 6)
        far = np.abs(landings - (scene.landing + scene.shift + delay)).min()
        changed = one.changed(Change(WHOLE, "late" if level else None, level))
        assert changed.truth == (0 if far <= 0.03 else 1)
        (said,) = (remark for remark in changed.remarks() if "nearest landing" in remark)
        assert f"{far:.2f} s from the nearest landing: {'in time' if far <= 0.03 else 'off'}." in said
        assert "Off counts from more than 0.03 s" in said
    other = DrawnSubject(Drawn(number, "side"))
    assert other.changed(Change(WHOLE, "late", 4)).truth == other.truth, "time changes no side"
    assert not [r for r in other.changed(Change(WHOLE, "late", 4)).remarks() if "landing" in r]


def test_a_sound_that_is_late_by_a_period_is_in_time_again() -> None:
    scene = replace(numbered_scene("pair", OPENING), period=1.2, shift=0.8)
    assert not scene.in_time
    late = at_level(scene, "late", 4)
    assert late.in_time
    assert late.labels()["sync"] == 0
    assert late.off_by == pytest.approx(0)


@pytest.mark.parametrize(
    ("question", "change"),
    [
        ("side", Change(WHOLE)),
        ("side", Change(WHOLE, swap="the left one's")),
        ("side", Change(WHOLE, "noise", 3, "neither's")),
        ("side", Change(WHOLE, "frames", 2)),
        ("kind", Change(("audio",), "blur", 4, "neither's")),
        ("sync", Change(WHOLE, "late", 4)),
    ],
)
def test_the_notebook_of_a_drawn_clip_reproduces_what_is_on_the_screen(question: str, change: Change) -> None:
    shown = DrawnSubject(Drawn(OPENING, question)).changed(change)
    cells = json.loads(shown.notebook("mid"))["cells"]
    scope: dict[str, Any] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), scope)
    p = shown.answers().probabilities["mid"]
    expected = p[change.level if change.spoil else 0, shown.subsets.index(change.senses)]
    np.testing.assert_allclose(scope["p"], expected, atol=1e-6)
    assert scope["truth"] == shown.truth
    untouched = (
        DrawnSubject(Drawn(OPENING, question)).changed(Change(WHOLE)).answers().probabilities["mid"][0, 0]
    )
    if change != Change(WHOLE):
        assert np.abs(scope["p"] - untouched).max() > 1e-3, "the change is one that shows"


def test_a_link_says_for_each_kind_of_clip_what_is_done_to_it() -> None:
    names = {kind: subject(kind).changed(Change(WHOLE)).offer.names for kind in ("drawn", "own")}
    assert names["drawn"] == ("minus", "harm", "much", "heard"), "links of before open the same view"
    assert names["own"] == ("sense", "spoil", "level", "swap")
