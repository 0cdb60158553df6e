"""The exact facts of fusion: what can and cannot pass, what is shared, what a missing sense does."""

from __future__ import annotations

import pytest
import torch

from mmfusion.nn.attention import recording
from mmfusion.nn.fusion import FusionTransformer, met
from mmfusion.nn.spec import FusionSpec, strategies

STRATEGIES = strategies()

BOTH = ("visual", "audio")
COUNTS = {"visual": 6, "audio": 4, "text": 3, "stacked": 5}
FUSED = [name for name in STRATEGIES if len(FusionSpec.named(name).modalities) == 2]


def network(spec, answers=None, seed=0):
    torch.manual_seed(seed)
    return FusionTransformer(spec, answers or {"event": 3}).double().eval()


def tokens(spec, batch=2, seed=1):
    torch.manual_seed(seed)
    return {
        m: torch.randn(batch, COUNTS[m], spec.width, dtype=torch.float64, requires_grad=True)
        for m in spec.modalities
    }


def gradient(spec, of, by):
    """Largest entry of the derivative of a modality's own logits by another's tokens."""
    z = tokens(spec)
    out = network(spec)(z).modality_logits["event"][of]
    (d,) = torch.autograd.grad(out.square().sum(), z[by], allow_unused=True)
    return 0.0 if d is None else float(d.abs().max())


def small(name, **more):
    return FusionSpec.named(name, width=8, heads=2, **more)


@pytest.mark.parametrize(("of", "by"), [("visual", "audio"), ("audio", "visual")])
class TestWhatPasses:
    def test_late_passes_nothing(self, of, by):
        assert gradient(small("late"), of, by) == 0.0

    @pytest.mark.parametrize("bottlenecks", [1, 4])
    def test_a_bottleneck_in_the_last_layer_passes_nothing(self, of, by, bottlenecks):
        spec = small("bottleneck-mid", fusion_layer=3, bottlenecks=bottlenecks)
        assert gradient(spec, of, by) == 0.0

    @pytest.mark.parametrize("bottlenecks", [1, 4])
    def test_a_bottleneck_in_the_last_two_layers_passes_something(self, of, by, bottlenecks):
        spec = small("bottleneck-mid", fusion_layer=2, bottlenecks=bottlenecks)
        assert gradient(spec, of, by) > 1e-6

    @pytest.mark.parametrize("name", ["mid", "mid-cross"])
    def test_mid_in_the_last_layer_passes_something(self, of, by, name):
        assert gradient(small(name, fusion_layer=3), of, by) > 1e-6

    @pytest.mark.parametrize("name", ["early", "bottleneck", "mid-cross", "bottleneck-mid", "mid"])
    def test_every_strategy_but_late_passes_something(self, of, by, name):
        assert gradient(small(name), of, by) > 1e-6


def parameters(spec):
    return sum(p.numel() for p in network(spec).parameters())


@pytest.mark.parametrize("bottlenecks", [1, 4, 16])
@pytest.mark.parametrize("modalities", [BOTH, ("visual", "audio", "text")])
def test_a_bottleneck_adds_exactly_its_tokens_to_late(modalities, bottlenecks):
    late = parameters(small("late", modalities=modalities))
    for name in ("bottleneck", "bottleneck-mid"):
        spec = small(name, modalities=modalities, bottlenecks=bottlenecks)
        assert parameters(spec) == late + bottlenecks * spec.width


def test_weights_of_each_strategy():
    late, one = parameters(small("late")), parameters(small("audio"))
    assert parameters(small("mid-cross")) == late
    assert parameters(small("early")) == one
    block = (late - one) // 4
    assert parameters(small("mid")) == late - 3 * block  # one own block each, three shared ones


def test_bottleneck_tokens_start_at_a_fiftieth():
    torch.manual_seed(0)
    start = FusionTransformer(
        FusionSpec.named("bottleneck", bottlenecks=64), {"event": 2}
    ).bottleneck.detach()
    assert start.shape == (64, 64)
    assert abs(float(start.std()) - 0.02) < 1e-3
    assert abs(float(start.mean())) < 2e-3


