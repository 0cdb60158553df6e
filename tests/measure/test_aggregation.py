"""Late fusion of experts: Bayes' rule where it must hold, and what the rules have in common."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmfusion.measure.aggregation import AGGREGATORS, aggregate, fit_weights

EXPERTS = {"prior": [0.5, 0.3, 0.2], "weights": [1.2, 0.7]}


def _posteriors(seed: int, n: int = 40) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.dirichlet(np.ones(3), n), rng.dirichlet(np.ones(3), n)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), name=st.sampled_from(AGGREGATORS))
def test_every_rule_gives_probabilities(seed: int, name: str) -> None:
    p = aggregate(*_posteriors(seed), name, EXPERTS)
    assert np.allclose(p.sum(axis=-1), 1)
    assert (p >= 0).all()


def test_the_product_over_the_prior_is_bayes_rule() -> None:
    """Two senses that are independent given the class: the exact posterior, from the joint table."""
    rng = np.random.default_rng(0)
    prior = np.array(EXPERTS["prior"])
    picture, sound = rng.dirichlet(np.ones(5), 3), rng.dirichlet(np.ones(4), 3)  # p(x | class)
    for i in range(5):
        for j in range(4):
            joint = prior * picture[:, i] * sound[:, j]
            seen, heard = prior * picture[:, i], prior * sound[:, j]
            fused = aggregate(
                (seen / seen.sum())[None], (heard / heard.sum())[None], "product / prior", EXPERTS
            )
            assert np.allclose(fused[0], joint / joint.sum())


def test_product_and_mean_logit_choose_the_same_class_under_a_flat_prior() -> None:
    seen, heard = _posteriors(3)
    flat = {"prior": [1 / 3] * 3, "weights": [0.5, 0.5]}
    product = aggregate(seen, heard, "product / prior", flat).argmax(axis=1)
    mean_logit = aggregate(seen, heard, "learned weights", flat).argmax(axis=1)
    assert np.array_equal(product, mean_logit)


def test_learned_weights_trust_the_expert_that_knows() -> None:
    rng = np.random.default_rng(0)
    targets = rng.integers(0, 3, 2000)
    seen = 0.7 * np.eye(3)[targets] + 0.1
    noise = rng.dirichlet(np.ones(3), 2000)
    first, second = fit_weights(seen, noise, targets)
    assert first > 0.9
    assert second < 0.1


def test_an_unknown_rule_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="vote"):
        aggregate(*_posteriors(0), "vote", EXPERTS)
