from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch

from mmfusion.cards.card import ModelCard
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.sounding import pad
from mmfusion.tasks.sounding.batches import blurred, noise_of, numbered_scene
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.pad import REGIONS, PadClip, PadGrid, pad_clip, pad_grid
from mmfusion.tasks.sounding.pad_shares import NEEDS_BOTH, NEITHER, ONLY_FUSED, pad_shares
from mmfusion.tasks.sounding.predictor import SoundingPredictor
from mmfusion.tasks.sounding.raster import picture_input, sound_input
from mmfusion.tasks.sounding.render import frames, waveform

DECIBELS = (None, 8.0, -12.0)
BLURS = (0.0, 3.0)
HEAT = {"visual+audio/kind": 0.7, "audio/kind": 1.3, "visual/kind": 1.9}
HEAT |= dict.fromkeys(("visual+audio", "audio", "visual"), 1.0)  # all other questions


def network(strategy: str, seed: int) -> SoundingNetwork:
    torch.manual_seed(seed)
    return SoundingNetwork(FusionSpec.named(strategy, width=16, heads=2)).eval()


def predictor(strategy: str, seed: int) -> SoundingPredictor:
    own = network(strategy, seed)
    card = ModelCard(
        task="sounding-objects",
        strategy=strategy,
        spec=own.spec.to_dict(),
        parameters=0,
        macs=0,
        weights_sha256="",
        recipe={},
        split="",
        temperatures=HEAT,
    )
    return SoundingPredictor(own, card)


@pytest.fixture(scope="module")
def clip() -> PadClip:
    return pad_clip(numbered_scene("one", 3), DECIBELS, BLURS)


@pytest.fixture(scope="module")
def predictors() -> dict[str, SoundingPredictor]:
    return {name: predictor(name, seed) for seed, name in enumerate(("audio", "visual", "mid"))}


@pytest.fixture(scope="module")
def grid(clip: PadClip, predictors: dict[str, SoundingPredictor]) -> PadGrid:
    return pad_grid(clip, predictors)


def test_every_node_is_what_the_networks_predict_for_it_one_by_one(
    clip: PadClip, grid: PadGrid, predictors: dict[str, SoundingPredictor]
) -> None:
    for x, y in product(range(len(DECIBELS)), range(len(BLURS))):
        inputs = {
            "visual": picture_input(clip.frames(y)[None]),
            "audio": sound_input(clip.waveform(x)[None]),
        }
        for name, senses, own in (
            ("audio", ("audio",), grid.audio[x]),
            ("visual", ("visual",), grid.visual[y]),
            ("mid", ("audio", "visual"), grid.fused[y, x]),
            ("mid", ("audio",), grid.alone["audio"][x]),
            ("mid", ("visual",), grid.alone["visual"][y]),
        ):
            answer = predictors[name].answer({m: inputs[m] for m in senses}).answers["kind"]
            assert own == pytest.approx(list(answer.probabilities.values()), abs=1e-5)


def test_the_fused_answer_is_the_softmax_of_the_mean_of_its_logits_over_the_temperature(
    grid: PadGrid,
) -> None:
    z = (grid.logits["visual"] + grid.logits["audio"]) / 2 / grid.temperatures["visual", "audio"]
    assert grid.fused == pytest.approx(torch.from_numpy(z).softmax(dim=-1).numpy(), abs=1e-6)


def test_what_is_sent_is_the_clip_under_the_noise_and_the_blur_of_the_batches(clip: PadClip) -> None:
    scene = clip.scene
    for level, ratio in enumerate(DECIBELS):
        true = waveform(scene) + (0 if ratio is None else noise_of(scene, ratio))
        step = 1 / 32767 + clip.gains[level] * clip.step
        assert np.abs(clip.waveform(level) - true).max() < step
    small = picture_input(frames(scene)[None])
    for level, sigma in enumerate(BLURS):
        sent = picture_input(clip.frames(level)[None])
        assert (sent - blurred(small, sigma)).abs().mean() * 60 < 1.5, "grey levels of 255"


