"""What picture and sound add to the answers about real pairs, by hand and as it is stored."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mmfusion.measure.metrics import softmax
from mmfusion.tasks.events import CLASSES, QUESTION
from mmfusion.tasks.events.attribution.contributions import OTHERS, contributions_of
from mmfusion.tasks.events.attribution.information import information_figures
from mmfusion.tasks.events.mixture import PRIOR
from mmfusion.tasks.events.network import frame_moments
from mmfusion.tasks.events.predictor import load


@pytest.mark.parametrize("strategy", ["late", "mid"])
def test_coalitions_are_what_the_network_says_of_what_is_at_hand(strategy: str) -> None:
    own, rng = load(strategy), torch.Generator().manual_seed(0)
    cells = {
        "visual": torch.rand(6, 3, 16, 1280, generator=rng),
        "audio": torch.rand(6, 40, 1392, generator=rng),
    }
    targets = np.arange(6)
    with torch.no_grad():
        tokens = own.network.tokens(cells, frame_moments(3))
        found = contributions_of(own.network, own.card, tokens, targets)
        heard = own.network.fusion({"audio": tokens["audio"]}).logits[QUESTION].numpy()
        mixed = [
            own.network.fusion({**tokens, "visual": tokens["visual"].roll(i, 0)}).logits[QUESTION].numpy()
            for i in range(1, OTHERS + 1)
        ]
    alone = softmax(heard, own.card.temperatures["audio"])[targets, targets]
    np.testing.assert_allclose(found["left out"].values["audio",], alone, rtol=1e-4)
    np.testing.assert_allclose(found["left out"].values[()], PRIOR[targets])
    put = np.mean(
        [softmax(z, own.card.temperatures["visual+audio"])[targets, targets] for z in mixed], axis=0
    )
    np.testing.assert_allclose(found["another's"].values["audio",], put, rtol=1e-4)
    for way in found.values():
        total = way.values["visual", "audio"] - way.values[()]
        np.testing.assert_allclose(way.shares["visual"] + way.shares["audio"], total, atol=1e-9)


def test_what_two_perfect_experts_know_of_a_kind_is_redundant_and_what_one_alone_knows_is_its_own() -> None:
    kinds = np.repeat(np.arange(len(CLASSES)), 3)
    bits = np.log2(len(CLASSES))
    both = information_figures((kinds, kinds), (kinds, kinds), drawn=8000)["questions"][QUESTION]["broja"]
    assert both["redundant"] == pytest.approx(bits, abs=0.02)
    deaf = np.zeros_like(kinds)
    found = information_figures((kinds, kinds), (deaf, kinds), drawn=8000)
    only = found["questions"][QUESTION]["broja"]
    assert only["unique_first"] == pytest.approx(bits, abs=0.02)
    assert max(only["redundant"], only["synergistic"], only["unique_second"]) < 0.01
    assert found["probes"] == {"visual": 1.0, "audio": pytest.approx(1 / len(CLASSES), abs=1e-3)}
