"""A map beside what knows nothing: its areas are those of its order, random orders', another map's."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mmfusion.explain.compared import areas, in_order, in_random_orders, shares
from mmfusion.explain.maps import preference, probability, token_map
from mmfusion.nn import FusionOutput, FusionSpec, FusionTransformer


@pytest.fixture
def given() -> tuple[FusionTransformer, dict[str, torch.Tensor]]:
    torch.manual_seed(0)
    network = FusionTransformer(FusionSpec.named("mid", width=16, heads=2), {"event": 5}).eval()
    return network, {"visual": torch.randn(1, 13, 16), "audio": torch.randn(1, 7, 16)}


def test_orders_are_of_the_first_modality_and_begin_and_end_alike(
    given: tuple[FusionTransformer, dict[str, torch.Tensor]],
) -> None:
    network, tokens = given
    network.requires_grad_(False)
    score = probability("event", 2)
    own, other = (token_map(network, tokens, preference("event", i), "removal") for i in (2, 3))
    two, chance = in_order(network, tokens, score, own, other), in_random_orders(network, tokens, score, 6)
    assert two.deletion.shape == (2, 13)
    assert chance.insertion.shape == (6, 13)
    whole = float(score(network(tokens)))
    none = float(score(network({**tokens, "visual": tokens["visual"][:, :1]})))
    for curves in (two, chance):
        np.testing.assert_allclose(curves.deletion[:, 0], whole, atol=1e-6)
        np.testing.assert_allclose(curves.insertion[:, -1], whole, atol=1e-6)
        np.testing.assert_allclose(curves.deletion[:, -1], none, atol=1e-6)
    deletion, insertion = areas(two, chance)
    assert deletion.low <= chance.areas()[0].mean() <= deletion.high
    assert insertion.other == pytest.approx(two.areas()[1][1])
    first = int(np.argmax(own["visual"]))
    left = torch.cat([tokens["visual"][:, : 1 + first], tokens["visual"][:, 2 + first :]], dim=1)
    assert two.deletion[0, 1] == pytest.approx(float(score(network({**tokens, "visual": left}))), abs=1e-6)


def test_shares_keep_signs_and_add_up_to_all_that_is_said() -> None:
    found = shares({"visual": np.array([2.0, -1.0]), "audio": np.array([0.0, 1.0])})
    assert found["visual"].tolist() == [0.5, -0.25]
    assert sum(np.abs(part).sum() for part in found.values()) == pytest.approx(1)
    assert not shares({"visual": np.zeros(3)})["visual"].any(), "of nothing there is no share"


def test_the_score_of_orders_is_the_calibrated_probability() -> None:
    output = FusionOutput({"event": torch.tensor([[2.0, 0.0, 0.0]])}, {}, {})
    p = np.exp(1.0) / (np.exp(1.0) + 2)
    assert float(probability("event", 0, temperature=2.0)(output)) == pytest.approx(p, abs=1e-6)


def test_a_method_that_is_none_is_named(given: tuple[FusionTransformer, dict[str, torch.Tensor]]) -> None:
    network, tokens = given
    with pytest.raises(ValueError, match="'occlusion'"):
        token_map(network, tokens, preference("event", 0), "occlusion")