def test_the_blur_is_the_batches_own_with_edges_repeated() -> None:
    x = torch.rand(2, 3, 20, 30)
    mine = pad.gaussian(20, 2.5) @ x @ pad.gaussian(30, 2.5).T
    assert torch.allclose(mine, blurred(x, 2.5), atol=1e-5)
    assert torch.equal(pad.gaussian(5, 0.0), torch.eye(5))


@pytest.mark.parametrize(
    ("audio", "visual", "fused", "who"),
    [
        (False, False, False, "no network is correct"),
        (False, False, True, "only fusion is correct"),
        (True, False, True, "sound alone is correct"),
        (True, False, False, "sound alone is correct"),
        (False, True, True, "picture alone is correct"),
        (True, True, False, "each alone is correct"),
    ],
)
def test_regions_say_who_knows(audio: bool, visual: bool, fused: bool, who: str) -> None:
    found = pad.regions(np.array([audio]), np.array([visual]), np.array([[fused]]))
    assert REGIONS[found[0, 0]] == who


def test_the_regions_of_a_grid_have_blur_by_row_and_noise_by_column(grid: PadGrid) -> None:
    found = grid.regions()
    assert found.shape == (len(BLURS), len(DECIBELS))
    for y, x in product(range(len(BLURS)), range(len(DECIBELS))):
        heard, seen, both = (
            int(p.argmax()) == grid.truth for p in (grid.audio[x], grid.visual[y], grid.fused[y, x])
        )
        assert (found[y, x] in (1, 3)) == heard
        assert (found[y, x] in (2, 3)) == seen
        assert (found[y, x] == 4) == (both and not heard and not seen)


def test_nodes_stand_for_areas() -> None:
    weights = pad.area_weights(5)
    assert weights.sum() == pytest.approx(1)
    x = np.linspace(0, 1, 5)
    assert (weights * x).sum() == pytest.approx(0.5), "the trapezoid rule is exact for straight lines"
    with pytest.raises(ValueError, match="two nodes"):
        pad.area_weights(1)


def test_shares_of_the_pad_add_up() -> None:
    networks = {name: network(name, seed) for seed, name in enumerate(("audio", "visual", "mid"))}
    said: list[str] = []
    found = pad_shares(networks, 4, DECIBELS, BLURS, report=said.append)
    value = {name: estimate.value for name, estimate in found.items()}
    assert said == ["pad: 4 of 4 clips"]
    senses = ("pad, only sound right", "pad, only picture right", "pad, either sense right", NEITHER)
    assert sum(value[name] for name in senses) == pytest.approx(1)
    assert value[ONLY_FUSED] + value["pad, nobody right"] == pytest.approx(value[NEITHER])
    assert value["pad, fused wrong where one sense is right"] == pytest.approx(
        1 - value["pad, fused right"] - value["pad, nobody right"]
    )
    assert value[NEEDS_BOTH] <= value[ONLY_FUSED]
    assert all(0 <= e.low <= e.value <= e.high <= 1 and e.n == 4 for e in found.values())


def test_shares_are_those_of_a_network_that_always_says_the_same() -> None:
    networks = {name: network(name, 0) for name in ("audio", "visual", "mid")}
    for own in networks.values():
        head = own.fusion.heads["kind"]
        torch.nn.init.zeros_(head.weight)
        torch.nn.init.zeros_(head.bias)
    with torch.no_grad():
        networks["mid"].fusion.heads["kind"].bias[numbered_kind(0)] = 1.0
        for sense in ("audio", "visual"):
            networks[sense].fusion.heads["kind"].bias[(numbered_kind(0) + 1) % 12] = 1.0
    found = pad_shares(networks, 1, DECIBELS, BLURS, report=lambda _: None)
    assert found[ONLY_FUSED].value == 1, "only the fused network says what the first test clip is"
    assert found[NEEDS_BOTH].value == 0, "and it would say so with either sense"


def numbered_kind(number: int) -> int:
    from mmfusion.tasks.sounding.batches import TEST

    return numbered_scene("one", number, TEST).objects[0]


def test_a_missing_network_is_named() -> None:
    with pytest.raises(ValueError, match="visual"):
        pad_shares({"audio": network("audio", 0), "mid": network("mid", 0)}, 1)
