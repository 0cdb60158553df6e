"""Balanced XOR of two senses: what averaging separate answers can never do, and what exchange can."""

from __future__ import annotations

import itertools
import math

import numpy as np
import torch
from torch.nn import functional as F

from mmfusion.nn.fusion import FusionTransformer
from mmfusion.nn.spec import FusionSpec

CASES = torch.tensor(list(itertools.product([0, 1], [0, 1])))
TRUTH = CASES[:, 0] ^ CASES[:, 1]


def train(name, steps):
    """Train a small network on the four cases; return its cross-entropy in nats and its accuracy."""
    torch.manual_seed(0)
    spec = FusionSpec.named(
        name, layers=2, fusion_layer=1 if "mid" in name else 0, bottlenecks=2, width=16, heads=2
    )
    network = FusionTransformer(spec, {"xor": 2})
    words = torch.nn.Parameter(torch.randn(2, 2, 16))  # sense, bit
    cls = torch.randn(1, 1, 16).expand(4, -1, -1)
    optimiser = torch.optim.AdamW([*network.parameters(), words], lr=1e-2, weight_decay=0.0)
    for _ in range(steps):
        tokens = {
            m: torch.cat([cls, words[i][CASES[:, i]][:, None]], dim=1) for i, m in enumerate(spec.modalities)
        }
        logits = network(tokens).logits["xor"]
        loss = F.cross_entropy(logits, TRUTH)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return loss.item(), float((logits.argmax(1) == TRUTH).float().mean())


def test_averaged_logits_of_separate_streams_stay_at_ln_two():
    loss, accuracy = train("late", 250)
    assert loss >= math.log(2) - 1e-6
    assert abs(loss - math.log(2)) < 0.02
    assert accuracy <= 0.75


def test_exchange_solves_it():
    for name in ("early", "mid", "mid-cross", "bottleneck"):
        loss, accuracy = train(name, 120)
        assert accuracy == 1.0, name
        assert loss < 0.1, name


def test_no_additive_score_beats_ln_two_or_three_cases_of_four():
    """f(a) + g(b) has four free numbers: s_00 + s_11 = s_01 + s_10, whatever they are."""
    rng = np.random.default_rng(0)
    f, g = rng.normal(size=(2, 2000, 2, 1)), rng.normal(size=(2, 2000, 1, 2))
    score = (f[1] - f[0]) + (g[1] - g[0])  # (draws, a, b): logit of class 1
    truth = np.array([[0, 1], [1, 0]])
    assert ((score > 0) == truth).mean(axis=(1, 2)).max() == 0.75
    cross_entropy = np.log1p(np.exp(np.where(truth == 1, -score, score))).mean(axis=(1, 2))
    assert cross_entropy.min() >= math.log(2)
