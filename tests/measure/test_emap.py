"""EMAP: its definition by hand on three by three, what it leaves alone, and shipped late networks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmfusion.measure.emap import answered, emap, themselves


def test_three_by_three_by_hand() -> None:
    f = np.array([[9.0, 2.0, 4.0], [1.0, 5.0, 0.0], [3.0, 2.0, 10.0]])  # first modality i, second modality j
    rows, columns, mean = [15 / 3, 6 / 3, 15 / 3], [13 / 3, 9 / 3, 14 / 3], 36 / 9
    by_hand = [r + c - mean for r, c in zip(rows, columns, strict=True)]
    np.testing.assert_allclose(emap(f[..., None])[:, 0], by_hand)
    assert themselves(f[..., None])[:, 0].tolist() == [9.0, 5.0, 10.0]
    first = (2 + 4) / 2 + (1 + 3) / 2 - (5 + 0 + 2 + 10) / 4  # without what the model says of it
    assert emap(f[..., None], own=False)[0, 0] == pytest.approx(first)


numbers = st.lists(st.floats(-10, 10, allow_nan=False), min_size=4, max_size=4)


@given(numbers, numbers, numbers)
def test_what_adds_up_already_is_left_alone(a: list[float], b: list[float], c: list[float]) -> None:
    x, y, z = (np.array(v) for v in (a, b, c))
    two = (x[:, None] + y)[..., None]
    three = (x[:, None, None] + y[:, None] + z)[..., None]
    np.testing.assert_allclose(emap(two), themselves(two), atol=1e-9)
    np.testing.assert_allclose(emap(three), themselves(three), atol=1e-9)
    np.testing.assert_allclose(emap(two, own=False), themselves(two), atol=1e-9)
    np.testing.assert_allclose(emap(three, own=False), themselves(three), atol=1e-9)


def test_the_own_pair_tells_of_a_match_and_left_out_it_does_not() -> None:
    """Pairs match by chance in a twentieth; in half of the examples the two of one example do."""
    right: list[list[bool]] = [[], [], []]
    for seed in range(20):
        rng = np.random.default_rng(seed)
        truth = rng.integers(2, size=60)
        match = (rng.random((60, 60)) < 0.05).astype(float)
        np.fill_diagonal(match, truth)
        table = np.stack([match * 0 + 0.06, match], axis=-1)
        for own, found in zip(right, answered(table, truth), strict=True):
            own.extend(found.tolist())
    model, with_own, without = (float(np.mean(own)) for own in right)
    assert model == 1.0
    assert with_own > 0.58
    assert without == pytest.approx(0.5, abs=0.04)


@given(st.integers(0, 1000))
def test_it_is_the_sum_nearest_to_the_model(seed: int) -> None:
    """Least squares over all pairs, with a column for each value of each modality."""
    rng = np.random.default_rng(seed)
    table = rng.standard_normal((4, 4, 1))
    design = np.zeros((16, 8))
    for row, (i, j) in enumerate(np.ndindex(4, 4)):
        design[row, i] = design[row, 4 + j] = 1
    best = design @ np.linalg.lstsq(design, table.ravel(), rcond=None)[0]
    np.testing.assert_allclose(emap(table)[:, 0], np.diag(best.reshape(4, 4)), atol=1e-9)


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(ValueError, match="an axis a modality"):
        emap(np.zeros((3, 4, 2)))
    with pytest.raises(ValueError, match="an axis a modality"):
        emap(np.zeros((3, 2)))
