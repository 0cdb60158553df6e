"""EMAP: its definition by hand on three by three, what it leaves alone, and shipped late networks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmfusion.measure.emap import emap, themselves


def test_three_by_three_by_hand() -> None:
    f = np.array([[9.0, 2.0, 4.0], [1.0, 5.0, 0.0], [3.0, 2.0, 10.0]])  # first modality i, second modality j
    rows, columns, mean = [15 / 3, 6 / 3, 15 / 3], [13 / 3, 9 / 3, 14 / 3], 36 / 9
    by_hand = [r + c - mean for r, c in zip(rows, columns, strict=True)]
    np.testing.assert_allclose(emap(f[..., None])[:, 0], by_hand)
    assert themselves(f[..., None])[:, 0].tolist() == [9.0, 5.0, 10.0]


numbers = st.lists(st.floats(-10, 10, allow_nan=False), min_size=4, max_size=4)


@given(numbers, numbers, numbers)
def test_what_adds_up_already_is_left_alone(a: list[float], b: list[float], c: list[float]) -> None:
    x, y, z = (np.array(v) for v in (a, b, c))
    two = (x[:, None] + y)[..., None]
    three = (x[:, None, None] + y[:, None] + z)[..., None]
    np.testing.assert_allclose(emap(two), themselves(two), atol=1e-9)
    np.testing.assert_allclose(emap(three), themselves(three), atol=1e-9)


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
