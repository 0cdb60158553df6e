"""From a clip to answers: shared features, subsets, levels, swap, and weights that are not the card's."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from mmfusion.cards.checkpoint import load_cards, model_paths
from mmfusion.cards.subset import key
from mmfusion.folders import ASSETS
from mmfusion.media import Clip
from mmfusion.tasks.events import CLASSES, NONE, SUBSETS
from mmfusion.tasks.events.predictor import SHIPPED, Features, Lab, features, load, spoiled_features


def _clip(seed: int = 0, seconds: float = 4.0) -> Clip:
    rng = np.random.default_rng(seed)
    frames = rng.integers(0, 255, (2, 64, 80, 3), dtype=np.uint8)
    t = np.arange(int(seconds * 16_000)) / 16_000
    wave = (0.3 * np.sin(2 * np.pi * rng.uniform(200, 2000) * t)).astype(np.float32)
    return Clip(frames, np.array([1.0, 3.0]), wave, 16_000, "made", 0.0, 4.0, seconds)


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


@pytest.fixture(scope="module")
def shared() -> Features:
    return features(_clip())


def test_every_strategy_but_early_raw_ships_with_a_card_that_describes_its_weights(lab: Lab) -> None:
    assert tuple(lab.predictors) == SHIPPED
    assert "early-raw" not in SHIPPED
    assert lab.trained
    assert {card.strategy for card in load_cards() if card.task == "events"} == set(SHIPPED)


def test_strategies_have_equal_width_and_depth(lab: Lab) -> None:
    assert len({(c.spec["width"], c.spec["layers"], c.spec["heads"]) for c in lab.cards.values()}) == 1


@pytest.mark.parametrize("strategy", SHIPPED)
def test_answers_are_probabilities_over_the_fourteen_classes(strategy: str, shared: Features) -> None:
    prediction = load(strategy).answer(shared)
    answer = prediction.answers["event"]
    assert tuple(answer.probabilities) == CLASSES
    for opinion in (answer.probabilities, *answer.modality_probabilities.values()):
        assert sum(opinion.values()) == pytest.approx(1)
    assert set(answer.modality_probabilities) == set(load(strategy).modalities)


def test_features_of_both_senses_have_their_shapes(shared: Features) -> None:
    assert {m: x.shape for m, x in shared.arrays.items()} == {"visual": (2, 16, 1280), "audio": (40, 1392)}
    assert shared.seconds.tolist() == [1.0, 3.0]
    assert shared.subset == ("visual", "audio")


def test_late_without_sound_is_its_picture_stream(shared: Features) -> None:
    """Nothing is exchanged: what the visual CLS says with sound is what it says without."""
    network = load("late")
    both = network.answer(shared).answers["event"].modality_probabilities["visual"]
    alone = network.answer(shared.without("audio")).answers["event"].modality_probabilities["visual"]
    power = network.card.temperatures["visual+audio"] / network.card.temperatures["visual"]
    tempered = np.array([both[name] for name in CLASSES]) ** power
    assert np.allclose(tempered / tempered.sum(), [alone[name] for name in CLASSES], atol=1e-5)


def test_compare_agrees_with_each_network_by_itself(lab: Lab, shared: Features) -> None:
    comparison = lab.compare([shared])
    for name, table in comparison.probabilities.items():
        answer = lab.predictors[name].answer(shared).answers["event"].probabilities
        own = lab.predictors[name].modalities
        assert np.allclose(table[0, SUBSETS.index(own)], list(answer.values()), atol=1e-5)
        assert np.array_equal(comparison.answer(name, own), table[:, SUBSETS.index(own)])


def test_a_sense_that_is_missing_is_nan_and_the_other_one_answers(lab: Lab, shared: Features) -> None:
    comparison = lab.compare([shared.without("audio")])
    both, visual, audio = comparison.probabilities["mid"][0]
    assert np.isnan(both).all()
    assert np.isnan(audio).all()
    assert visual.sum() == pytest.approx(1)


def test_levels_in_one_batch_equal_levels_one_by_one(lab: Lab) -> None:
    clip = _clip(3)
    levels = spoiled_features(clip, features(clip), "noise")
    together = lab.compare(levels, strategies=["bottleneck-mid"]).probabilities["bottleneck-mid"]
    for level, given in enumerate(levels):
        single = lab.compare([given], strategies=["bottleneck-mid"]).probabilities["bottleneck-mid"]
        assert np.allclose(together[level], single[0], atol=1e-4)


def test_spoiling_a_sense_leaves_the_other_alone() -> None:
    clip = _clip(4)
    clean = features(clip)
    for spoil, untouched in (("noise", "visual"), ("blur", "audio")):
        for level in spoiled_features(clip, clean, spoil):  # type: ignore[arg-type]
            assert np.array_equal(level.arrays[untouched], clean.arrays[untouched])


def test_swapping_the_sound_gives_the_other_clips_sound(lab: Lab, shared: Features) -> None:
    other = features(_clip(9))
    swapped = lab.compare([shared], swap=other, strategies=["late"]).probabilities["late"][0]
    assert np.allclose(swapped[2], lab.compare([other], strategies=["late"]).probabilities["late"][0, 2])
    assert np.allclose(swapped[1], lab.compare([shared], strategies=["late"]).probabilities["late"][0, 1])


def test_a_long_clip_is_answered_window_by_window(lab: Lab) -> None:
    rng = np.random.default_rng(0)
    frames = rng.integers(0, 255, (20, 64, 64, 3), dtype=np.uint8)
    wave = rng.normal(0, 0.1, 160_000).astype(np.float32)
    span = Clip(frames, np.arange(20) / 2 + 0.25, wave, 16_000, "long", 0.0, 10.0, 10.0)
    timeline = lab.over_time(span, strategies=["mid"])
    assert timeline.middles.tolist() == pytest.approx([2, 3, 4, 5, 6, 7, 8])
    assert np.allclose(timeline.probabilities["mid"].sum(axis=1), 1)


def test_over_time_a_silent_window_has_no_sound(lab: Lab) -> None:
    rng = np.random.default_rng(0)
    frames = rng.integers(0, 255, (20, 64, 64, 3), dtype=np.uint8)
    wave = rng.normal(0, 0.1, 160_000).astype(np.float32)
    wave[80_000:] = 0.0  # silence from second 5 on: the windows from there are the picture's alone
    span = Clip(frames, np.arange(20) / 2 + 0.25, wave, 16_000, "pause", 0.0, 10.0, 10.0)
    both = lab.over_time(span, strategies=["mid", "audio"])
    seen = lab.over_time(span.without("audio"), strategies=["mid"]).probabilities["mid"]
    assert np.allclose(both.probabilities["mid"][5:], seen[5:])
    assert not np.allclose(both.probabilities["mid"][:5], seen[:5])
    assert np.isnan(both.probabilities["audio"][5:]).all()
    heard = lab.over_time(span.without("visual"), strategies=["mid"])
    assert np.isnan(heard.probabilities["mid"]).any(axis=1).tolist() == [False] * 5 + [True] * 2


def test_a_clip_of_neither_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="neither picture nor sound"):
        features(Clip(None, None, None, 16_000, "empty"))


def test_a_strategy_without_its_sense_says_what_it_needs(shared: Features) -> None:
    with pytest.raises(ValueError, match="audio needs audio"):
        load("audio").answer(shared.without("audio"))


def test_unknown_names_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="olfactory"):
        load("olfactory")
    with pytest.raises(ValueError, match="smells"):
        load("smells", "late")


def test_missing_weights_name_the_command_that_makes_them(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="mmfusion train events"):
        load("late", tmp_path)


def test_weights_drawn_at_random_are_not_what_the_card_describes(tmp_path: Path, shared: Features) -> None:
    weights, card = model_paths("events", "late", tmp_path)
    weights.parent.mkdir(parents=True)
    shutil.copy(model_paths("events", "late", ASSETS)[1], card)
    torch.manual_seed(0)
    state = load_file(model_paths("events", "late", ASSETS)[0])
    save_file({name: torch.randn_like(t.float()).half() * 0.05 for name, t in state.items()}, weights)
    predictor = load("late", tmp_path)
    assert not predictor.trained
    assert sum(predictor.answer(shared).answers["event"].probabilities.values()) == pytest.approx(1)


def test_unfamiliar_is_the_threshold_on_none_of_these(lab: Lab, shared: Features) -> None:
    comparison = lab.compare([shared])
    for name, flags in comparison.unfamiliar.items():
        for column, subset in enumerate(SUBSETS):
            p = comparison.probabilities[name][0, column, NONE]
            if not np.isnan(p):
                assert flags[0, column] == (p > lab.cards[name].unfamiliar_above[key(subset)])
