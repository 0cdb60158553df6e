"""Clips after a change: one shape of answers for both kinds, and a truth that goes with the sound."""

from __future__ import annotations

import numpy as np
import pytest

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


def test_a_link_says_for_each_kind_of_clip_what_is_done_to_it() -> None:
    names = {kind: subject(kind).changed(Change(WHOLE)).offer.names for kind in ("drawn", "own")}
    assert names["drawn"] == ("minus", "harm", "much", "heard"), "links of before open the same view"
    assert names["own"] == ("sense", "spoil", "level", "swap")
