"""Attributions of a clip by shipped weights: each is what its definition says, token by token."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mmfusion.explain.maps import Score, preference
from mmfusion.explain.path_integral import FLOOR, TOLERANCE
from mmfusion.explain.presence import Presence
from mmfusion.tasks.sounding.attribution.methods import (
    INTEGRATED,
    METHODS,
    attribution,
    groups,
    sampled,
    slid,
)
from mmfusion.tasks.sounding.batches import TEST, VALIDATION, fixed_scenes, make_batch, numbered_scene
from mmfusion.tasks.sounding.integrated import MEAN_CLIPS, baseline_of
from mmfusion.tasks.sounding.network import SoundingNetwork
from mmfusion.tasks.sounding.predictor import load

CLIP = 3
Given = tuple[SoundingNetwork, dict[str, torch.Tensor], Score, Presence]


@pytest.fixture(params=["mid", "bottleneck-mid", "late"])
def given(request: pytest.FixtureRequest) -> Given:
    net = load(request.param).network
    inputs = make_batch([numbered_scene("pair", CLIP, TEST)]).inputs()
    with torch.no_grad():
        tokens = net.tokens(inputs)
        score = preference("side", int(net.fusion(tokens).logits["side"].argmax()))
    return net, inputs, score, Presence(net.fusion, tokens, score)


def test_every_method_scores_every_token_of_both_senses(given: Given) -> None:
    net, inputs, score, _ = given
    for method in METHODS:
        found = attribution(net, inputs, score, method, orders=2)
        assert {m: x.shape for m, x in found.items()} == {"visual": (192,), "audio": (64,)}, method
        assert all(np.isfinite(x).all() and x.any() for x in found.values()), method
    with pytest.raises(ValueError, match="no attribution 'saliency'"):
        attribution(net, inputs, score, "saliency")


def test_removal_is_a_pass_without_the_token(given: Given) -> None:
    net, inputs, score, _ = given
    kept = torch.tensor([i for i in range(192) if i != 77])
    with torch.no_grad():
        lost = float(score(net(inputs)) - score(net(inputs, {"visual": kept})))
    assert attribution(net, inputs, score, "removal")["visual"][77] == pytest.approx(lost, abs=1e-4)


def test_integrated_gradients_add_up_from_each_baseline(given: Given) -> None:
    net, inputs, score, _ = given
    for method, kind in INTEGRATED.items():
        found = attribution(net, inputs, score, method)
        with torch.no_grad():
            change = float(score(net(inputs)) - score(net(baseline_of(inputs, kind))))
        total = sum(float(x.sum()) for x in found.values())
        assert abs(total - change) < TOLERANCE * max(abs(change), FLOOR), method


def test_shapley_values_add_up_to_what_all_tokens_change(given: Given) -> None:
    net, inputs, score, value = given
    found = attribution(net, inputs, score, "Shapley values", orders=2)
    ends = value(np.array([[True] * 256, [False] * 256]))
    total = sum(float(x.sum()) for x in found.values())
    assert total == pytest.approx(ends[0] - ends[1], abs=1e-3)
    own = groups(value)
    assert sorted(np.concatenate(own).tolist()) == list(range(256))
    by_token = sampled(value, orders=2).of_tokens(own, 256)
    np.testing.assert_allclose(np.concatenate(list(found.values())), by_token, atol=1e-5)


def test_what_is_lost_without_a_group_or_a_window_is_a_pass_without_it(given: Given) -> None:
    net, inputs, score, value = given
    patch = 1 * 24 + 2 * 6 + 4  # frame 1, row 2, column 4: with frames 0, 2 and 3 a group
    others = {patch - 24, patch + 24, patch + 48}

    def without(gone: set[int]) -> float:
        keep = {"visual": torch.tensor([i for i in range(192) if i not in gone])}
        with torch.no_grad():
            return float(score(net(inputs)) - score(net(inputs, keep)))

    ablated = attribution(net, inputs, score, "ablation")["visual"]
    assert ablated[patch] == pytest.approx(without({patch, *others}), abs=1e-4)
    assert {ablated[i] for i in others} == {ablated[patch]}
    holding = [set(window.tolist()) for window in slid(value) if patch in window]
    assert len(holding) == 8
    occluded = attribution(net, inputs, score, "occlusion")["visual"]
    assert occluded[patch] == pytest.approx(np.mean([without(gone) for gone in holding]), abs=1e-4)


def test_the_mean_baseline_is_the_mean_of_clips_and_is_fit_for_gradients_whoever_asks_first() -> None:
    inputs = make_batch([numbered_scene("pair", CLIP, TEST)]).inputs()
    with torch.inference_mode():
        baseline_of(inputs, "mean")
    found = baseline_of(inputs, "mean")
    clips = make_batch(list(fixed_scenes("pair", MEAN_CLIPS, VALIDATION))).inputs()
    for m, x in found.items():
        torch.testing.assert_close(x, clips[m].mean(dim=0, keepdim=True))
        assert not x.is_inference()
