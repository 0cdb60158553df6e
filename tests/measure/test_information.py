"""Partial information: closed forms, the same programme solved by another, where definitions part."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmfusion.measure.information import FloatArray, _rounded, broja, i_min, joint, mutual, permuted

BITS = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
X, Y = BITS


def parts(found: object) -> list[float]:
    return [getattr(found, name) for name in ("redundant", "unique_first", "unique_second", "synergistic")]


@pytest.mark.parametrize(
    ("target", "truth"),
    [
        (X & Y, [0.75 * np.log2(4 / 3), 0, 0, 0.5]),  # Bertschinger et al. 2014, table 1
        (X ^ Y, [0, 0, 0, 1]),
        (2 * X + Y, [0, 1, 1, 0]),
        (X, [0, 1, 0, 0]),
        (Y, [0, 0, 1, 0]),
        (0 * X, [0, 0, 0, 0]),
    ],
    ids=["and", "xor", "copy of two", "unique to the first", "unique to the second", "nothing to know"],
)
def test_closed_forms(target: np.ndarray, truth: list[float]) -> None:
    found = broja(joint(target, X, Y))
    np.testing.assert_allclose(parts(found), truth, atol=1e-4)
    assert found.gap < 1e-4


@pytest.mark.parametrize("count", [2, 12])
def test_what_both_say_alike_is_redundant(count: int) -> None:
    same = np.arange(count)
    np.testing.assert_allclose(parts(broja(joint(same, same, same))), [np.log2(count), 0, 0, 0], atol=1e-4)


def test_definitions_part_on_the_copy_of_two_bits_and_on_it_alone_of_these() -> None:
    for target in (X & Y, X ^ Y):
        table = joint(target, X, Y)
        np.testing.assert_allclose(parts(i_min(table)), parts(broja(table)), atol=1e-4)
    copy = joint(2 * X + Y, X, Y)
    np.testing.assert_allclose(parts(broja(copy)), [0, 1, 1, 0], atol=1e-4)
    np.testing.assert_allclose(parts(i_min(copy)), [1, 0, 0, 1], atol=1e-9)


def drawn(seed: int, shape: tuple[int, int, int], zeros: float = 0.3) -> FloatArray:
    rng = np.random.default_rng(seed)
    p = rng.random(shape) ** 3 * (rng.random(shape) > zeros)
    p[0, 0, 0] += 0.1
    return p / p.sum()


@settings(max_examples=12)
@given(st.integers(0, 10_000), st.sampled_from([(2, 2, 2), (3, 2, 4), (2, 5, 3)]))
def test_the_minimum_is_what_a_solver_of_cones_finds(seed: int, shape: tuple[int, int, int]) -> None:
    import cvxpy

    p = drawn(seed, shape)
    s, x, y = shape
    q = [cvxpy.Variable((x, y), nonneg=True) for _ in range(s)]
    within = sum(q)
    entropy = sum(cvxpy.sum(cvxpy.rel_entr(part, within)) for part in q)
    held = [cvxpy.sum(part, axis=1) == p[i].sum(axis=1) for i, part in enumerate(q)]
    held += [cvxpy.sum(part, axis=0) == p[i].sum(axis=0) for i, part in enumerate(q)]
    cvxpy.Problem(cvxpy.Minimize(entropy), held).solve(solver=cvxpy.CLARABEL)
    own = p.sum(axis=(1, 2))
    least = float(entropy.value) / np.log(2) - float((own[own > 0] * np.log2(own[own > 0])).sum())
    found = broja(p)
    assert found.synergistic == pytest.approx(mutual(p) - least, abs=3e-4)
    assert found.gap < 1e-3


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_the_parts_add_up_as_they_must_and_a_change_of_places_changes_places(seed: int) -> None:
    p = drawn(seed, (3, 3, 4))
    for define in (broja, i_min):
        found = define(p)
        assert min(parts(found)) >= 0
        assert found.total == pytest.approx(mutual(p), abs=1e-9)
        assert found.redundant + found.unique_first == pytest.approx(mutual(p.sum(axis=2)), abs=1e-9)
        assert found.redundant + found.unique_second == pytest.approx(mutual(p.sum(axis=1)), abs=1e-9)
        turned = define(p.transpose(0, 2, 1))
        assert turned.redundant == pytest.approx(found.redundant, abs=3e-4)


def test_a_table_counts_what_is_seen_and_anything_else_is_refused() -> None:
    table = joint(np.array([5, 5, 9]), np.array([1, 1, 0]), np.array([0, 2, 2]))
    assert table.shape == (2, 2, 2)
    assert table[0, 1].tolist() == pytest.approx([1 / 3, 1 / 3])
    with pytest.raises(ValueError, match="adding up to one"):
        broja(2 * table)
    with pytest.raises(ValueError, match="adding up to one"):
        i_min(table[0])


def test_values_that_never_occur_change_nothing() -> None:
    p = drawn(3, (2, 3, 3))
    wide = np.zeros((3, 4, 5))
    wide[:2, :3, 1:4] = p
    np.testing.assert_allclose(parts(broja(wide)), parts(broja(p)), atol=1e-9)


def test_what_is_missing_by_rounding_alone_is_not_blown_up() -> None:
    """Pairs that differ in their last digits: what is too little here may be too much there."""
    for seed in range(200):
        rng = np.random.default_rng(seed)
        q = rng.random((2, 3, 3))
        q /= q.sum()
        rows, columns = (
            pairs * (1 + 2.3e-16 * rng.integers(-1, 2, size=pairs.shape)) for pairs in (q.sum(2), q.sum(1))
        )
        np.testing.assert_allclose(_rounded(q, rows, columns), q, rtol=1e-12)


@pytest.mark.filterwarnings("error")
def test_a_sparse_count_of_many_values_is_split_up_to_the_last_digit_asked_for() -> None:
    """As clips give it: 132 pairs of kinds, 12 sounds, a third of the cells seen, a few of them wrongly."""
    rng = np.random.default_rng(0)
    left = rng.integers(12, size=3000)
    right = (left + rng.integers(1, 12, size=3000)) % 12
    side = rng.integers(2, size=3000)
    heard = np.where(rng.random(3000) < 0.02, rng.integers(12, size=3000), np.where(side, right, left))
    found = broja(joint(side, 12 * left + right, heard))
    assert found.gap < 2e-4
    assert found.synergistic == pytest.approx(1, abs=0.1)
    null = permuted(side, 12 * left + right, heard)
    assert 0.02 < null.synergistic < 0.5, "counting makes up some"
