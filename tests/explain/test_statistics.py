from __future__ import annotations

import numpy as np
import pytest
import torch

from mmfusion.explain.ablation import Head
from mmfusion.explain.statistics import entropies, rank_correlation, shares
from mmfusion.explain.trace import AttentionTrace, Label, trace
from tests.explain.test_trace import NAMES, network, tokens


@pytest.mark.parametrize("name", NAMES)
def test_where_a_stream_looks_adds_up_to_everything(name: str) -> None:
    net = network(name)
    found = trace(net, tokens(net))
    streams = (*net.spec.modalities, "bottleneck")
    for asks in net.spec.modalities:
        total: dict[Head, float] = {}
        for asked in streams:
            for head, share in shares(found, asks, asked).items():
                total[head] = total.get(head, 0.0) + share
        assert len(total) >= 2 * net.spec.layers
        np.testing.assert_allclose(list(total.values()), 1, atol=1e-6)


def test_who_cannot_be_asked_is_left_out() -> None:
    net = network("mid")
    found = trace(net, tokens(net))
    assert {head.layer for head in shares(found, "visual", "audio")} == {1, 2}, "below L_f nothing crosses"
    assert not shares(found, "visual", "bottleneck")


def test_entropy_is_one_where_all_keys_get_the_same_and_zero_where_one_gets_all() -> None:
    weights = np.stack([np.full((2, 4), 0.25), np.eye(4)[:2]])
    labels = tuple(Label("visual", i) for i in range(4))
    made = AttentionTrace(
        {(0, "visual"): weights}, labels, {(0, "visual"): (0, 1)}, {(0, "visual"): (0, 1, 2, 3)}
    )
    found = entropies(made)
    assert found[Head(0, "visual", 0)] == pytest.approx(1.0)
    assert found[Head(0, "visual", 1)] == 0.0


@pytest.mark.parametrize("name", ["visual", "early", "mid", "bottleneck-mid", "late"])
def test_a_score_is_the_logarithm_of_its_weight_plus_the_row_s_sum(name: str) -> None:
    net = network(name)
    found = trace(net, tokens(net), contributions=True)
    layer, stream = key = next(iter(found.weights))  # one in which tokens ask each other as they came in
    block = net.block(layer, stream)
    given = torch.cat([tokens(net)[m][0] for m in net.spec.modalities])
    z = block.norm_attention(given[list(found.queries[key])])
    query = block.attention.query(z).unflatten(-1, (2, 8))
    keys = block.attention.key_value(z).chunk(2, dim=-1)[0].unflatten(-1, (2, 8))
    scores = torch.einsum("qhd,khd->hqk", query, keys).detach().numpy() / np.sqrt(8)
    np.testing.assert_allclose(
        np.log(found.weights[key]) + found.log_sums[key][:, :, None], scores, atol=1e-4
    )


def test_maps_that_rank_alike_correlate_and_a_flat_one_does_not() -> None:
    x = np.arange(6.0)
    assert rank_correlation(x, np.exp(x)) == pytest.approx(1.0)
    assert rank_correlation(x, -x) == pytest.approx(-1.0)
    assert rank_correlation(x, np.ones(6)) == 0.0
