"""Zero-shot learning against brute force and closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from mmfusion.colearning.zero_shot import (
    calibrated,
    convex_combination,
    harmonic_mean,
    seen_unseen_curve,
)

KNOWN = np.array([True, False, True, False, True])


def drawn(seed: int, count: int = 60, digits: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return scores of 5 classes and targets that they say something about."""
    rng = np.random.default_rng(seed)
    targets = np.concatenate([np.arange(5), rng.integers(5, size=count - 5)])
    scores = rng.normal(size=(count, 5)) + 1.2 * np.eye(5)[targets]
    scores[:, KNOWN] += 0.7
    return (scores if digits is None else scores.round(digits)), targets


def by_class(right: np.ndarray, targets: np.ndarray, classes: np.ndarray) -> float:
    return float(np.mean([right[targets == k].mean() for k in np.flatnonzero(classes)]))


def test_the_mixture_is_norouzis_sum_over_the_likeliest_classes() -> None:
    rng = np.random.default_rng(0)
    p, e = rng.dirichlet(np.ones(30), size=7), rng.normal(size=(30, 6))
    found = convex_combination(p, e, best=4)
    for row, z in zip(p, found, strict=True):
        top = sorted(range(30), key=lambda c: -row[c])[:4]
        own = sum(row[c] * e[c] for c in top)
        np.testing.assert_allclose(z, own / np.linalg.norm(own), rtol=1e-12)


def test_a_certain_network_gives_its_class_name_and_all_classes_give_the_plain_mean() -> None:
    e = np.random.default_rng(1).normal(size=(12, 5))
    certain = convex_combination(np.eye(12), e, best=3)
    np.testing.assert_allclose(certain, e / np.linalg.norm(e, axis=1, keepdims=True))
    for best in (12, 40):
        flat = convex_combination(np.full((1, 12), 1 / 12), e, best=best)[0]
        np.testing.assert_allclose(flat, e.mean(0) / np.linalg.norm(e.mean(0)))


def test_the_mixture_does_not_change_with_the_scale_of_the_probabilities() -> None:
    rng = np.random.default_rng(2)
    p, e = rng.dirichlet(np.ones(9), size=3), rng.normal(size=(9, 4))
    np.testing.assert_allclose(convex_combination(p, e, 5), convex_combination(7 * p, e, 5))


@pytest.mark.parametrize("seed", range(6))
def test_the_curve_is_what_each_gamma_by_itself_gives(seed: int) -> None:
    scores, targets = drawn(seed)
    curve = seen_unseen_curve(scores, targets, KNOWN)
    for gamma in np.random.default_rng(seed).uniform(-4, 5, size=200):
        right = calibrated(scores, KNOWN, gamma).argmax(axis=1) == targets
        assert curve.at(gamma) == pytest.approx(
            (by_class(right, targets, KNOWN), by_class(right, targets, ~KNOWN)), abs=1e-12
        )


@pytest.mark.parametrize("digits", [None, 0])
def test_the_area_counts_pairs_that_some_gamma_gets_right_and_ties_by_half(digits: int | None) -> None:
    """Mann and Whitney's count: a seen and an unseen example are both right at a γ between their margins."""
    scores, targets = drawn(3, digits=digits)
    curve = seen_unseen_curve(scores, targets, KNOWN)
    seen, unseen = np.where(KNOWN, scores, -np.inf), np.where(KNOWN, -np.inf, scores)
    margin = seen.max(axis=1) - unseen.max(axis=1)
    area = 0.0
    for i in np.flatnonzero(KNOWN[targets]):
        for j in np.flatnonzero(~KNOWN[targets]):
            if seen[i].argmax() != targets[i] or unseen[j].argmax() != targets[j]:
                continue
            weight = 1 / ((targets == targets[i]).sum() * 3 * (targets == targets[j]).sum() * 2)
            area += weight * ((margin[i] > margin[j]) + 0.5 * (margin[i] == margin[j]))
    assert curve.area == pytest.approx(area, abs=1e-12)
    assert 0 < curve.area < 1


def test_the_ends_of_the_curve_are_the_accuracies_among_one_kind_of_class_alone() -> None:
    scores, targets = drawn(4)
    curve = seen_unseen_curve(scores, targets, KNOWN)
    among_seen = np.where(KNOWN, scores, -np.inf).argmax(axis=1) == targets
    among_unseen = np.where(KNOWN, -np.inf, scores).argmax(axis=1) == targets
    assert curve.at(-1e9) == pytest.approx((by_class(among_seen, targets, KNOWN), 0.0))
    assert curve.at(1e9) == pytest.approx((0.0, by_class(among_unseen, targets, ~KNOWN)))
    assert (np.diff(curve.seen) <= 0).all()
    assert (np.diff(curve.unseen) >= 0).all()


def test_the_best_gamma_has_the_largest_harmonic_mean_of_all() -> None:
    scores, targets = drawn(5)
    curve = seen_unseen_curve(scores, targets, KNOWN)
    means = [float(harmonic_mean(*curve.at(gamma))) for gamma in np.linspace(-5, 6, 5001)]
    assert float(harmonic_mean(*curve.at(curve.best))) == pytest.approx(max(means), abs=1e-12)


def test_scores_that_separate_everything_have_area_one() -> None:
    targets = np.arange(5)
    assert seen_unseen_curve(np.eye(5), targets, KNOWN).area == pytest.approx(1.0)


def test_what_does_not_fit_is_refused() -> None:
    scores, targets = drawn(0)
    with pytest.raises(ValueError, match="share C"):
        convex_combination(np.ones((2, 3)), np.ones((4, 5)))
    with pytest.raises(ValueError, match="at least"):
        convex_combination(np.ones((2, 3)), np.ones((3, 5)), best=0)
    with pytest.raises(ValueError, match="seen and of unseen"):
        seen_unseen_curve(scores, targets, np.ones(5, dtype=bool))
    with pytest.raises(ValueError, match="do not fit"):
        seen_unseen_curve(scores, targets[:-1], KNOWN)
    with pytest.raises(ValueError, match="5 classes"):
        calibrated(scores, KNOWN[:-1], 0.1)
