from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from mmfusion.explain.exchange import (
    Cut,
    Edit,
    contributions,
    crossing,
    exchanging,
    flows,
    mean_contributions,
    one_way,
    swapped_contributions,
)
from mmfusion.explain.trace import trace
from mmfusion.nn.fusion import FusionOutput, FusionTransformer
from mmfusion.nn.spec import FusionSpec

COUNTS = {"visual": 5, "audio": 4, "text": 3}
PAIR, THREE = ("visual", "audio"), ("visual", "audio", "text")


def network(modalities: tuple[str, ...] = PAIR, **changes: int) -> FusionTransformer:
    torch.manual_seed(0)
    more = {"layers": 4, "fusion_layer": 1, "bottlenecks": 3, **changes}
    spec = FusionSpec.named("bottleneck-mid", modalities=modalities, width=16, heads=2, **more)
    return FusionTransformer(spec, {"what": 3}).double().eval()


def tokens(net: FusionTransformer, batch: int = 2, seed: int = 1) -> dict[str, Tensor]:
    torch.manual_seed(seed)
    shape = {m: (batch, COUNTS[m], 16) for m in net.spec.modalities}
    return {m: torch.randn(*s, dtype=torch.float64, requires_grad=True) for m, s in shape.items()}


def slope(output: FusionOutput, of: str, by: Tensor) -> float:
    """Largest entry of ∂(a modality's logits)/∂(tokens)."""
    total = output.modality_logits["what"][of].square().sum()
    (found,) = torch.autograd.grad(total, by, allow_unused=True, retain_graph=True)
    return 0.0 if found is None else float(found.abs().max())


@pytest.mark.parametrize("modalities", [PAIR, THREE])
def test_cutting_one_way_stops_that_way_alone(modalities: tuple[str, ...]) -> None:
    net = network(modalities)
    given = tokens(net)
    instead = mean_contributions([contributions(net, given)])
    for sender in modalities:
        for reader in modalities:
            if sender == reader:
                continue
            out = net(given, told=one_way(sender, reader).told(instead))
            for of in modalities:
                for by in modalities:
                    # With three, the sender still reaches the reader through the third stream's update.
                    cut = (by, of) == (sender, reader) and len(modalities) == 2
                    assert (slope(out, of, given[by]) == 0.0) == cut, (sender, reader, of, by)


def test_with_three_a_sender_that_is_cut_for_everyone_else_is_unheard() -> None:
    net = network(THREE)
    given = tokens(net)
    instead = mean_contributions([contributions(net, given)])
    out = net(given, told=Edit(frozenset({Cut("audio", m) for m in ("visual", "text")})).told(instead))
    assert slope(out, "visual", given["audio"]) == 0.0
    assert slope(out, "text", given["audio"]) == 0.0
    assert slope(out, "audio", given["text"]) > 1e-8


def test_what_is_put_in_is_what_the_mean_holds() -> None:
    net = network(layers=3)
    given = tokens(net)
    own, other = contributions(net, given), contributions(net, tokens(net, seed=5))
    *_, last = net.depths(given, told=one_way("audio", "visual").told(other))
    after = list(net.depths(given, told=one_way("audio", "visual").told(other)))[2]
    assert after.read is not None
    torch.testing.assert_close(after.read["visual"], (own[1, "visual"] + other[1, "audio"]) / 2)
    torch.testing.assert_close(after.read["audio"], (own[1, "visual"] + own[1, "audio"]) / 2)
    joined = torch.cat([after.streams["visual"], after.read["visual"]], dim=1)
    torch.testing.assert_close(net.block(2, "visual")(joined)[:, :5], last.streams["visual"])


def test_putting_back_what_was_there_changes_nothing() -> None:
    net = network()
    given = tokens(net)
    own = contributions(net, given)
    plain = net(given).logits["what"]
    everything = Edit(frozenset({Cut()}))
    assert torch.equal(net(given, told=everything.told(own)).logits["what"], plain)
    assert torch.equal(net(given, told=Edit().told({})).logits["what"], plain)
    other = contributions(net, tokens(net, seed=3))
    assert not torch.allclose(net(given, told=everything.told(other)).logits["what"], plain)


def test_a_swapped_sender_still_reads_this_clips_other_senses() -> None:
    net = network(THREE)
    own, other = tokens(net), tokens(net, seed=7)
    found = swapped_contributions(net, own, other)
    assert set(found) == {(layer, m) for layer in (1, 2, 3) for m in THREE}
    whole = contributions(net, other)
    for sender in THREE:
        alone = contributions(net, {**own, sender: other[sender]})
        for layer in (1, 2, 3):
            torch.testing.assert_close(found[layer, sender], alone[layer, sender])
        torch.testing.assert_close(found[1, sender], whole[1, sender])  # it has read nobody else yet
        assert not torch.allclose(found[2, sender], whole[2, sender])


def test_what_the_last_layer_writes_is_never_read() -> None:
    net = network()
    given = tokens(net)
    instead = contributions(net, tokens(net, seed=9))
    plain = net(given).logits["what"]
    for edit in (Edit(frozenset({Cut(layer=3)})), Edit(frozen=3)):
        assert torch.equal(net(given, told=edit.told(instead)).logits["what"], plain)
    for edit in (Edit(frozenset({Cut(layer=2)})), Edit(frozen=2), Edit(closed=True)):
        assert not torch.allclose(net(given, told=edit.told(instead)).logits["what"], plain)


