"""All pairs of examples, and EMAP of shipped networks: late adds up, where senses meet they do not."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mmfusion.explain.additive import crossed_logits
from mmfusion.measure.emap import emap, themselves
from mmfusion.nn.fusion import FusionTransformer
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.sounding.batches import TEST, make_batch, numbered_scene
from mmfusion.tasks.sounding.predictor import load

CLIPS = 6


@pytest.mark.parametrize("name", ["early", "mid-cross", "bottleneck-mid", "late"])
def test_a_cell_is_the_pass_of_its_pair(name: str) -> None:
    torch.manual_seed(0)
    net = FusionTransformer(FusionSpec.named(name, width=16, heads=2), {"what": 3, "how": 2}).eval()
    tokens = {"visual": torch.randn(3, 5, 16), "audio": torch.randn(3, 4, 16)}
    told: list[tuple[int, int]] = []
    table = crossed_logits(net, tokens, rows=4, report=lambda done, of: told.append((done, of)))
    assert told == [(4, 9), (8, 9), (9, 9)]
    assert {q: z.shape for q, z in table.items()} == {"what": (3, 3, 3), "how": (3, 3, 2)}
    with torch.no_grad():
        pair = net({"visual": tokens["visual"][2:], "audio": tokens["audio"][1:2]}).logits["what"][0]
    np.testing.assert_allclose(table["what"][2, 1], pair, atol=1e-5)


def test_three_modalities_have_a_table_of_three_axes() -> None:
    torch.manual_seed(0)
    spec = FusionSpec.named("late", modalities=("a", "b", "c"), width=16, heads=2)
    net = FusionTransformer(spec, {"what": 3}).eval()
    tokens = {m: torch.randn(3, 4, 16) for m in spec.modalities}
    table = crossed_logits(net, tokens)["what"]
    assert table.shape == (3, 3, 3, 3)
    np.testing.assert_allclose(emap(table), themselves(table), atol=1e-5)


def table(strategy: str) -> dict[str, np.ndarray]:
    net = load(strategy).network
    with torch.inference_mode():
        tokens = net.tokens(make_batch([numbered_scene("pair", i, TEST) for i in range(CLIPS)]).inputs())
    return crossed_logits(net.fusion, tokens)


def test_of_the_shipped_late_network_nothing_is_lost_on_any_question() -> None:
    """Its logits are the mean of what either sense says: a sum to begin with."""
    for question, own in table("late").items():
        np.testing.assert_allclose(emap(own), themselves(own), atol=2e-4, err_msg=question)


@pytest.mark.parametrize("strategy", ["mid", "bottleneck-mid"])
def test_of_shipped_networks_whose_senses_meet_side_and_sync_are_lost(strategy: str) -> None:
    found = table(strategy)
    for question in ("side", "sync"):
        assert np.abs(emap(found[question]) - themselves(found[question])).max() > 1.0, question
