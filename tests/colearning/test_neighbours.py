from __future__ import annotations

import math

import numpy as np
import pytest

from mmfusion.colearning import Refit, Store, softmax
from mmfusion.colearning.neighbours import TEMPERATURES, Rule
from mmfusion.colearning.poison import class_means, flipped, wrong_names


def some(n: int = 40, d: int = 6, classes: int = 4, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d))
    return x / np.linalg.norm(x, axis=1, keepdims=True), rng.integers(0, classes, n)


@pytest.mark.parametrize("rule", ["similarity", "majority"])
def test_votes_are_those_counted_one_by_one(rule: Rule) -> None:
    x, y = some()
    questions, _ = some(7, seed=1)
    store = Store(x, y, 4, temperature=0.1)
    found = store.shares(questions, rule, k=5)
    for question, own in zip(questions, found, strict=True):
        cosines = sorted(
            ((float(question @ item), int(label)) for item, label in zip(x, y, strict=True)), reverse=True
        )
        total = [0.0] * 4
        for cosine, label in cosines[:5]:
            total[label] += math.exp(cosine / 0.1) if rule == "similarity" else 1.0
        assert own == pytest.approx([one / sum(total) for one in total])


def test_an_even_majority_goes_to_the_more_similar() -> None:
    angles = np.array([0.3, 0.5, -0.1, -0.6])
    x = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    store = Store(x, np.array([0, 0, 1, 1]), 2, temperature=0.05)
    question = np.array([[1.0, 0.0]])
    assert store.shares(question, "majority", k=4).tolist() == [[0.5, 0.5]]
    assert store.answers(question, "majority", k=4).tolist() == [1]


def test_what_is_deleted_votes_no_more_and_what_joins_votes() -> None:
    x, y = some()
    store = Store(x, y, 4)
    question = x[3:4] + 0.01
    assert store.nearest(question, 1)[0].tolist() == [[3]]
    fewer = store.without([3])
    assert len(fewer) == 39
    expected = Store(np.delete(x, 3, axis=0), np.delete(y, 3), 4).shares(question, "similarity")
    assert fewer.shares(question, "similarity") == pytest.approx(expected)
    joined = store.joined(question / np.linalg.norm(question), np.array([2]))
    assert joined.nearest(question, 1)[0].tolist() == [[40]]


def test_the_temperature_is_the_one_by_which_the_others_foretell_best() -> None:
    x, y = some(30, 3, 3)
    x = np.concatenate([x, x[:1]])  # a twin, which stands before the item itself or behind it
    y = np.concatenate([y, y[:1]])
    store = Store(x, y, 3)

    def likelihood(temperature: float) -> float:
        own = []
        for i in range(len(y)):
            left = Store(np.delete(x, i, axis=0), np.delete(y, i), 3, temperature)
            own.append(math.log(left.shares(x[i : i + 1], "similarity", 5)[0, y[i]] + 1e-3))
        return float(np.mean(own))

    assert store.fitted(k=5).temperature == max(TEMPERATURES, key=likelihood)


def test_a_store_refuses_labels_of_other_items_and_rules_that_there_are_not() -> None:
    x, y = some()
    with pytest.raises(ValueError, match="40 items have 39 labels"):
        Store(x, y[1:], 4)
    with pytest.raises(ValueError, match="similarity or majority"):
        Store(x, y, 4).shares(x, "veto")  # type: ignore[arg-type]


@pytest.mark.parametrize(("joining", "leaving"), [([], [0]), ([5], []), ([5, 6, 7], [1, 3, 4])])
def test_least_squares_solved_anew_are_those_solved_from_the_start(
    joining: list[int], leaving: list[int]
) -> None:
    x, y = some(30)
    new, names = some(3, seed=2)
    question, _ = some(1, seed=3)
    items, labels = np.concatenate([x[:5], new]), np.concatenate([y[:5], names])
    around = Refit(x, y, 4, penalty=0.7).around(question[0], items, labels)
    extra = [i - 5 for i in joining]
    xs = np.concatenate([np.delete(x, leaving, axis=0), new[extra]])
    ys = np.concatenate([np.delete(y, leaving), names[extra]])
    direct = np.linalg.solve(xs.T @ xs + 0.7 * np.eye(6), xs.T @ np.eye(4)[ys])
    assert around.changed(joining, leaving) == pytest.approx(question[0] @ direct)


def test_a_penalty_must_be_positive() -> None:
    x, y = some()
    with pytest.raises(ValueError, match="positive"):
        Refit(x, y, 4, penalty=0.0)


def test_softmax_reaches_the_optimum_and_its_gradient_is_that_of_differences() -> None:
    x, y = some(25)
    w = softmax.trained(x, y, 4, penalty=0.05, counts=softmax.balanced(y), steps=500)
    value, gradient = softmax.loss(w, x, y, softmax.balanced(y), 0.05)
    assert np.abs(gradient).max() < 1e-3
    rng = np.random.default_rng(0)
    for _ in range(5):
        assert softmax.loss(w + 0.1 * rng.normal(size=w.shape), x, y, softmax.balanced(y), 0.05)[0] > value
    start = rng.normal(size=w.shape)
    _, slope = softmax.loss(start, x, y, np.ones(25), 0.05)
    step = np.zeros_like(start)
    step[2, 1] = 1e-6
    ends = [softmax.loss(start + side * step, x, y, np.ones(25), 0.05)[0] for side in (1, -1)]
    assert slope[2, 1] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-4)


def test_tuning_is_the_same_walk_wherever_it_stops() -> None:
    x, y = some(8)
    start = np.zeros((6, 4))
    whole = softmax.tuned(start, x, y, 0.1, (6,))[-1]
    parts = softmax.tuned(start, x, y, 0.1, (0, 2, 6))
    assert parts[0] == pytest.approx(start)
    assert parts[-1] == pytest.approx(whole)
    assert np.abs(parts[1] - whole).max() > 1e-3


def test_poison_takes_the_nearest_other_name_and_counts_right_answers_alone() -> None:
    x, y = some(50)
    means = class_means(x, y, 4)
    assert means[1] == pytest.approx(x[y == 1].mean(axis=0) / np.linalg.norm(x[y == 1].mean(axis=0)))
    named = wrong_names(x, y, means)
    for i in range(len(y)):
        others = [k for k in range(4) if k != y[i]]
        assert named[i] == max(others, key=lambda k: float(x[i] @ means[k]))
    zeros = np.zeros(3, dtype=np.int64)
    assert math.isnan(flipped(zeros + 1, zeros, zeros, zeros))
