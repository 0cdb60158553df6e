"""Gap, alignment, uniformity and hubs against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import skew

from mmfusion.measure.geometry import alignment, centred, gap, hubs, uniformity, unit


def sphere(n: int, k: int, seed: int = 0) -> np.ndarray:
    return unit(np.random.default_rng(seed).normal(size=(n, k)))


def test_uniform_points_on_the_circle_have_bessels_uniformity() -> None:
    """E exp(−2(2 − 2 cos t)) = e⁻⁴ I₀(4) on the circle."""
    from scipy.special import i0

    t = np.linspace(0, 2 * np.pi, 4001)[:-1]
    found = uniformity(np.stack([np.cos(t), np.sin(t)], axis=1))
    assert found.value == pytest.approx(np.log(np.exp(-4) * i0(4)), abs=2e-3)
    assert found.high - found.low < 1e-6


def test_uniformitys_interval_holds_the_truth_as_often_as_it_says() -> None:
    """On the sphere in three dimensions E exp(−4 + 4c) = (1 − e⁻⁸) / 8, c uniform from −1 to 1."""
    truth = np.log((1 - np.exp(-8)) / 8)
    rng = np.random.default_rng(0)
    held = 0
    for seed in range(100):
        found = uniformity(rng.normal(size=(120, 3)), seed=seed)
        held += found.low <= truth <= found.high
    assert held >= 88


def test_alignment_is_two_less_twice_the_cosine() -> None:
    a, b = sphere(50, 6), sphere(50, 6, seed=1)
    assert alignment(a, 7 * b).value == pytest.approx(2 - 2 * (a * b).sum(axis=1).mean())
    assert alignment(a, a).value == 0.0


def test_the_gap_is_what_was_put_between_and_centring_closes_it_and_keeps_order() -> None:
    x = sphere(2000, 8)
    up = np.r_[np.zeros(7), 1.0]
    a, b = unit(x + up), unit(x - up)
    found = gap(a, b)
    assert found.low <= np.linalg.norm(a.mean(0) - b.mean(0)) == pytest.approx(found.value)
    assert found.value > 0.8
    assert gap(centred(a), centred(b)).value < 0.1  # equal lengths move the mean a little
    assert gap(x, sphere(2000, 8, seed=1)).low == pytest.approx(0.0, abs=0.02)
    own = centred(a, unit(a).mean(axis=0))
    np.testing.assert_allclose(own, centred(a))


def test_hubs_are_counted() -> None:
    s = np.random.default_rng(0).normal(size=(30, 20)) + 2.0 * (np.arange(20) == 3)
    found = hubs(s, k=4)
    counts = np.bincount(np.argsort(-s, axis=1)[:, :4].ravel(), minlength=20)
    np.testing.assert_array_equal(found.counts, counts)
    assert found.skewness.value == pytest.approx(skew(counts))
    assert found.largest == counts[3] / 30
    assert found.unfound == (counts == 0).mean()
    assert found.skewness.low <= found.skewness.value <= found.skewness.high


def test_equal_candidates_share_a_place_whatever_rounding_says() -> None:
    s = np.array([[0.9, 0.5, 0.5, 0.1], [0.2, 0.7, 0.7, 0.7]])
    found = hubs(s, k=2)
    np.testing.assert_allclose(found.counts, [1, 0.5 + 2 / 3, 0.5 + 2 / 3, 2 / 3])
    noise = np.random.default_rng(0).uniform(-1e-9, 1e-9, s.shape)
    np.testing.assert_allclose(hubs(s + noise, k=2).counts, found.counts)


def test_where_all_are_found_alike_there_is_no_skewness() -> None:
    assert hubs(np.eye(10), k=1).skewness.value == 0.0
    with pytest.raises(ValueError, match="one neighbour"):
        hubs(np.eye(3), k=0)
