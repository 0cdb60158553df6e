"""Rows from memory and rows computed on demand are the same rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmfusion.kernels.rows import ComputedRows, StoredRows

GRAMS = np.random.default_rng(0).random((2, 10, 10)).astype(np.float32)


@given(
    st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=6, unique=True), max_size=8), st.integers(2, 8)
)
def test_a_cache_of_any_size_gives_the_right_rows(requests: list[list[int]], room: int) -> None:
    rows = ComputedRows(lambda index: GRAMS[:, index], 2, 10, room * 2 * 10 * 4)
    for request in requests:
        index = np.array(sorted(request))
        for source in (rows, StoredRows(GRAMS)):
            array, places = source.block(index)
            np.testing.assert_array_equal(array[:, places], GRAMS[:, index])


def test_kept_rows_are_not_computed_again_and_the_oldest_go_first() -> None:
    rows = ComputedRows(lambda index: GRAMS[:, index], 2, 10, 3 * 80)
    rows.block(np.array([0, 1, 2]))
    rows.block(np.array([0, 2]))
    assert (rows.asked, rows.computed) == (5, 3)
    rows.block(np.array([5]))  # row 1 has not been asked for the longest time
    rows.block(np.array([0, 2, 5]))
    assert rows.computed == 4
    rows.block(np.array([1]))
    assert rows.computed == 5


def test_a_cache_holds_two_rows_at_least() -> None:
    with pytest.raises(ValueError, match="two rows of 80 bytes"):
        ComputedRows(lambda index: GRAMS[:, index], 2, 10, 100)