def test_the_bottleneck_follows_its_equation_layer_by_layer():
    spec = small("bottleneck-mid", layers=3, fusion_layer=1, bottlenecks=2)
    net, z = network(spec), tokens(spec)
    states = list(net.depths(z))
    assert len(states) == 4
    fsn = net.bottleneck.expand(2, -1, -1)
    for layer in (1, 2):
        updates = []
        for m in BOTH:
            joined = net.block(layer, m)(torch.cat([states[layer].streams[m], fsn], dim=1))
            torch.testing.assert_close(joined[:, : COUNTS[m]], states[layer + 1].streams[m])
            updates.append(joined[:, COUNTS[m] :])
        fsn = sum(updates) / 2
        torch.testing.assert_close(fsn, states[layer + 1].bottleneck)


def test_shared_self_attention_is_one_sequence_and_cross_is_each_stream_against_all():
    for name in ("mid", "mid-cross"):
        spec = small(name, layers=2, fusion_layer=1)
        net, z = network(spec), tokens(spec)
        _, before, after = net.depths(z)
        everything = torch.cat(list(before.streams.values()), dim=1)
        if name == "mid":
            expected = net.block(1, "shared")(everything)
            torch.testing.assert_close(torch.cat(list(after.streams.values()), dim=1), expected)
        else:
            for m in BOTH:
                torch.testing.assert_close(after.streams[m], net.block(1, m)(before.streams[m], everything))


def asked(*asking, modalities=("visual", "text"), **more):
    return FusionSpec(modalities, 2, 0, "ask", width=8, heads=2, asking=asking, **more)


class TestWhatAsks:
    def test_what_asks_hears_the_others_and_what_is_asked_stays_as_it_is(self):
        spec = asked("text")
        z = tokens(spec)
        before, *_, after = network(spec).depths(z)
        assert torch.equal(before.streams["visual"], after.streams["visual"])
        output = network(spec)(z)
        assert list(output.modality_logits["event"]) == ["text"], "what asks answers"
        assert gradient(spec, "text", "visual") > 1e-6

    def test_no_cls_is_asked(self):
        spec = asked("text", "audio", modalities=("visual", "text", "audio"))
        z, model = tokens(spec), network(spec)
        other = {**z, "visual": torch.cat([z["visual"][:, :1] + 1, z["visual"][:, 1:]], dim=1)}
        assert torch.equal(model(z).logits["event"], model(other).logits["event"])

    def test_a_layer_is_cross_attention_and_then_a_block(self):
        spec = asked("text")
        z, model = tokens(spec), network(spec)
        _, after, _ = model.depths(z)
        asking, block = model.asking(0, "text"), model.block(0, "text")
        found = asking.attention(asking.norm(z["text"]), asking.norm_context(z["visual"][:, 1:])).output
        assert torch.allclose(after.streams["text"], block(z["text"] + found), atol=1e-12)

    def test_sentences_in_a_row_may_share_a_picture(self):
        spec = asked("text")
        model, z = network(spec), tokens(spec, batch=6)
        pictures = z["visual"][:2]
        shared = model({"visual": pictures, "text": z["text"]}).logits["event"]
        each = model({"visual": pictures.repeat_interleave(3, dim=0), "text": z["text"]}).logits["event"]
        assert torch.allclose(shared, each, atol=1e-12)
        with pytest.raises(ValueError, match="has 5 examples"):
            model({"visual": pictures, "text": z["text"][:5]})

    def test_alone_it_asks_nobody_and_a_masked_head_of_asking_counts(self):
        spec = asked("text")
        model, z = network(spec), tokens(spec)
        alone = model({"text": z["text"]}).logits["event"]
        off = {(layer, "text asks"): torch.zeros(2, dtype=torch.float64) for layer in range(2)}
        assert torch.allclose(model(z, head_mask=off).logits["event"], alone, atol=1e-12)
        seen = {}
        with recording(lambda module, call: seen.update({model.attentions()[module]: call.weights.shape})):
            model(z)
        assert seen == {
            (layer, name): (2, 2, 3, keys)
            for layer in range(2)
            for name, keys in (("text asks", 5), ("text", 3))
        }


@pytest.mark.parametrize("name", STRATEGIES)
def test_logits_are_the_mean_over_modalities_for_every_question(name):
    spec = small(name)
    net = network(spec, {"what": 5, "where": 2})
    out = net(tokens(spec))
    assert list(out.logits) == ["what", "where"]
    for question, classes in (("what", 5), ("where", 2)):
        by = out.modality_logits[question]
        assert tuple(by) == spec.modalities == tuple(out.features)
        assert out.logits[question].shape == (2, classes)
        torch.testing.assert_close(out.logits[question], sum(by.values()) / len(by))
        for m, features in out.features.items():
            torch.testing.assert_close(by[m], net.heads[question](features))


