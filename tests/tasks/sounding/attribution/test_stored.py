"""Figures of what answers rest on, as they ship: a small sample agrees, and they are as the task is built."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mmfusion.cards.inside import read_inside, read_shared
from mmfusion.explain.path_integral import TOLERANCE
from mmfusion.measure.metrics import Estimate
from mmfusion.tasks.sounding import ANSWERS, TASK
from mmfusion.tasks.sounding.attribution.contributions import BLOCKS, CLIPS, emap_figures
from mmfusion.tasks.sounding.attribution.figures import CLIPS as EXPLAINED
from mmfusion.tasks.sounding.attribution.figures import TWIN_CLIPS, explained, first
from mmfusion.tasks.sounding.attribution.information import (
    LEARNT,
    QUESTIONS,
    READ_OFF,
    WORDS,
    probes,
    read_words,
    words_of,
)
from mmfusion.tasks.sounding.attribution.methods import METHODS
from mmfusion.tasks.sounding.batches import TEST, numbered_scene
from mmfusion.tasks.sounding.maps import answered, found_by
from mmfusion.tasks.sounding.predictor import FORM_OF, load
from tests.tasks.possible import possible

MEASURED = ("late", "early", "mid", "mid-cross", "bottleneck", "bottleneck-mid")
NEEDS_BOTH = ("side", "sync")
APART = "own pair left out"


@pytest.mark.parametrize("strategy", ["late", "bottleneck-mid"])
def test_a_small_sample_finds_the_accuracies_that_are_stored(strategy: str) -> None:
    stored = read_inside(TASK, strategy, "contributions")
    assert stored is not None
    found = emap_figures(load(strategy).network, clips=12, report=lambda _: None)
    for question, figures in found.items():
        names = ["model", "additive", f"additive, {APART}"]
        for name in names if question not in NEEDS_BOTH else names[:1]:
            hits = round(figures[name].value * figures[name].n)
            assert possible(hits, figures[name].n, stored["emap"][question][name]), (question, name)


@pytest.mark.parametrize("strategy", MEASURED)
def test_what_needs_both_senses_is_lost_where_they_only_add_up_and_nothing_else_is(strategy: str) -> None:
    stored = read_inside(TASK, strategy, "contributions")
    assert stored is not None
    for question, form in FORM_OF.items():
        own = stored["emap"][question]
        gap, apart = own["gap"], own[f"gap, {APART}"]
        assert gap["n"] == apart["n"] == math.prod(BLOCKS[form])
        assert gap["value"] == pytest.approx(own["model"]["value"] - own["additive"]["value"], abs=2e-4)
        if strategy == "late":
            assert gap["value"] == apart["value"] == 0, question
        elif question in NEEDS_BOTH:
            assert gap["value"] >= 0.40, question
        else:
            assert max(abs(gap["value"]), abs(apart["value"])) <= 0.02, question


@pytest.mark.parametrize("strategy", MEASURED)
def test_stored_shares_add_up_and_follow_the_construction(strategy: str) -> None:
    """Of *left* the picture has it, of *pitch* the sound; *side* is shared where senses meet.

    Left out, a sense may get more than it knows, where the network is less sure without it; replaced, not.
    """
    stored = read_inside(TASK, strategy, "contributions")
    assert stored is not None
    assert list(stored["shapley"]) == list(ANSWERS)
    for question, ways in stored["shapley"].items():
        for way, by in ways.items():
            shares = {m: e["value"] for m, e in by["shares"].items()}
            whole = by["values"]["visual+audio"]["value"] - by["values"][""]["value"]
            assert sum(shares.values()) == pytest.approx(whole, abs=3e-4), (question, way)
            assert {e["n"] for e in by["values"].values()} == {CLIPS}

    def shared(way: str) -> dict[str, dict[str, float]]:
        return {
            q: {m: e["value"] for m, e in by[way]["shares"].items()} for q, by in stored["shapley"].items()
        }

    own, put = shared("left out"), shared("another's")
    for question in ("left", "right"):
        assert own[question]["visual"] > 0.6
        assert own[question]["audio"] < 0.2 * own[question]["visual"]
        assert abs(put[question]["audio"]) < 0.05
    assert min(own["pitch"]["audio"], put["pitch"]["audio"]) > 0.5
    assert max(abs(own["pitch"]["visual"]), abs(put["pitch"]["visual"])) < 0.05
    assert min(own["kind"].values()) > 0.3
    for question in NEEDS_BOTH:
        low, high = min(own[question].values()), max(own[question].values())
        assert high < 0.02 if strategy == "late" else low > 0.2, question


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_known_is_within_a_tenth_of_a_bit_of_the_construction(question: str) -> None:
    stored = read_shared(TASK, "information")
    assert stored is not None
    found = stored["questions"][question]
    assert found["n"] >= 3000
    assert found["truth"] == QUESTIONS[question].truth.to_dict()
    for name in ("redundant", "unique_first", "unique_second", "synergistic"):
        assert found["broja"][name] == pytest.approx(found["truth"][name], abs=0.1), name
    assert found["broja"]["gap"] < 1e-3


def test_probes_from_fewer_clips_read_nearly_as_many_words() -> None:
    stored = read_shared(TASK, "information")
    assert stored is not None
    networks = {m: [load(m).network] for m in READ_OFF}
    own = probes(networks, count=LEARNT // 8)
    scenes = [numbered_scene("pair", i, TEST) for i in range(60)]
    read, truth = read_words(networks, own, scenes), words_of(scenes)
    assert set(stored["probes"]) == {word for words in WORDS.values() for word in words}
    for word in ("seen left", "seen right", "heard", "pitch"):
        assert stored["probes"][word] > 0.98, word
        assert 0.8 < (read[word] == truth[word]).mean() <= 1, word


def test_attributions_find_the_sounding_object_and_are_faithful() -> None:
    """Integrated gradients and Shapley values: which object, and both areas beside both nulls."""
    stored = read_inside(TASK, "bottleneck-mid", "attributions")
    assert stored is not None
    assert tuple(stored["methods"]) == METHODS
    for name in ("integrated gradients, blurred", "Shapley values"):
        by = stored["methods"][name]
        assert by["more on sounding"]["low"] >= 0.75, name
        assert by["hit on sounding"]["low"] > by["hit on silent"]["high"], name
        for null in ("random", "another clip's map"):
            assert by[f"deletion against {null}"]["high"] < 0, (name, null)
            assert by[f"insertion against {null}"]["low"] > 0, (name, null)
        assert 0 <= by["infidelity"]["value"] < 1
    for name, by in stored["methods"].items():
        assert by["hit on sounding"]["n"] == by["more on sounding"]["n"] == EXPLAINED, name
        assert by["sound: share where it sounds, random weights"]["n"] == TWIN_CLIPS, name
    assert max(stored["largest gap"].values()) < TOLERANCE
    assert 0.15 < stored["area"]["sounding"] < 0.25


def test_attention_and_rollout_find_objects_but_not_which_one_sounds() -> None:
    stored = read_inside(TASK, "bottleneck-mid", "attributions")
    assert stored is not None
    for name in ("attention", "rollout"):
        by = stored["methods"][name]
        assert by["more on sounding"]["low"] < 0.5 < by["more on sounding"]["high"], name
        either = by["hit on sounding"]["value"] + by["hit on silent"]["value"]
        assert either > 0.9 > 2 * (stored["area"]["sounding"] + stored["area"]["silent"]), name


def test_a_few_clips_hit_as_often_as_is_stored() -> None:
    stored = read_inside(TASK, "bottleneck-mid", "attributions")
    assert stored is not None
    net = load("bottleneck-mid").network
    clips = first(answered(net, 8), 8)
    found = found_by(explained(net, clips, ("ablation",)), clips)["ablation"]["more on sounding"]
    assert isinstance(found, Estimate)
    assert possible(int(np.floor(8 * found.value)), 8, stored["methods"]["ablation"]["more on sounding"])
