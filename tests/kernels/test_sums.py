"""Compiled sums over Gram matrices against numpy's."""

from __future__ import annotations

import numpy as np
import pytest

from mmfusion.kernels import sums


def test_gathering_with_and_without_a_block_before_is_indexing() -> None:
    rng = np.random.default_rng(0)
    grams = rng.random((3, 12, 12))
    grams = grams + grams.transpose(0, 2, 1)
    old_index, index = np.array([1, 4, 7, 8]), np.array([0, 4, 6, 8, 11])
    old = np.ascontiguousarray(grams[:, old_index][:, :, old_index])
    known = np.array([-1, 1, -1, 3, -1])
    for have in (known, np.full(5, -1)):
        out = np.full((3, 5, 5), np.nan)
        sums.gather(grams, index, index, old, have, out, 0, 3)
        np.testing.assert_array_equal(out, grams[:, index][:, :, index])


@pytest.mark.parametrize("count", [0, 1, 4, 7])
def test_spreading_and_combining_are_numpys(count: int) -> None:
    rng = np.random.default_rng(count)
    grams = rng.random((3, 9, 9))
    grams = grams + grams.transpose(0, 2, 1)
    index = np.sort(rng.choice(9, count, replace=False))
    a = np.zeros(9)
    a[index] = rng.normal(size=count)
    f, combined = np.ones((3, 9)), np.empty((9, 9))
    sums.spread(grams, index, a[index], f, 0, 3)
    np.testing.assert_allclose(f, 1 + grams @ a)
    weights = np.array([0.5, 0.0, 2.0])
    sums.combine(grams, weights, combined, 0, 9)
    np.testing.assert_allclose(combined, np.tensordot(weights, grams, 1))


def test_blending_a_block_is_combining_and_indexing() -> None:
    rng = np.random.default_rng(1)
    grams = rng.random((3, 9, 9)).astype(np.float32)
    index = np.array([0, 3, 4, 8])
    weights = np.array([0.5, 0.0, 2.0])
    out = np.empty((4, 4), dtype=np.float32)
    sums.blend(grams, index, index, weights, out, 0, 4)
    np.testing.assert_allclose(out, np.tensordot(weights, grams, 1)[np.ix_(index, index)], rtol=1e-6)
