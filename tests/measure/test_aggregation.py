"""Late fusion of experts: Bayes' rule where it must hold, and what the rules have in common."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmfusion.measure.aggregation import AGGREGATORS, aggregate, either, fit_either, fit_weights

EXPERTS: dict[str, Any] = {
    "prior": [0.5, 0.3, 0.2],
    "weights": [1.2, 0.7],
    "either": {"b": 0.4, "c": -0.3, "n": 0.1, "heard": [1]},
}


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


PRIOR = np.array([0.3, 0.25, 0.25, 0.2])
"""Of dog, speech, bird and none of these."""
B, C, N = np.log([0.5, 0.2, 0.3])


def _contents(heard: tuple[int, ...]) -> dict[tuple[int, int], tuple[int, float]]:
    """Return what picture and sound may be of: what the pair then is, and how much it weighs."""
    found = {(3, 3): (3, N)}
    for k in range(3):
        found |= {(k, k): (k, B), (3, k): (k, C), (k, 3): (3 if k in heard else k, C)}
    return {pair: (answer, float(np.exp(weight))) for pair, (answer, weight) in found.items()}


def _sensors() -> tuple[np.ndarray, np.ndarray]:
    """Return p(observation | content) of five pictures `(5, 4)` and of six sounds `(6, 4)`."""
    rng = np.random.default_rng(5)
    return rng.dirichlet(np.full(5, 0.5), 4).T, rng.dirichlet(np.full(6, 0.5), 4).T


def _posterior(of: np.ndarray) -> np.ndarray:
    joint = PRIOR * of
    return np.asarray(joint / joint.sum(axis=1, keepdims=True))


@pytest.mark.parametrize("heard", [(), (1,)])
def test_either_is_what_enumerating_every_content_of_picture_and_sound_gives(heard: tuple[int, ...]) -> None:
    pictures, sounds = _sensors()
    for i in range(5):
        for j in range(6):
            exact = np.zeros(4)
            for (in_picture, in_sound), (answer, weight) in _contents(heard).items():
                exact[answer] += weight * pictures[i, in_picture] * sounds[j, in_sound]
            found = either(_posterior(pictures)[i], _posterior(sounds)[j], PRIOR, B, C, N, heard)
            np.testing.assert_allclose(found, exact / exact.sum(), atol=1e-8)


def test_either_with_matched_pairs_alone_is_the_product_over_a_prior_of_its_own() -> None:
    """c → −∞: the classes weigh alike, none by n − b; then *or* is *and*."""
    seen, heard = (_posterior(of) for of in _sensors())
    found = either(seen[:, None], heard[None], PRIOR, 0.0, -60.0, 0.7)
    product = seen[:, None] * heard[None] / PRIOR**2 * np.exp([0, 0, 0, 0.7])
    np.testing.assert_allclose(found, product / product.sum(axis=-1, keepdims=True), atol=1e-8)


def test_fitting_finds_the_weights_that_the_pairs_were_drawn_by() -> None:
    rng = np.random.default_rng(0)
    contents = _contents((1,))
    weight = np.array([w for _, w in contents.values()])
    drawn = rng.choice(len(contents), size=40_000, p=weight / weight.sum())
    (in_picture, in_sound), answers = (
        np.array([*contents])[drawn].T,
        np.array([a for a, _ in contents.values()]),
    )
    pictures, sounds = _sensors()
    i = (rng.random((drawn.size, 1)) > np.cumsum(pictures.T[in_picture], axis=1)).sum(axis=1)
    j = (rng.random((drawn.size, 1)) > np.cumsum(sounds.T[in_sound], axis=1)).sum(axis=1)
    b, c, n = fit_either(_posterior(pictures)[i], _posterior(sounds)[j], answers[drawn], PRIOR, (1,))
    assert b - n == pytest.approx(B - N, abs=0.15)
    assert c - n == pytest.approx(C - N, abs=0.15)


def test_a_pair_that_weighs_twice_is_as_two() -> None:
    seen, heard = _posteriors(1)
    targets, prior = np.arange(40) % 3, np.full(3, 1 / 3)
    twice = np.concatenate([np.arange(40), np.arange(10)])
    found = fit_either(seen, heard, targets, prior, weights=np.where(np.arange(40) < 10, 2.0, 1.0))
    assert found == pytest.approx(fit_either(seen[twice], heard[twice], targets[twice], prior), abs=1e-3)
    assert found != pytest.approx(fit_either(seen, heard, targets, prior), abs=1e-3)


def test_either_hears_what_is_not_seen_where_the_mean_says_none() -> None:
    known, none = np.array([0.9, 0.02, 0.02, 0.06]), np.array([0.01, 0.01, 0.01, 0.97])
    given = {"prior": PRIOR, "either": {"b": 0.0, "c": 0.0, "n": 0.0, "heard": [1]}}
    for seen, heard in ((known, none), (none, known)):
        assert aggregate(seen, heard, "mean probability", given).argmax() == 3
        assert aggregate(seen, heard, "either", given).argmax() == 0
    speaks = known[[1, 0, 2, 3]]
    assert aggregate(none, speaks, "either", given).argmax() == 1
    assert aggregate(speaks, none, "either", given).argmax() == 3, "a face beside another sound is no speech"


@pytest.mark.filterwarnings("error")
def test_either_has_no_answer_where_an_expert_has_none_and_the_rest_stand() -> None:
    seen, heard = (_posterior(of)[:3] for of in _sensors())
    silent = np.where([[False], [True], [False]], np.nan, heard)
    found = either(seen, silent, PRIOR, B, C, N, [1])
    assert np.isnan(found[1]).all()
    np.testing.assert_allclose(found[::2], either(seen, heard, PRIOR, B, C, N, [1])[::2])


def test_experts_that_were_not_fitted_for_either_are_refused() -> None:
    with pytest.raises(ValueError, match="either"):
        aggregate(*_posteriors(0), "either", {"prior": [0.5, 0.3, 0.2], "weights": [1, 1]})


def test_an_unknown_rule_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="vote"):
        aggregate(*_posteriors(0), "vote", EXPERTS)
