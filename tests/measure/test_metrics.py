"""Metrics against closed forms and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, log_loss, roc_auc_score

from mmfusion.measure.metrics import (
    auroc,
    cross_entropy,
    macro_difference,
    macro_estimate,
    softmax,
    two_way_weights,
)

rng = np.random.default_rng(0)


def test_cross_entropy_equals_scikit_learns() -> None:
    logits, targets = rng.normal(size=(50, 4)), rng.integers(0, 4, 50)
    assert cross_entropy(logits, targets) == pytest.approx(
        log_loss(targets, softmax(logits), labels=range(4))
    )


def test_macro_accuracy_equals_balanced_accuracy() -> None:
    targets = rng.integers(0, 5, 300)
    answers = np.where(rng.random(300) < 0.6, targets, rng.integers(0, 5, 300))
    weights = two_way_weights([str(i) for i in range(300)], None, draws=50)
    estimate = macro_estimate(answers == targets, targets, weights, 5)
    assert estimate.value == pytest.approx(balanced_accuracy_score(targets, answers))
    assert estimate.low < estimate.value < estimate.high


def test_auroc_equals_scikit_learns_with_ties() -> None:
    scores, positive = rng.integers(0, 10, 200).astype(float), rng.random(200) < 0.3
    assert auroc(scores, positive) == pytest.approx(roc_auc_score(positive, scores))


def test_bootstrap_interval_of_independent_pairs_has_the_binomial_width() -> None:
    right = rng.random(2000) < 0.8
    weights = two_way_weights([str(i) for i in range(2000)], None, draws=2000)
    estimate = macro_estimate(right, np.zeros(2000, dtype=np.int64), weights, 1)
    half = 1.96 * np.sqrt(0.8 * 0.2 / 2000)
    assert (estimate.high - estimate.low) / 2 == pytest.approx(half, rel=0.12)


def test_grouped_pairs_have_wider_intervals_than_single_ones() -> None:
    right = np.repeat(rng.random(100) < 0.8, 20)
    targets = np.zeros(2000, dtype=np.int64)
    alone = macro_estimate(right, targets, two_way_weights([str(i) for i in range(2000)], None), 1)
    grouped = macro_estimate(right, targets, two_way_weights([str(i // 20) for i in range(2000)], None), 1)
    assert grouped.high - grouped.low > 3 * (alone.high - alone.low)


def test_the_difference_of_a_strategy_with_itself_is_exactly_zero() -> None:
    right, targets = rng.random(200) < 0.5, rng.integers(0, 3, 200)
    weights = two_way_weights([str(i) for i in range(200)], [str(i % 7) for i in range(200)])
    estimate = macro_difference(right, right, targets, weights, 3)
    assert (estimate.value, estimate.low, estimate.high) == (0.0, 0.0, 0.0)
