from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from mmfusion.explain.space import TokenSpace
from mmfusion.explain.trace import trace, tracing
from mmfusion.nn.fusion import FusionTransformer
from mmfusion.nn.spec import FusionSpec
from mmfusion.nn.tokens import frame_places, spectrogram_places

COUNTS = {"visual": 5, "audio": 4}
NAMES = ("visual", "early", "mid", "mid-cross", "bottleneck", "bottleneck-mid", "late")


def network(name: str, **changes: int) -> FusionTransformer:
    torch.manual_seed(0)
    spec = FusionSpec.named(name, width=16, heads=2, bottlenecks=3, layers=3, **changes)
    return FusionTransformer(spec, {"what": 3}).eval()


def tokens(net: FusionTransformer, batch: int = 1) -> dict[str, Tensor]:
    torch.manual_seed(1)
    return {m: torch.randn(batch, COUNTS[m], 16) for m in net.spec.modalities}


@pytest.mark.parametrize("name", NAMES)
def test_a_trace_has_every_layer_and_stream_and_rows_that_sum_to_one(name: str) -> None:
    net = network(name)
    found = trace(net, tokens(net), contributions=True)
    assert set(found.weights) == set(net.attentions().values())
    for key, weights in found.weights.items():
        assert weights.shape == (2, len(found.queries[key]), len(found.keys[key]))
        np.testing.assert_allclose(weights.sum(axis=-1), 1, atol=1e-6)
        assert found.value_norms[key].shape == (2, len(found.keys[key]))


@pytest.mark.parametrize("name", NAMES)
def test_tracing_changes_no_answer_and_leaves_nothing_behind(name: str) -> None:
    net = network(name)
    given = tokens(net, batch=2)
    before = net(given).logits["what"]
    with tracing(net) as seen:
        during = net(given).logits["what"]
    torch.testing.assert_close(before, during)
    kept = dict(seen.weights)
    net(given)
    assert all(seen.weights[key] is kept[key] for key in kept), "a pass outside the block is not written down"


def test_rows_and_columns_are_labelled_by_what_they_are() -> None:
    net = network("bottleneck-mid")
    places = {
        "visual": frame_places((1, 2), (0.0, 0.5), 1.0),
        "audio": spectrogram_places((1, 3), 1.5),
    }
    found = trace(net, tokens(net), places)
    words = [label.words for label in found.labels]
    assert words[0] == "visual CLS"
    assert words[3] == "visual frame 2, row 1, column 1"
    assert words[7] == "audio 0.50–1.00 s, band 1"
    assert words[-1] == "bottleneck 3"
    assert found.keys[0, "audio"] == (5, 6, 7, 8), "below L_f the sound asks itself alone"
    assert found.keys[1, "audio"] == (5, 6, 7, 8, 9, 10, 11), "and then the bottleneck"


def test_the_length_of_what_a_head_gives_is_that_of_its_part_of_the_output() -> None:
    net = network("mid")
    given = tokens(net)
    key = (1, "shared")
    with tracing(net, contributions=True) as seen:
        net(given)
    attention = next(module for module, at in net.attentions().items() if at == key)
    parts = attention.out.weight.unflatten(1, (2, -1))
    arrived = torch.einsum("bhnd,khd->bhnk", seen.per_head[key], parts).norm(dim=-1)
    bound = (seen.weights[key] * seen.value_norms[key][:, :, None]).sum(dim=-1)
    assert (arrived <= bound + 1e-5).all(), "the triangle inequality"
    lone = torch.zeros_like(seen.weights[key])
    lone[..., 4] = 1.0  # all weight on one key: then both are equal
    value = torch.linalg.lstsq(seen.weights[key][0, 0], seen.per_head[key][0, 0]).solution[4]
    torch.testing.assert_close(
        (parts[:, 0] @ value).norm(), seen.value_norms[key][0, 0, 4], rtol=1e-3, atol=1e-4
    )


def test_a_file_holds_what_was_seen_with_its_labels(tmp_path: Path) -> None:
    net = network("mid-cross")
    found = trace(net, tokens(net))
    for dtype, tolerance in (("float32", 1e-6), ("float16", 2e-3)):
        path = tmp_path / f"{dtype}.npz"
        found.save(path, dtype)  # type: ignore[arg-type]
        with np.load(path) as file:
            weights = file["1/audio"]
            assert weights.dtype == dtype
            assert weights.shape == (2, 4, 9)
            np.testing.assert_allclose(weights.astype(float).sum(axis=-1), 1, atol=tolerance)
            assert file["1/audio/queries"][0] == "audio CLS"
            assert file["1/audio/keys"][0] == "visual CLS"
            assert len(json.loads(str(file["labels"]))) == 9


def test_a_foreign_encoder_is_traced_as_its_own_attention_computes_it() -> None:
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True, dropout=0.0)
    encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False).eval()
    x = torch.randn(3, 6, 16)
    plain = encoder(x)
    with tracing(encoder) as seen:
        again = encoder(x)
    torch.testing.assert_close(plain, again, rtol=1e-4, atol=1e-5)
    assert [key[1] for key in seen.weights] == ["layers.0.self_attn", "layers.1.self_attn"]
    first = encoder.layers[0].self_attn
    query, key, _ = (x @ first.in_proj_weight.T + first.in_proj_bias).chunk(3, dim=-1)
    split = [z.view(3, 6, 4, 4).transpose(1, 2) for z in (query, key)]
    expected = (split[0] @ split[1].transpose(-2, -1) / 2).softmax(dim=-1)
    torch.testing.assert_close(seen.weights[0, "layers.0.self_attn"], expected)
    assert not first._forward_hooks
    assert not first._forward_pre_hooks
    attention = nn.MultiheadAttention(16, 4, batch_first=True).eval()
    with tracing(attention):
        assert attention(x, x, x, need_weights=False)[1] is None, "the caller gets what it asked for"
        mean = attention(x, x, x)[1]
    torch.testing.assert_close(mean, attention(x, x, x)[1])


def test_what_cannot_be_traced_is_said() -> None:
    with pytest.raises(ValueError, match="Linear holds no attention"), tracing(nn.Linear(2, 2)):
        pass
    net = network("mid")
    with pytest.raises(ValueError, match="one example"):
        trace(net, tokens(net, batch=2))


def test_the_space_of_a_clip_without_sound_has_no_sound_in_it() -> None:
    net = network("bottleneck-mid")
    only = {"visual": tokens(net)["visual"]}
    space = TokenSpace.of(net, only)
    assert space.size == 8
    assert set(trace(net, only).weights) == {(layer, "visual") for layer in range(3)}
    with pytest.raises(KeyError):
        space.span("audio")
