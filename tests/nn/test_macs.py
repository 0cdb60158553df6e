from __future__ import annotations

import pytest
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from mmfusion.nn.fusion import FusionTransformer
from mmfusion.nn.macs import analytic_macs, macs_by_part
from mmfusion.nn.spec import FusionSpec, strategies

STRATEGIES = strategies()

COUNTS = {"visual": 13, "audio": 7, "text": 5, "stacked": 11}
ANSWERS = {"event": 14, "where": 3}


def counted(spec, counts, batch=1):
    network = FusionTransformer(spec, ANSWERS).eval()
    tokens = {m: torch.randn(batch, n, spec.width) for m, n in counts.items()}
    # torch's counter does not know the fused kernel of the CPU, so attention is done product by product
    with sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as counter:
        network(tokens)
    return counter.get_total_flops()


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize("fusion_layer", [1, 2, 3])
@pytest.mark.parametrize("bottlenecks", [1, 4, 16])
def test_half_of_torchs_count_is_the_formula(name, fusion_layer, bottlenecks):
    spec = FusionSpec.named(name, fusion_layer=fusion_layer, bottlenecks=bottlenecks, width=32, mlp_ratio=3.0)
    counts = {m: COUNTS[m] for m in spec.modalities}
    assert counted(spec, counts) == 2 * analytic_macs(spec, counts, ANSWERS)


@pytest.mark.parametrize("exchange", ["none", "self", "cross", "bottleneck", "ask"])
@pytest.mark.parametrize("fusion_layer", [0, 1, 2])
@pytest.mark.parametrize("present", [("visual",), ("visual", "text"), ("visual", "audio", "text")])
def test_the_formula_holds_for_three_modalities_any_of_them_missing(exchange, fusion_layer, present):
    spec = FusionSpec(
        ("visual", "audio", "text"),
        layers=2,
        fusion_layer=fusion_layer,
        exchange=exchange,
        bottlenecks=2 if exchange == "bottleneck" else 0,
        width=16,
        asking=("text", "audio") if exchange == "ask" else (),
    )
    counts = {m: COUNTS[m] for m in present}
    assert counted(spec, counts, batch=3) == 2 * 3 * analytic_macs(spec, counts, ANSWERS)


def test_parts_add_up_and_scale_as_they_should():
    spec = FusionSpec.named("late", width=32)
    one = macs_by_part(spec, {"visual": 100, "audio": 50}, {"event": 14})
    two = macs_by_part(spec, {"visual": 200, "audio": 100}, {"event": 14})
    assert one.total == sum(one) == analytic_macs(spec, {"visual": 100, "audio": 50}, {"event": 14})
    assert two.scores == two.weighted == 4 * one.scores
    assert (two.projections, two.mlp, two.head) == (2 * one.projections, 2 * one.mlp, one.head)


def test_the_quadratic_part_overtakes_the_rest_at_six_widths():
    spec = FusionSpec.named("audio", width=32, mlp_ratio=4.0)

    def quadratic_share(n):
        parts = macs_by_part(spec, {"audio": n}, {"event": 1})
        return (parts.scores + parts.weighted) / (parts.total - parts.head)

    assert quadratic_share(6 * 32) == 0.5
    assert quadratic_share(6 * 32 - 1) < 0.5 < quadratic_share(6 * 32 + 1)


def test_wrong_counts_are_refused():
    spec = FusionSpec.named("mid")
    for counts, message in [
        ({}, "must name"),
        ({"text": 3}, "must name"),
        ({"visual": 0}, "one token or more"),
    ]:
        with pytest.raises(ValueError, match=message):
            analytic_macs(spec, counts, ANSWERS)
