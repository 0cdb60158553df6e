"""Retrieval against sorting by hand, chance, and a closed form of ties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmfusion.measure.retrieval import cosine, csls, found_within, mean_of, recall, recall_difference


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000), st.integers(2, 12), st.integers(1, 14))
def test_without_ties_it_is_a_sort(seed: int, n: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    s = rng.permutation(n * n).reshape(n, n).astype(float)
    groups = rng.integers(0, 3, n)
    for own in (None, groups):
        expected = [
            any((j == i) if own is None else own[j] == own[i] for j in np.argsort(-s[i])[:k])
            for i in range(n)
        ]
        np.testing.assert_array_equal(found_within(s, k, own), np.array(expected, dtype=float))


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_with_ties_it_is_the_mean_over_random_orders(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    s = rng.integers(0, 3, (5, 7)).astype(float)
    queries, candidates = rng.integers(0, 2, 5), np.r_[0, 1, rng.integers(0, 2, 5)]
    hits = np.zeros(5)
    draws = 4000
    for _ in range(draws):
        order = np.argsort(-(s + 1e-6 * rng.random(s.shape)), axis=1)[:, :k]
        hits += (candidates[order] == queries[:, None]).any(axis=1)
    np.testing.assert_allclose(found_within(s, k, queries, candidates), hits / draws, atol=0.05)


def test_one_place_for_everything_is_chance() -> None:
    assert recall(np.ones((40, 40)), 10).value == pytest.approx(10 / 40)
    assert recall(np.ones((4, 4)), 10).value == pytest.approx(1.0)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(0)
    held = [e.low <= 0.3 <= e.high for e in (mean_of(rng.random(200) < 0.3, seed=i) for i in range(200))]
    assert 0.9 <= np.mean(held) <= 0.99


def test_a_paired_interval_is_narrower_than_two_apart() -> None:
    rng = np.random.default_rng(1)
    s = np.eye(200) + 0.8 * rng.normal(size=(200, 200))
    t = s + 0.05 * rng.normal(size=s.shape)
    paired = recall_difference(s, t, 1)
    one, other = recall(s, 1), recall(t, 1)
    assert paired.value == pytest.approx(one.value - other.value)
    assert paired.high - paired.low < 0.7 * (one.high - one.low)


def test_csls_is_the_formula_and_finds_what_a_hub_hid() -> None:
    rng = np.random.default_rng(2)
    s = rng.normal(size=(6, 5))
    r = [np.sort(row)[-3:].mean() for row in s]
    c = [np.sort(column)[-3:].mean() for column in s.T]
    np.testing.assert_allclose(csls(s, 3), [[2 * s[i, j] - r[i] - c[j] for j in range(5)] for i in range(6)])
    truth = rng.normal(size=(100, 8))
    noisy = truth + 0.7 * rng.normal(size=truth.shape)
    s = cosine(truth, noisy) + 0.5 * (np.arange(100) % 10 == 7)
    assert recall(csls(s), 1).value > recall(s, 1).value + 0.15


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="not square"):
        found_within(np.ones((2, 3)), 1)
    with pytest.raises(ValueError, match="no partner"):
        found_within(np.ones((2, 2)), 1, np.array([0, 1]), np.array([0, 0]))
    with pytest.raises(ValueError, match="NaN"):
        found_within(np.array([[np.nan]]), 1)
    with pytest.raises(ValueError, match="at least"):
        found_within(np.ones((2, 2)), 0)


@pytest.mark.parametrize("k", [1, 2, 5])
def test_two_candidates_with_one_vector_are_equal_whatever_rounding_says(k: int) -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(20, 6))
    names = rows + 0.5 * rng.normal(size=rows.shape)
    names[10:] = names[:10]  # every name twice
    s = cosine(rows, names)
    expected = found_within(s, k)
    for seed in range(5):
        noise = np.random.default_rng(seed).uniform(-1e-9, 1e-9, s.shape)
        np.testing.assert_allclose(found_within(s + noise, k), expected)
    if k == 1:
        assert set(np.unique(expected)) <= {0.0, 0.5}, "one of two that are equal: half"