def test_a_cut_token_leaves_the_others() -> None:
    net = network()
    given = tokens(net)
    other = contributions(net, tokens(net, seed=9))
    told = Edit(frozenset({Cut(layer=1, token=2)})).told(other)
    plain, after = list(net.depths(given))[2], list(net.depths(given, told=told))[2]
    assert after.read is not None
    assert plain.bottleneck is not None
    for m in PAIR:
        assert torch.equal(after.read[m][:, :2], plain.bottleneck[:, :2])
        expected = (other[1, "visual"] + other[1, "audio"])[:, 2] / 2
        torch.testing.assert_close(after.read[m][:, 2], expected)


def test_closed_and_frozen_from_the_start_nothing_crosses() -> None:
    net = network()
    given = tokens(net)
    for edit in (Edit(closed=True), Edit(frozen=1)):
        out = net(given, told=edit.told({}))
        for of, by in (PAIR, PAIR[::-1]):
            assert slope(out, of, given[by]) == 0.0
            assert slope(out, of, given[of]) > 1e-8
    late = net(given, told=Edit(frozen=2).told({}))
    assert slope(late, "visual", given["audio"]) > 1e-8, "what was written before it froze is still read"


def test_closed_each_stream_runs_as_if_it_were_alone() -> None:
    net = network()
    given = tokens(net)
    out = net(given, told=Edit(closed=True).told({})).modality_logits["what"]
    for m in PAIR:
        torch.testing.assert_close(out[m], net({m: given[m]}).logits["what"])


def test_means_are_over_examples_whatever_the_batches() -> None:
    net = network()
    given = tokens(net, batch=5)
    whole = mean_contributions([contributions(net, given)])
    parts = [contributions(net, {m: z[s] for m, z in given.items()}) for s in (slice(0, 4), slice(4, 5))]
    for key, mean in mean_contributions(parts).items():
        torch.testing.assert_close(mean, whole[key])
        assert mean.shape == (1, 3, 16)
    assert {layer for layer, _ in whole} == set(exchanging(net.spec)) == {1, 2, 3}


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (one_way("text", "visual"), "'text' is none of visual, audio"),
        (one_way("audio", "visual", 0), r"layer 0 does not exchange: layers \[1, 2, 3\] do"),
        (Edit(frozen=4), "layer 4 does not exchange"),
        (Edit(frozenset({Cut(token=3)})), "no bottleneck token 3: there are 3"),
    ],
)
def test_edits_of_what_is_not_there_are_refused(edit: Edit, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        edit.checked(network().spec)


def test_a_cut_with_nothing_to_put_in_is_refused() -> None:
    net = network()
    with pytest.raises(ValueError, match="in place of 'audio' at layer 1"):
        net(tokens(net), told=one_way("audio", "visual").told({}))


def test_the_flow_is_the_attention_of_the_exchanging_layers() -> None:
    net = network().float()
    given = {m: z.detach().float()[:1] for m, z in tokens(net).items()}
    found = trace(net, given)
    found_flows = flows(found)
    assert [(e.layer, e.loaded, e.heard) for e in found_flows] == [
        (1, False, True),
        (2, True, True),
        (3, True, False),
    ]
    for e in found_flows:
        for m in PAIR:
            n = COUNTS[m]
            weights = found.weights[e.layer, m].mean(axis=0)
            np.testing.assert_array_equal(e.reads[m], weights[n:, :n])
            np.testing.assert_array_equal(e.takes[m], weights[:n, n:])
            np.testing.assert_allclose(e.taken_share(m), weights[:n, n:].mean(axis=0))
        kept = sum(found.weights[e.layer, m].mean(0)[COUNTS[m] :, COUNTS[m] :].sum(1) for m in PAIR) / 2
        np.testing.assert_allclose(sum(e.read_share(m) for m in PAIR) + kept, 1, atol=1e-6)


def test_without_a_bottleneck_there_is_no_flow() -> None:
    net = FusionTransformer(FusionSpec.named("mid", width=16, heads=2), {"what": 3}).eval()
    given = {m: torch.randn(1, COUNTS[m], 16) for m in PAIR}
    with pytest.raises(ValueError, match="no bottleneck"):
        flows(trace(net, given))
    with pytest.raises(ValueError, match="has none"):
        contributions(net, given)


@pytest.mark.parametrize("bottlenecks", [1, 4, 16])
def test_an_exchange_in_the_last_layer_alone_passes_exactly_nothing(bottlenecks: int) -> None:
    spec = network(bottlenecks=bottlenecks).spec
    counts = {m: COUNTS[m] for m in PAIR}
    assert set(crossing(spec, counts, 3).values()) == {0.0}
    assert min(crossing(spec, counts, 2).values()) > 1e-5
    assert list(crossing(spec, counts)) == [("audio", "visual"), ("visual", "audio")]


def test_in_mid_the_last_layer_passes_something() -> None:
    spec = FusionSpec.named("mid", width=16, heads=2)
    assert min(crossing(spec, {m: COUNTS[m] for m in PAIR}, 3).values()) > 1e-3
