from __future__ import annotations

import numpy as np
import pytest
import torch

from mmfusion.explain.maps import METHODS, preference, token_map
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.events import CLASSES, QUESTION
from mmfusion.tasks.events.network import EventNetwork, frame_moments
from mmfusion.tasks.sounding.batches import make_batch, numbered_scene
from mmfusion.tasks.sounding.maps import maps_of_batch, score_of
from mmfusion.tasks.sounding.network import SoundingNetwork


@pytest.mark.parametrize("strategy", ["mid", "bottleneck-mid", "late"])
def test_maps_of_tokens_are_those_that_the_test_figures_are_read_from(strategy: str) -> None:
    torch.manual_seed(0)
    network = SoundingNetwork(FusionSpec.named(strategy, width=16, heads=2)).eval()
    inputs = make_batch([numbered_scene("pair", 3)]).inputs()
    with torch.no_grad():
        tokens = network.tokens(inputs)
        output = network.fusion(tokens)
    answer = np.array([1])
    score = preference("side", 1)
    torch.testing.assert_close(score(output), score_of(answer)(output))
    theirs = maps_of_batch(network, inputs, answer, METHODS)
    mine = {name: token_map(network.fusion, tokens, score, name) for name in METHODS}
    assert list(mine) == list(METHODS)
    for name, by_sense in mine.items():
        for sense, values in by_sense.items():
            np.testing.assert_allclose(values, theirs[name][sense][0], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("senses", [("visual",), ("audio",), ("visual", "audio")])
def test_maps_are_of_the_senses_at_hand(senses: tuple[str, ...]) -> None:
    torch.manual_seed(0)
    network = EventNetwork(FusionSpec.named("bottleneck-mid", width=16, heads=2)).eval()
    cells = {"visual": torch.randn(1, 3, 16, 1280), "audio": torch.randn(1, 40, 1392)}
    with torch.no_grad():
        tokens = network.tokens({m: cells[m] for m in senses}, frame_moments(3))
    maps = {name: token_map(network.fusion, tokens, preference(QUESTION, 4), name) for name in METHODS}
    sizes = {"visual": 48, "audio": 40}
    for by_sense in maps.values():
        assert {m: x.shape for m, x in by_sense.items()} == {m: (sizes[m],) for m in senses}


def test_a_preference_is_the_logit_less_the_mean_of_the_others() -> None:
    torch.manual_seed(0)
    network = EventNetwork(FusionSpec.named("mid", width=16, heads=2)).eval()
    with torch.no_grad():
        output = network({"audio": torch.randn(2, 40, 1392)}, frame_moments(0))
    logits = output.logits[QUESTION]
    others = [i for i in range(len(CLASSES)) if i != 2]
    torch.testing.assert_close(preference(QUESTION, 2)(output), logits[:, 2] - logits[:, others].mean(dim=1))
