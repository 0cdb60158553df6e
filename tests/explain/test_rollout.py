from __future__ import annotations

import pytest
import torch

from mmfusion.explain.relevance import propagate, relevance
from mmfusion.explain.rollout import read_by_cls, rollout
from mmfusion.explain.space import TokenSpace
from mmfusion.explain.trace import tracing
from mmfusion.nn.reach import heard_by_cls
from mmfusion.nn.spec import FusionSpec
from tests.explain.test_trace import COUNTS, NAMES, network, tokens


def test_rollout_of_one_stream_is_the_matrix_product_of_its_layers() -> None:
    net = network("visual")
    given = tokens(net, batch=2)
    with tracing(net) as seen:
        net(given)
    expected = torch.eye(5)
    for layer in range(3):
        expected = 0.5 * (seen.weights[layer, "visual"].mean(dim=1) + torch.eye(5)) @ expected
    found = rollout(TokenSpace.of(net, given), seen.weights)
    torch.testing.assert_close(found, expected)


def test_a_bottleneck_token_is_the_mean_of_what_both_streams_make_of_it() -> None:
    net = network("bottleneck")
    given = tokens(net)
    with tracing(net) as seen:
        net(given)
    space = TokenSpace.of(net, given)
    matrix, asks = space.joined(0, {m: seen.weights[0, m].mean(dim=1) for m in COUNTS})
    assert asks.all()
    seen_by = {m: seen.weights[0, m].mean(dim=1)[0, COUNTS[m] :] for m in COUNTS}  # (3, N_m + 3)
    torch.testing.assert_close(matrix[0, 9:, :5], seen_by["visual"][:, :5] / 2)
    torch.testing.assert_close(matrix[0, 9:, 5:9], seen_by["audio"][:, :4] / 2)
    torch.testing.assert_close(matrix[0, 9:, 9:], (seen_by["visual"][:, 5:] + seen_by["audio"][:, 4:]) / 2)


@pytest.mark.parametrize("name", NAMES)
def test_rollout_is_a_mixture_of_exactly_the_tokens_that_can_have_been_heard(name: str) -> None:
    net = network(name)
    given = tokens(net)
    with tracing(net) as seen:
        net(given)
    space = TokenSpace.of(net, given)
    mixed = rollout(space, seen.weights)
    torch.testing.assert_close(mixed.sum(dim=-1), torch.ones(1, space.size))
    heard = heard_by_cls(net.spec)[-1]
    for modality, start in space.cls_tokens().items():
        for other, _ in space.counts:
            span = space.span(other)
            share = mixed[0, start, span.start : span.stop].sum().item()
            assert (share > 1e-6) == (other in heard[modality]), (name, modality, other)


def test_relevance_is_its_definition_on_two_layers() -> None:
    torch.manual_seed(0)
    net = network("early")
    two = FusionSpec.named("early", width=16, heads=2, layers=2)
    net = type(net)(two, {"what": 3}).eval()
    given = tokens(net, batch=2)
    with tracing(net) as seen:
        logits = net({m: z.requires_grad_() for m, z in given.items()}).logits["what"]
    first, second = seen.weights[0, "shared"], seen.weights[1, "shared"]
    g1, g2 = torch.autograd.grad(logits[:, 1].sum(), [first, second])
    bars = [(g * a).clamp_min(0).mean(dim=1) for g, a in ((g1, first), (g2, second))]
    eye = torch.eye(9)
    after_one = eye + bars[0] @ eye
    after_two = after_one + bars[1] @ after_one
    expected = (after_two[:, 0] + after_two[:, 5]) / 2
    found = relevance(net, given, lambda output: output.logits["what"][:, 1])
    torch.testing.assert_close(found, expected.detach())


def test_relevance_needs_no_gradients_of_the_weights_and_works_inside_inference() -> None:
    net = network("bottleneck-mid").requires_grad_(False)
    given = tokens(net, batch=2)
    with torch.no_grad():
        found = relevance(net, given, lambda output: output.logits["what"][:, 0])
    assert found.shape == (2, 12)
    assert (found >= 0).all()
    assert found[:, 1:5].sum() > 0


def test_what_a_score_does_not_depend_on_has_no_relevance() -> None:
    net = network("late")
    given = tokens(net)
    found = relevance(net, given, lambda output: output.modality_logits["what"]["audio"][:, 0])
    assert found[0, 1:5].abs().sum() == 0, "the picture's tokens"
    assert found[0, 6:].sum() > 0
    with tracing(net) as seen:
        net(given)
    zero = {key: torch.zeros_like(w) for key, w in seen.weights.items()}
    space = TokenSpace.of(net, given)
    assert torch.equal(propagate(space, seen.weights, zero)[0], torch.eye(9))
    assert read_by_cls(space, torch.eye(9)[None]).tolist() == [[0.5, 0, 0, 0, 0, 0.5, 0, 0, 0]]
