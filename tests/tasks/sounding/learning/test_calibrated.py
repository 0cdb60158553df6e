"""How sure networks may be: clips spoiled at random, temperatures of both halves, and what ships."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import torch

from mmfusion.measure.calibration import Temperature
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.sounding import ANSWERS, STRATEGIES, measures
from mmfusion.tasks.sounding.batches import TEST, VALIDATION, blurred, fixed_scenes, make_batch
from mmfusion.tasks.sounding.learning import training
from mmfusion.tasks.sounding.learning.calibrated import TURNS, errors, spoiled_batches, temperatures
from mmfusion.tasks.sounding.measures import CLEAN, SPOILED
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.pad import BLURS, DECIBELS, pad_clip
from mmfusion.tasks.sounding.plane import node_of, on_the_plane
from mmfusion.tasks.sounding.predictor import load
from mmfusion.tasks.sounding.scene import FORMS

ASKED = 60
"""Test clips of one object on which what ships is asked how sure it is, at a node of the pad each."""


def test_nodes_are_drawn_evenly_from_the_plane_and_anew_in_every_turn() -> None:
    scenes = list(fixed_scenes("one", 900, TEST))
    nodes = [node_of(scene) for scene in scenes]
    for values, every in ((Counter(r for r, _ in nodes), DECIBELS), (Counter(s for _, s in nodes), BLURS)):
        assert set(values) == set(every)
        assert all(abs(n - 900 / 13) < 4.5 * np.sqrt(900 / 13) for n in values.values())
    assert nodes == [node_of(scene) for scene in scenes]
    assert sum(node_of(scene, 1) == node for scene, node in zip(scenes, nodes, strict=True)) < 30


def test_a_spoiled_clip_is_what_the_pad_shows_at_its_node() -> None:
    scenes = list(fixed_scenes("one", 6, VALIDATION))
    batch = on_the_plane(scenes, turn=2)
    for i, scene in enumerate(scenes):
        ratio, sigma = node_of(scene, 2)
        shown = pad_clip(scene, [ratio], [sigma]).inputs()
        np.testing.assert_allclose(batch.audio[i], shown["audio"][0], atol=0.02)
        assert (batch.visual[i] - shown["visual"][0]).abs().mean() < 0.06, (
            "as JPEG, blurred before it is small"
        )
        plain = make_batch([scene], [ratio])
        assert torch.equal(batch.audio[i], plain.audio[0])
        torch.testing.assert_close(batch.visual[i], blurred(plain.visual, sigma)[0])


def test_validation_is_spoiled_in_several_turns_and_no_test_clip_is_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training, "VALIDATION_CLIPS", 2)
    batches = spoiled_batches()
    assert len(batches) == TURNS * len(FORMS)
    truth = make_batch(list(fixed_scenes(FORMS[0], 2, VALIDATION))).labels["kind"]
    assert all(torch.equal(b.labels["kind"], truth) for b in batches[:TURNS])


def test_temperatures_are_fitted_for_every_subset_that_can_answer() -> None:
    scenes = [scene for form in FORMS for scene in fixed_scenes(form, 4, VALIDATION)]
    clean, spoiled = [make_batch(scenes)], [on_the_plane(scenes)]
    late = temperatures(SoundingNetwork(FusionSpec.named("late", width=16, heads=2)), clean, spoiled)
    assert set(late) == {f"{s}/{q}" for s in ("visual+audio", "visual", "audio") for q in ANSWERS}
    raw = temperatures(SoundingNetwork(FusionSpec.named("early-raw", width=16, heads=2)), clean, spoiled)
    assert set(raw) == {f"visual+audio/{q}" for q in ANSWERS}


def test_errors_are_read_with_the_temperature_of_their_question() -> None:
    """Nine tenths said: right in all when clean, in a half when spoiled."""
    network = SoundingNetwork(FusionSpec.named("audio", width=16, heads=2))
    z = np.tile(np.log([9.0, 1.0]).astype(np.float32), (200, 1)) * 5
    tested = {
        CLEAN: measures.Tested({"sync": z}, {"sync": np.zeros(200, dtype=np.int64)}),
        SPOILED: measures.Tested({"sync": z}, {"sync": np.arange(200) % 2}),
    }
    found = errors(network, tested, {"audio/sync": Temperature(5.0)})
    assert {name: round(e.value, 3) for name, e in found.items()} == {
        "sync, calibration error": 0.1,
        "sync, calibration error, spoiled": 0.4,
    }
    assert all(e.low <= e.value <= e.high and e.n == 200 for e in found.values())


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_no_shipped_temperature_is_the_end_of_a_range(strategy: str) -> None:
    card = load(strategy).card
    assert set(card.temperature_limits) <= set(card.temperatures)
    for name, value in card.temperatures.items():
        limit = card.temperature_limits.get(name, "")
        assert (value == 1.0) == (limit == "no error"), name
        assert limit in ("", "no error", "no better than chance"), name
        for end in (np.exp(-2.5), np.exp(2.5)):  # of the search that cards were once fitted by
            assert abs(value / end - 1) > 1e-3, f"{name}: {value}"


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_card_says_how_far_off_confidence_is_clean_and_spoiled(strategy: str) -> None:
    metrics = load(strategy).card.own_metrics
    for question in ANSWERS:
        for after in ("", ", spoiled"):
            error = metrics[f"{question}, calibration error{after}"]
            assert 0 <= error["low"] <= error["value"] <= error["high"] < 0.2, (question, after)
            assert error["n"] == metrics[f"{question}{after}"]["n"]


@pytest.mark.parametrize("strategy", ["audio", "visual", "mid"])
def test_what_ships_is_as_sure_on_the_pad_as_it_is_right(strategy: str) -> None:
    """The confidence is on average the share that is right, within what so many clips leave possible."""
    own = load(strategy)
    scenes = list(fixed_scenes("one", ASKED, TEST))
    batch = on_the_plane(scenes, turn=9)
    p = own.probabilities(batch.inputs(), own.modalities)["kind"]
    right = p.argmax(axis=1) == batch.labels["kind"].numpy()
    assert 0.1 < right.mean() < 0.95, "or there was nothing to be unsure of"
    gap = p.max(axis=1) - right
    assert abs(gap.mean()) < 0.04 + 3.3 * gap.std(ddof=1) / np.sqrt(ASKED)


def test_flat_answers_are_all_but_equal() -> None:
    """The picture alone cannot know which one sounds: its answers say so, whatever its logits do."""
    own = load("visual")
    batch = make_batch(list(fixed_scenes("pair", 10, TEST)))
    p = own.probabilities(batch.inputs(("visual",)), ("visual",))["side"]
    assert np.abs(p - 1 / 3).max() < 0.1
