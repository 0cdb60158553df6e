"""Whom strategies believe: turns as defined, experts as Bayes joins them, what is missing is not run."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mmfusion.cards.checkpoint import model_paths
from mmfusion.measure.metrics import softmax
from mmfusion.media import Clip
from mmfusion.tasks.digits import MODALITIES, RATIOS, STRATEGIES, TASK, believe, drawn, stored
from mmfusion.tasks.digits.believing import CLEAN, SPOILED
from mmfusion.tasks.digits.learning.battery import experts
from mmfusion.tasks.digits.measures import turns_at
from mmfusion.tasks.digits.predictor import Digits, inputs_of
from mmfusion.tasks.digits.strokes import LONGEST, strokes_of
from mmfusion.tasks.digits.voice import RATE, heard, noisy


@pytest.fixture(scope="module")
def digits() -> Digits:
    return Digits()


def test_every_shipped_card_describes_its_weights_and_has_five_seeds(digits: Digits) -> None:
    assert set(digits.predictors) == set(STRATEGIES)
    assert digits.trained
    for card in digits.cards.values():
        assert len(card.seeds) >= 5
        assert int(card.metrics["clean"]["n"]) >= 5
    bytes_ = sum(path.stat().st_size for name in STRATEGIES for path in model_paths(TASK, name))
    assert bytes_ < 0.7e6


def test_late_is_the_mean_of_what_each_modality_says_and_hears_nothing_of_the_other(digits: Digits) -> None:
    network = digits.predictors["late"].network
    picture = torch.from_numpy(stored().pictures[:4])
    sound = torch.from_numpy(np.stack([heard(wave) for wave in stored().waves[:4]])).requires_grad_()
    output = network({"visual": picture, "audio": sound})
    both = output.modality_logits["digit"]
    torch.testing.assert_close(output.logits["digit"], (both["visual"] + both["audio"]) / 2)
    (gradient,) = torch.autograd.grad(both["visual"].sum(), sound, allow_unused=True)
    assert gradient is None or not gradient.any()


def test_a_strategy_turns_where_both_answers_are_equal(digits: Digits) -> None:
    found = believe(digits.predictors, stored().pictures[92], stored().waves[83])
    assert found.seen is not None
    assert found.heard is not None
    for name in found.logits:
        level = found.turns(name)
        assert level is not None
        gap = found.logits[name][:, found.seen] - found.logits[name][:, found.heard]
        if np.isfinite(level):
            assert np.interp(-level, [-d for d in RATIOS], gap) == pytest.approx(0.0, abs=1e-9)
        else:
            assert gap[0] >= 0 if level > 0 else (gap < 0).all()


def test_the_highest_turn_counts() -> None:
    rows = np.array([[-1.0, 1.0, -1.0, 1.0]])
    assert turns_at(rows, (12.0, 6.0, 0.0, -6.0)).tolist() == [9.0]


def test_two_experts_multiply_their_probabilities(digits: Digits) -> None:
    found = believe(digits.predictors, stored().pictures[92], stored().waves[83])
    late = digits.predictors["late"].card.experts
    for kind, name in (("clean", CLEAN), ("spoiled", SPOILED)):
        product = np.ones((len(RATIOS), 10))
        for m in MODALITIES:
            raw = found.logits[m] * digits.predictors[m].card.temperature((m,))
            product = product * softmax(raw, late[kind]["temperatures"][m])
        np.testing.assert_allclose(found.probabilities(name), product / product.sum(axis=1, keepdims=True))
    said = {m: np.log([[0.7, 0.3]]) for m in MODALITIES}
    joined = experts(lambda x: said["visual"], lambda x: said["audio"], {"visual": 1.0, "audio": 2.0})
    p = np.array([0.7, 0.3]) * np.sqrt([0.7, 0.3])
    both = {m: torch.zeros(1) for m in MODALITIES}
    np.testing.assert_allclose(softmax(joined(both))[0], p / p.sum())


def test_noise_changes_nothing_without_a_voice_and_nothing_at_all_is_refused(digits: Digits) -> None:
    found = believe(digits.predictors, stored().pictures[10], None)
    assert "audio" not in found.logits
    assert found.turns("late") is None
    assert all(np.ptp(z, axis=0).max() == 0 for z in found.logits.values())
    with pytest.raises(ValueError, match="a picture, a voice"):
        believe(digits.predictors, None, None)


def test_most_stored_digits_are_read_and_most_voices_understood(digits: Digits) -> None:
    visual, audio = digits.predictors["visual"].network, digits.predictors["audio"].network
    with torch.inference_mode():
        seen = visual({"visual": torch.from_numpy(stored().pictures)}).logits["digit"].argmax(dim=1).numpy()
        sounds = torch.from_numpy(np.stack([heard(wave) for wave in stored().waves]))
        said = audio({"audio": sounds}).logits["digit"].argmax(dim=1).numpy()
    assert (seen == stored().written).mean() > 0.85
    assert (said == stored().spoken).mean() > 0.7


@pytest.mark.parametrize("text", ["", ".", "A", "AAA", "ab!", "é" * 4, "A" * (LONGEST + 2), "AA.B"])
def test_what_is_no_drawing_is_none(text: str) -> None:
    assert strokes_of(text) is None
    assert drawn(text) is None


def test_a_drawing_is_the_same_wherever_and_however_large_it_was_drawn() -> None:
    small, large = drawn("AAKAKU"), drawn("KKeKe2")
    assert small is not None
    assert large is not None
    assert np.abs(small - large).mean() < 0.05


def test_a_clip_of_a_page_and_a_voice_is_answered(digits: Digits) -> None:
    frame = np.full((1, 120, 120, 3), 245, dtype=np.uint8)
    frame[0, 20:100, 55:65] = 10  # a one
    wave = noisy(stored().waves[12], 30.0, 0)
    clip = Clip(frames=frame, frame_times=np.zeros(1), waveform=wave, sample_rate=RATE, source="made here")
    assert set(inputs_of(clip)) == {"visual", "audio"}
    said = digits.predictors["late"].predict(clip).answers["digit"].probabilities
    assert max(said, key=said.__getitem__) == "1"
    blank = Clip(frames=frame * 0, frame_times=np.zeros(1), waveform=None, sample_rate=RATE, source="blank")
    with pytest.raises(ValueError, match="needs"):
        digits.predictors["late"].predict(blank)