@pytest.mark.parametrize("name", FUSED)
@pytest.mark.parametrize("gone", BOTH)
def test_a_missing_modality_is_dropped_and_not_filled_with_zeros(name, gone):
    spec = small(name)
    net, z = network(spec), tokens(spec)
    here = next(m for m in BOTH if m != gone)
    alone = net({here: z[here]})
    assert tuple(alone.features) == (here,)
    torch.testing.assert_close(alone.logits["event"], alone.modality_logits["event"][here])
    filled = net({here: z[here], gone: torch.zeros_like(z[gone])})
    assert not torch.allclose(filled.logits["event"], alone.logits["event"])
    ran = []
    with recording(lambda module, what: ran.append((net.attentions()[module][1], what.weights.shape[-1]))):
        net({here: z[here]})
    assert len(ran) == spec.layers
    assert {stream for stream, _ in ran} <= {here, "shared"}
    assert max(keys for _, keys in ran) == COUNTS[here] + spec.bottlenecks


def test_with_one_modality_the_bottleneck_is_that_modalitys_update():
    spec = small("bottleneck-mid", modalities=("visual", "audio", "text"), bottlenecks=2)
    net, z = network(spec), tokens(spec)
    pair = {m: z[m] for m in ("visual", "text")}
    states = list(net.depths(pair))
    updates = [
        net.block(1, m)(torch.cat([states[1].streams[m], states[1].bottleneck], dim=1))[:, COUNTS[m] :]
        for m in pair
    ]
    torch.testing.assert_close(states[2].bottleneck, (updates[0] + updates[1]) / 2)


@pytest.mark.parametrize("name", STRATEGIES)
def test_attention_rows_sum_to_one_at_every_place_and_places_are_complete(name):
    spec = small(name)
    net = network(spec)
    seen = {}
    with recording(lambda module, what: seen.__setitem__(net.attentions()[module], what.weights)):
        net(tokens(spec))
    assert set(seen) == set(net.attentions().values())
    assert len(seen) == len(net.attentions())
    for weights in seen.values():
        torch.testing.assert_close(weights.sum(-1), torch.ones_like(weights[..., 0]))


@pytest.mark.parametrize("name", STRATEGIES)
def test_without_any_head_no_token_reaches_the_cls(name):
    spec = small(name)
    net, z = network(spec), tokens(spec)
    off = dict.fromkeys(net.attentions().values(), torch.zeros(spec.heads, dtype=torch.float64))
    out = net(z, head_mask=off)
    for m in spec.modalities:
        cls = z[m][:, :1]
        for layer in range(spec.layers):
            shared = spec.exchange == "self" and layer >= spec.fusion_layer
            block = net.block(layer, "shared" if shared else m)
            cls = cls + block.mlp(block.norm_mlp(cls))
        torch.testing.assert_close(out.features[m], net.norm(cls[:, 0]))


def test_one_masked_head_changes_the_answer_and_one_mask_of_ones_does_not():
    spec = small("mid")
    net, z = network(spec), tokens(spec)
    plain = net(z).logits["event"]
    ones = torch.ones(2, dtype=torch.float64)
    torch.testing.assert_close(net(z, head_mask={(0, "visual"): ones}).logits["event"], plain)
    for place in [(0, "visual"), (3, "shared")]:
        off = torch.tensor([0.0, 1.0], dtype=torch.float64)
        assert not torch.allclose(net(z, head_mask={place: off}).logits["event"], plain)


def test_order_of_the_mapping_does_not_matter():
    for name in FUSED:
        spec = small(name)
        net, z = network(spec), tokens(spec)
        out, turned = net(z), net(dict(reversed(z.items())))
        assert torch.equal(out.logits["event"], turned.logits["event"])


def test_examples_of_a_batch_do_not_mix():
    for name in STRATEGIES:
        spec = small(name)
        net, z = network(spec), tokens(spec, batch=3)
        alone = net({m: x[1:2] for m, x in z.items()}).logits["event"]
        torch.testing.assert_close(net(z).logits["event"][1:2], alone)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "it was given nothing"),
        ({"text": (2, 3, 8)}, "given text"),
        ({"visual": (2, 3, 9)}, r"\(B, 1 or more, 8\), not \(2, 3, 9\)"),
        ({"visual": (2, 0, 8)}, r"not \(2, 0, 8\)"),
        ({"visual": (3, 8)}, r"not \(3, 8\)"),
        ({"visual": (2, 3, 8), "audio": (1, 3, 8)}, "audio has 1 examples"),
    ],
)
def test_wrong_tokens_are_refused(given, message):
    net = network(small("mid"))
    with pytest.raises(ValueError, match=message):
        net({m: torch.zeros(shape, dtype=torch.float64) for m, shape in given.items()})


