from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from mmfusion.cards.card import digest
from mmfusion.cards.checkpoint import load_cards, model_paths
from mmfusion.cards.inside import write_inside
from mmfusion.measure.metrics import paired
from mmfusion.nn.spec import FusionSpec
from mmfusion.printing import RefusedError
from mmfusion.tasks.sounding import TASK
from mmfusion.tasks.sounding import commands as sounding
from mmfusion.tasks.sounding.batches import numbered_scene
from mmfusion.tasks.sounding.exchange import (
    ExchangeFigures,
    edits,
    measure_exchange,
    named,
    read_figures,
    swapped_scene,
    symmetric,
)
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.predictor import load


@pytest.fixture(scope="module")
def network() -> SoundingNetwork:
    torch.manual_seed(0)
    return SoundingNetwork(FusionSpec.named("bottleneck-mid", width=16, heads=2, fusion_layer=2)).eval()


@pytest.fixture(scope="module")
def figures(network: SoundingNetwork) -> ExchangeFigures:
    return measure_exchange(network, "abc", clips=6, mean_clips=2, report=lambda line: None)


def test_every_direction_replacement_and_layer_is_tested_once(network: SoundingNetwork) -> None:
    tried = edits(network)
    assert len(tried) == 1 + 2 * 2 * (1 + 2), "closed; directions, replacements, all layers and each of two"
    edit, how = tried[named("audio", "visual", "swap", 3)]
    (cut,) = edit.cuts
    assert (cut.sender, cut.reader, cut.layer, cut.token) == ("audio", "visual", 3, None)
    assert how == "swap"


def test_the_last_layer_costs_nothing_and_intervals_hold_their_value(figures: ExchangeFigures) -> None:
    assert set(figures.lost) == {"side", "sync", "pitch", "kind"}
    for question, by in figures.lost.items():
        for name, estimate in by.items():
            assert estimate["low"] <= estimate["value"] <= estimate["high"]
            assert estimate["low"] < estimate["high"], "no difference at all still has a width"
            assert estimate["n"] == 6
            if name.endswith("layer 3"):
                assert estimate["value"] == 0, (question, name)
        plain, closed = figures.accuracy[question]["plain"], figures.accuracy[question]["closed"]
        assert plain["value"] - closed["value"] == pytest.approx(by["closed"]["value"], abs=2e-4)


def test_swaps_are_of_the_next_clip_and_means_of_validation_clips(network: SoundingNetwork) -> None:
    from mmfusion.explain.exchange import mean_contributions, swapped_contributions
    from mmfusion.tasks.sounding.batches import TEST, fixed_scenes, make_batch
    from mmfusion.tasks.sounding.exchange import validation_means

    found = measure_exchange(network, "", clips=40, mean_clips=2, report=lambda line: None)
    batch = make_batch(list(fixed_scenes("pair", 40, TEST)))
    with torch.inference_mode():
        tokens = network.tokens(batch.inputs())
        instead = {
            "mean": validation_means(network, 2),
            "swap": swapped_contributions(
                network.fusion, tokens, {m: z.roll(1, 0) for m, z in tokens.items()}
            ),
        }
        truth = batch.labels["side"]
        plain = (network.fusion(tokens).logits["side"].argmax(1) == truth).double().mean()
        for name, (edit, how) in edits(network).items():
            cut = network.fusion(tokens, told=edit.told(instead[how])).logits["side"].argmax(1) == truth
            expected = float(plain - cut.double().mean())
            assert found.lost["side"][name]["value"] == pytest.approx(expected, abs=1e-4), name
    whole = mean_contributions([instead["mean"]])
    assert all(torch.equal(whole[key], z) for key, z in instead["mean"].items())


def test_figures_come_back_and_say_whose_they_are(figures: ExchangeFigures, tmp_path: Path) -> None:
    again = ExchangeFigures.from_json(figures.to_json())
    assert again == figures
    assert again.weights_sha256 == "abc"
    means = again.contributions()
    assert set(means) == {(layer, m) for layer in (2, 3) for m in ("visual", "audio")}
    assert all(z.shape == (1, 4, 16) for z in means.values())
    assert read_figures(TASK, "bottleneck-mid", tmp_path) is None
    with pytest.raises(ValueError, match="no figures of an exchange"):
        ExchangeFigures.from_json('{"clips": 1}')


def test_figures_are_read_back_from_where_they_are_written(tmp_path: Path, figures: ExchangeFigures) -> None:
    from tests import drawn_networks

    drawn_networks.write(tmp_path)
    before = len(load_cards(tmp_path))
    write_inside(TASK, "bottleneck-mid", "exchange", json.loads(figures.to_json()), "a test", tmp_path)
    found = read_figures(TASK, "bottleneck-mid", tmp_path)
    assert found is not None
    assert found.lost == figures.lost
    assert found.weights_sha256 == digest(model_paths(TASK, "bottleneck-mid", tmp_path)[0])
    assert len(load_cards(tmp_path)) == before


def test_paired_differences_against_the_four_cells() -> None:
    right = np.array([True] * 90 + [False] * 10)
    other = np.array([True] * 50 + [False] * 40 + [True] * 4 + [False] * 6)
    found = paired(right, other)
    assert found.value == pytest.approx(0.36)
    b, c, n = 40.5, 4.5, 102
    half = 1.96 * np.sqrt((b + c - (b - c) ** 2 / n) / n**2)
    assert (found.low, found.high) == pytest.approx((36 / n - half, 36 / n + half))
    same = paired(right, right)
    assert same.value == 0
    assert 0 < same.high == -same.low < 0.03


@pytest.mark.parametrize("number", range(12))
@pytest.mark.parametrize("sense", ["audio", "visual"])
def test_a_swapped_sense_changes_the_answer_and_the_other_sense_stays(sense: str, number: int) -> None:
    scene = numbered_scene("pair", number)
    other = swapped_scene(scene, sense)
    assert other.side != scene.side
    kept = {"objects": scene.objects} if sense == "audio" else {"sound": scene.sound}
    assert all(getattr(other, name) == value for name, value in kept.items())
    assert other.in_time == scene.in_time
    assert replace(other, objects=scene.objects, sound=scene.sound) == scene


def test_only_a_symmetric_network_is_explained() -> None:
    assert symmetric({"symmetry, ratio": {"value": 1.03}})
    assert not symmetric({"symmetry, ratio": {"value": 1.6}})
    assert not symmetric({})


def test_what_is_shipped_belongs_to_the_shipped_weights() -> None:
    found = read_figures(TASK, "bottleneck-mid")
    own = load("bottleneck-mid")
    assert found is not None
    assert found.weights_sha256 == own.card.weights_sha256
    assert own.trained
    assert found.clips >= 1000
    assert symmetric(own.card.metrics)


def test_without_a_bottleneck_there_is_nothing_to_measure() -> None:
    with pytest.raises(ValueError, match="without a bottleneck"):
        measure_exchange(SoundingNetwork(FusionSpec.named("late", width=16, heads=2)), "", 2)
    with pytest.raises(RefusedError, match="nothing to read of exchange in late"):
        sounding.inspect(["late"], ["exchange"])
