from __future__ import annotations

import threading

import pytest
import torch

from mmfusion.nn.attention import MultiHeadAttention, recording
from mmfusion.nn.block import Block

WIDTH, HEADS = 16, 4


def pair(cross: bool):
    """Our attention and torch's own with the same weights, and input for both."""
    torch.manual_seed(3)
    ours = MultiHeadAttention(WIDTH, HEADS).double()
    theirs = torch.nn.MultiheadAttention(WIDTH, HEADS, batch_first=True).double()
    with torch.no_grad():
        ours.query.bias.normal_()
        ours.key_value.bias.normal_()
        theirs.in_proj_weight.copy_(torch.cat([ours.query.weight, ours.key_value.weight]))
        theirs.in_proj_bias.copy_(torch.cat([ours.query.bias, ours.key_value.bias]))
        theirs.out_proj.weight.copy_(ours.out.weight)
        theirs.out_proj.bias.zero_()
    x = torch.randn(2, 5, WIDTH, dtype=torch.float64)
    return ours.eval(), theirs.eval(), x, torch.randn(2, 7, WIDTH, dtype=torch.float64) if cross else None


@pytest.mark.parametrize("cross", [False, True], ids=["MSA", "MCA"])
@pytest.mark.parametrize("weights", [False, True])
def test_attention_equals_torchs_with_the_same_weights(cross, weights):
    ours, theirs, x, context = pair(cross)
    keys = x if context is None else context
    expected, expected_weights = theirs(x, keys, keys, average_attn_weights=False)
    got = ours(x, context, weights=weights)
    torch.testing.assert_close(got.output, expected)
    if weights:
        torch.testing.assert_close(got.weights, expected_weights)
    else:
        assert got.weights is None


def test_msa_is_mca_of_a_sequence_with_itself():
    ours, _, x, _ = pair(cross=False)
    torch.testing.assert_close(ours(x).output, ours(x, x).output)


def test_rows_of_the_weights_sum_to_one():
    ours, _, x, context = pair(cross=True)
    rows = ours(x, context, weights=True).weights.sum(-1)
    torch.testing.assert_close(rows, torch.ones_like(rows))


def test_a_masked_head_contributes_nothing():
    ours, _, x, _ = pair(cross=False)
    mask = torch.ones(HEADS, dtype=torch.float64)
    mask[2] = 0
    masked = ours(x, head_mask=mask).output
    with torch.no_grad():
        ours.key_value.weight[WIDTH + 2 * 4 : WIDTH + 3 * 4].normal_(std=50)  # the values of head 2
        ours.query.weight[2 * 4 : 3 * 4].normal_(std=50)
    torch.testing.assert_close(ours(x, head_mask=mask).output, masked, rtol=0, atol=0)
    assert not torch.allclose(ours(x).output, masked)


def test_heads_add_up_and_a_layer_without_heads_gives_exactly_zero():
    ours, _, x, _ = pair(cross=False)
    one_at_a_time = sum(ours(x, head_mask=row).output for row in torch.eye(HEADS, dtype=torch.float64))
    torch.testing.assert_close(one_at_a_time, ours(x).output)
    assert not ours(x, head_mask=torch.zeros(HEADS, dtype=torch.float64)).output.any()


def test_every_example_may_have_its_own_mask():
    ours, _, x, _ = pair(cross=False)
    masks = torch.tensor([[1.0, 0, 1, 1], [0, 1, 0, 1]], dtype=torch.float64)
    together = ours(x, head_mask=masks).output
    for i in range(2):
        torch.testing.assert_close(together[i : i + 1], ours(x[i : i + 1], head_mask=masks[i]).output)


@pytest.mark.parametrize("context", [False, True])
def test_a_block_without_heads_is_its_residual_path(context):
    torch.manual_seed(0)
    block = Block(WIDTH, HEADS).double().eval()
    z = torch.randn(2, 5, WIDTH, dtype=torch.float64)
    other = torch.randn(2, 9, WIDTH, dtype=torch.float64) if context else None
    got = block(z, other, head_mask=torch.zeros(HEADS, dtype=torch.float64))
    torch.testing.assert_close(got, z + block.mlp(block.norm_mlp(z)), rtol=0, atol=0)


def test_the_block_is_the_papers_equation():
    torch.manual_seed(0)
    block = Block(WIDTH, HEADS).double().eval()
    z = torch.randn(2, 5, WIDTH, dtype=torch.float64)
    y = block.attention(block.norm_attention(z)).output + z
    torch.testing.assert_close(block(z), block.mlp(block.norm_mlp(y)) + y)
    torch.testing.assert_close(block(z, z), block(z))


def test_a_recorder_sees_what_happened_and_changes_nothing():
    ours, _, x, context = pair(cross=True)
    plain = ours(x, context).output
    seen = []
    with recording(lambda module, what: seen.append((module, what))):
        recorded = ours(x, context).output
    ours(x, context)
    torch.testing.assert_close(recorded, plain)
    ((module, what),) = seen
    assert module is ours
    torch.testing.assert_close(what.weights, ours(x, context, weights=True).weights)
    torch.testing.assert_close(what.weights @ what.value, what.per_head)
    torch.testing.assert_close(ours.out(what.per_head.transpose(1, 2).flatten(2)), plain)


def test_a_recorder_hears_nothing_of_other_threads():
    ours, _, x, _ = pair(cross=False)
    seen = []
    with recording(lambda *what: seen.append(what)):
        other = threading.Thread(target=lambda: ours(x))
        other.start()
        other.join()
    assert not seen


def test_recorded_weights_carry_gradients():
    ours, _, x, _ = pair(cross=False)
    seen = []
    with recording(lambda _module, what: seen.append(what.weights)):
        score = ours(x).output[0, 0, 0]
    (gradient,) = torch.autograd.grad(score, seen[0])
    assert gradient[0, :, 0].abs().sum() > 0
    assert not gradient[1].any()


def test_heads_that_do_not_divide_the_width_are_refused():
    with pytest.raises(ValueError, match="multiple of heads 3"):
        MultiHeadAttention(16, 3)
