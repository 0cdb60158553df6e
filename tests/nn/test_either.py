"""*Either* as a read-out: the experts' rule, three modalities, gradients, a missing modality."""

from __future__ import annotations

import json
from itertools import combinations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mmfusion.measure.aggregation import either
from mmfusion.measure.metrics import softmax
from mmfusion.nn.either import Either
from mmfusion.nn.fusion import FusionTransformer
from mmfusion.nn.spec import FusionSpec

BOTH = ("visual", "audio")
SPEECH = [(1, "audio")]


def _read_out(weights, modalities=BOTH, must_have=()):
    found = Either(modalities, must_have).double()
    found.weights[-1].data = torch.tensor(weights, dtype=torch.float64)
    return found


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), heard=st.booleans())
def test_of_two_modalities_it_is_the_rule_of_the_experts(seed: int, heard: bool) -> None:
    rng = np.random.default_rng(seed)
    seen, sound = rng.dirichlet(np.ones(4), (2, 6))
    n, c, b = rng.normal(size=3)
    ours = _read_out([n, c, b], must_have=SPEECH if heard else ())
    logits = {m: torch.from_numpy(np.log(p) + rng.normal()) for m, p in zip(BOTH, (seen, sound), strict=True)}
    flat = np.full(4, 1 / 4)
    expected = either(seen, sound, flat, b, c, n, [1] if heard else [])
    assert np.allclose(softmax(ours(logits).detach().numpy()), expected, atol=1e-9)


@pytest.mark.parametrize("must_have", [(), ((0, "text"),)])
def test_of_three_modalities_it_sums_over_who_shows_the_class(must_have) -> None:
    modalities = ("visual", "audio", "text")
    weights = [0.2, -0.4, 0.7, -1.1]
    z = {m: torch.randn(5, 3, dtype=torch.float64) for m in modalities}
    shown, none = np.zeros((5, 2)), np.exp(weights[0] + sum(x[:, -1].numpy() for x in z.values()))
    for size in (1, 2, 3):
        for who in combinations(modalities, size):
            for k in (0, 1):
                term = weights[size] + sum((x[:, k] if m in who else x[:, -1]).numpy() for m, x in z.items())
                if any(k == of and m not in who for of, m in must_have):
                    none += np.exp(term)
                else:
                    shown[:, k] += np.exp(term)
    expected = np.log(np.concatenate([shown, none[:, None]], axis=1))
    found = _read_out(weights, modalities, must_have)(z).detach().numpy()
    assert np.allclose(found, expected)


@pytest.mark.parametrize("must_have", [(), tuple(SPEECH)])
def test_its_gradients_are_those_of_finite_differences(must_have) -> None:
    read_out = _read_out([0.3, -0.2, 0.5], must_have=must_have)
    z = [torch.randn(2, 3, dtype=torch.float64, requires_grad=True) for _ in BOTH]
    assert torch.autograd.gradcheck(lambda v, a: read_out({"visual": v, "audio": a}), z)
    read_out(dict(zip(BOTH, z, strict=True))).logsumexp(dim=1).sum().backward()
    assert (read_out.weights[0].grad.abs() > 0).all(), "b, c and n are learned"


def _network(name="late", **more):
    torch.manual_seed(0)
    spec = FusionSpec.named(name, width=8, heads=2, layers=2)
    spec = FusionSpec.from_dict({**spec.to_dict(), "read_out": "either", "must_have": SPEECH, **more})
    return FusionTransformer(spec, {"event": 3, "other": 4}).eval()


@pytest.mark.parametrize("name", ["late", "mid", "bottleneck-mid", "mid-cross", "early"])
def test_a_network_answers_by_it_and_alone_by_what_a_modality_says(name) -> None:
    network = _network(name)
    with torch.no_grad():
        network.either.weights[0].copy_(torch.tensor([0.5, -1.0, 0.25]))
    tokens = {m: torch.randn(2, n, 8) for m, n in zip(BOTH, (5, 3), strict=True)}
    out = network(tokens)
    for question, by in out.modality_logits.items():
        torch.testing.assert_close(out.logits[question], network.either(by))
        assert not torch.allclose(out.logits[question], sum(by.values()) / 2)
    for modality in BOTH:
        alone = network({modality: tokens[modality]})
        torch.testing.assert_close(alone.logits["event"], alone.modality_logits["event"][modality])


def test_it_says_or_where_the_mean_says_and() -> None:
    dog, none = torch.tensor([[3.0, 0.0, 0.0]]), torch.tensor([[0.0, 0.0, 4.0]])
    late = FusionTransformer(FusionSpec.named("late"), {"event": 3})
    assert late.joined({"visual": dog, "audio": none}).argmax() == 2
    assert _network().joined({"visual": dog, "audio": none}).argmax() == 0


def test_a_card_keeps_it_and_a_card_of_before_has_the_mean() -> None:
    spec = _network().spec
    assert FusionSpec.from_dict(json.loads(json.dumps(spec.to_dict()))) == spec
    before = spec.to_dict()
    del before["read_out"], before["must_have"]
    assert FusionSpec.from_dict(before).read_out == "mean"
    old = FusionTransformer(FusionSpec.from_dict(before), {"event": 3})
    assert not [name for name in old.state_dict() if "either" in name]
    assert [name for name in _network().state_dict() if "either" in name] == ["either.weights.0"]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"read_out": "max"}, "must be one of"),
        ({"read_out": "mean"}, "must_have is for"),
        ({"must_have": [(1, "text")]}, "names text"),
    ],
)
def test_what_is_no_read_out_is_refused(more, message) -> None:
    with pytest.raises(ValueError, match=message):
        _network(**more)
