from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mmfusion.nn.fusion import FusionTransformer
from mmfusion.nn.reach import heard, heard_by_cls
from mmfusion.nn.spec import FusionSpec

NAMES = ("visual", "audio", "text")


@st.composite
def specs(draw):
    layers = draw(st.integers(1, 4))
    exchange = draw(st.sampled_from(["none", "self", "cross", "bottleneck", "ask"]))
    modalities = NAMES[: draw(st.integers(2, 3))]
    some = st.lists(st.sampled_from(modalities), min_size=1, unique=True).map(tuple)
    return FusionSpec(
        modalities=modalities,
        asking=draw(some) if exchange == "ask" else (),
        layers=layers,
        fusion_layer=draw(st.integers(0, layers)),
        exchange=exchange,
        bottlenecks=draw(st.integers(1, 3)) if exchange == "bottleneck" else 0,
        width=draw(st.sampled_from([8, 12])),
        heads=draw(st.sampled_from([1, 2])),
        mlp_ratio=1.0,
    )


def reaches(output, patches):
    """Whether a random direction of `output` depends on `patches` at all."""
    direction = torch.randn(output.shape, dtype=output.dtype)
    (d,) = torch.autograd.grad((output * direction).sum(), patches, retain_graph=True, allow_unused=True)
    return d is not None and bool(d.any())


@settings(max_examples=150, deadline=None, derandomize=True)
@given(spec=specs(), data=st.data())
def test_derivatives_are_non_zero_exactly_where_the_spec_says_a_token_can_have_heard(spec, data):
    present = data.draw(st.lists(st.sampled_from(spec.modalities), min_size=1, unique=True))
    torch.manual_seed(data.draw(st.integers(0, 2**31)))
    network = FusionTransformer(spec, {"q": 2}).double().eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.normal_(std=0.5)
    patches = {
        m: torch.randn(1, data.draw(st.integers(1, 3)), spec.width, dtype=torch.float64, requires_grad=True)
        for m in present
    }
    cls = torch.randn(1, 1, spec.width, dtype=torch.float64)
    depths = list(network.depths({m: torch.cat([cls, x], dim=1) for m, x in patches.items()}))
    by_stream, by_cls = heard(spec, present), heard_by_cls(spec, present)
    assert len(depths) == len(by_stream) == len(by_cls) == spec.layers + 1
    for depth, state in enumerate(depths):
        for m in present:
            for source in present:
                z = state.streams[m]
                assert reaches(z[:, 1:], patches[source]) == (source in by_stream[depth][m])
                assert reaches(z[:, :1], patches[source]) == (source in by_cls[depth][m])
        if state.bottleneck is not None:
            for source in present:
                expected = source in by_stream[depth]["bottleneck"]
                found = state.bottleneck.requires_grad and reaches(state.bottleneck, patches[source])
                assert found == expected


def test_the_shipped_strategies_in_words():
    last = {
        name: heard_by_cls(FusionSpec.named(name))[-1]["visual"]
        for name in ("late", "early", "mid", "mid-cross", "bottleneck", "bottleneck-mid")
    }
    assert last.pop("late") == {"visual"}
    assert all(known == {"visual", "audio"} for known in last.values())
    assert heard(FusionSpec.named("bottleneck-mid", fusion_layer=3))[-1] == {
        "visual": {"visual"},
        "audio": {"audio"},
        "bottleneck": {"visual", "audio"},
    }


def test_bottlenecks_take_two_layers_to_carry_a_word_across():
    depths = heard(FusionSpec.named("bottleneck-mid"))
    assert [len(depth["visual"]) for depth in depths] == [1, 1, 1, 2, 2]
    assert [len(depth["bottleneck"]) for depth in depths] == [0, 0, 2, 2, 2]
    assert [len(depth["visual"]) for depth in heard(FusionSpec.named("mid"))] == [1, 1, 2, 2, 2]


def test_a_missing_modality_has_no_stream_and_is_never_heard():
    depths = heard(FusionSpec.named("bottleneck"), present=["audio"])
    assert all(set(depth) == {"audio", "bottleneck"} for depth in depths)
    assert all(known <= {"audio"} for depth in depths for known in depth.values())


def test_unknown_and_absent_modalities_are_refused():
    for present in ([], ["smell"]):
        with pytest.raises(ValueError, match="present must be some of"):
            heard(FusionSpec.named("mid"), present=present)
