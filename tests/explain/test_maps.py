from __future__ import annotations

import numpy as np
import pytest
import torch

from mmfusion.explain.maps import METHODS, READ, preference, read_maps, token_map
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.events import CLASSES, QUESTION
from mmfusion.tasks.events.network import EventNetwork, frame_moments
from mmfusion.tasks.sounding.batches import make_batch, numbered_scene
from mmfusion.tasks.sounding.maps import score_of
from mmfusion.tasks.sounding.network import SoundingNetwork


@pytest.mark.parametrize("strategy", ["mid", "bottleneck-mid", "late"])
def test_maps_of_one_clip_are_those_of_a_batch_and_of_its_own_answer(strategy: str) -> None:
    torch.manual_seed(0)
    network = SoundingNetwork(FusionSpec.named(strategy, width=16, heads=2)).eval()
    with torch.no_grad():
        both = network.tokens(make_batch([numbered_scene("pair", n) for n in (3, 4)]).inputs())
        output = network.fusion(both)
    answers = np.array([1, 0])
    scores = [preference("side", int(answer))(output)[i] for i, answer in enumerate(answers)]
    torch.testing.assert_close(torch.stack(scores), score_of(answers)(output))
    theirs = read_maps(network.fusion, both, score_of(answers))
    for i, answer in enumerate(answers):
        tokens = {m: z[i : i + 1] for m, z in both.items()}
        for name in READ:
            mine = token_map(network.fusion, tokens, preference("side", int(answer)), name)
            for sense, values in mine.items():
                np.testing.assert_allclose(values, theirs[name][sense][i], rtol=1e-3, atol=1e-6)


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