def test_masks_that_mask_nothing_and_networks_without_questions_are_refused():
    spec = small("mid")
    with pytest.raises(ValueError, match="no attention stands at"):
        network(spec)(tokens(spec), head_mask={(3, "visual"): torch.ones(2)})
    with pytest.raises(ValueError, match="one question"):
        FusionTransformer(spec, {})


class TestEditedPasses:
    @pytest.mark.parametrize("name", ["bottleneck", "bottleneck-mid"])
    @pytest.mark.parametrize("modalities", [BOTH, ("visual", "audio", "text")])
    def test_the_edit_that_edits_nothing_is_the_plain_pass_to_the_last_bit(self, name, modalities):
        spec = small(name, modalities=modalities)
        net, z = network(spec), tokens(spec)
        plain, edited = net(z), net(z, told=lambda layer, reader, updates, before: met(updates))
        for m in modalities:
            assert torch.equal(plain.features[m], edited.features[m])
            assert torch.equal(plain.modality_logits["event"][m], edited.modality_logits["event"][m])
        for before, after in zip(net.depths(z), net.depths(z, told=lambda *a: met(a[2])), strict=True):
            assert torch.equal(before.bottleneck, after.bottleneck)
            assert before.read is None

    def test_each_reader_is_asked_once_a_layer_and_told_what_it_has_seen(self):
        spec = small("bottleneck-mid", fusion_layer=1, bottlenecks=3)
        net, z = network(spec), tokens(spec)
        asked = []

        def told(layer, reader, updates, before):
            asked.append((layer, reader, tuple(updates), before))
            return updates[reader]

        states = list(net.depths(z, told=told))
        assert [a[:3] for a in asked] == [(l, m, BOTH) for l in (1, 2, 3) for m in BOTH]
        assert torch.equal(asked[0][3], net.bottleneck.expand(2, -1, -1))
        assert torch.equal(asked[3][3], states[2].read["audio"])
        for layer in (2, 3):
            joined = torch.cat([states[layer].streams["audio"], states[layer].read["audio"]], dim=1)
            after = net.block(layer, "audio")(joined)
            torch.testing.assert_close(after[:, : COUNTS["audio"]], states[layer + 1].streams["audio"])
            torch.testing.assert_close(after[:, COUNTS["audio"] :], states[layer + 1].read["audio"])

    @pytest.mark.parametrize(("reader", "other"), [BOTH, BOTH[::-1]])
    def test_an_edit_for_one_reader_cuts_one_direction(self, reader, other):
        spec = small("bottleneck-mid")
        net, z = network(spec), tokens(spec)

        def told(layer, asking, updates, before):
            return updates[reader] if asking == reader else met(updates)

        by = net(z, told=told).modality_logits["event"]
        cut = torch.autograd.grad(by[reader].square().sum(), z[other], allow_unused=True, retain_graph=True)
        kept = torch.autograd.grad(by[other].square().sum(), z[reader])
        assert cut[0] is None or float(cut[0].abs().max()) == 0.0
        assert float(kept[0].abs().max()) > 1e-6

    def test_gradients_flow_through_what_is_put_in(self):
        spec = small("bottleneck-mid")
        net, z = network(spec), tokens(spec)
        instead = torch.randn(2, 4, 8, dtype=torch.float64, requires_grad=True)
        out = net(z, told=lambda *_: instead).modality_logits["event"]
        for m in BOTH:
            (d,) = torch.autograd.grad(out[m].square().sum(), instead, retain_graph=True)
            assert float(d.abs().max()) > 1e-6

    def test_edits_of_nothing_and_of_a_wrong_shape_are_refused(self):
        net, z = network(small("mid")), tokens(small("mid"))
        with pytest.raises(ValueError, match="this network has none"):
            net(z, told=lambda *a: met(a[2]))
        spec = small("bottleneck-mid")
        with pytest.raises(ValueError, match=r"told must return \(2, 4, 8\), not \(2, 3, 8\)"):
            network(spec)(tokens(spec), told=lambda layer, reader, updates, before: before[:, :3])
