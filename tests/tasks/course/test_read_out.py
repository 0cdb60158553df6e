"""What adds cannot say whether two things agree, what multiplies can: bounds and toys."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mmfusion.tasks.course.read_out import GAUSSIAN, LINEAR, Asked, read_out

Bits = st.floats(-9, 9, allow_nan=False)


def bits(n: int, seed: int, noise: float = 0.1) -> Asked:
    """Two bits, each of the four cases as often, each seen through noise in three features: do they agree?"""
    rng = np.random.default_rng(seed)
    both = np.arange(n) // np.array([[1], [2]]) % 2
    v, a = both[:, :, None] - 0.5 + noise * rng.normal(size=(2, n, 3))
    return Asked({"v": v, "a": a}, (both[0] == both[1]).astype(np.int64))


def sides(n: int, seed: int, kinds: int = 4) -> Asked:
    """Two kinds are seen, one is heard: the left one, the right one, or neither, as often."""
    rng = np.random.default_rng(seed)
    drawn = np.array([rng.permutation(kinds)[:3] for _ in range(n)])
    answers = rng.permutation(np.arange(n) % 3)
    heard = drawn[np.arange(n), answers]
    code = np.eye(kinds)
    seen = np.concatenate([code[drawn[:, 0]], code[drawn[:, 1]]], axis=1)
    noise = [0.05 * rng.normal(size=(n, width)) for width in (2 * kinds, kinds)]
    return Asked({"v": seen + noise[0], "a": code[heard] + noise[1]}, answers.astype(np.int64))


@given(arrays(float, 2, elements=Bits), arrays(float, 2, elements=Bits), Bits)
def test_no_sum_of_two_functions_tells_more_than_three_of_four_cases(
    first: np.ndarray, second: np.ndarray, bound: float
) -> None:
    said = [(first[v] + second[a] > bound) == (v == a) for v, a in product((0, 1), (0, 1))]
    assert np.mean(said) <= 0.75


def test_three_of_four_cases_are_reached_by_some_sum() -> None:
    said = [(v + a > 1.5) == (v == a) for v, a in product((0, 1), (0, 1))]
    assert np.mean(said) == 0.75


@pytest.mark.parametrize("kernel", [LINEAR, GAUSSIAN])
@pytest.mark.parametrize("seed", range(5))
def test_balanced_bits_a_sum_of_kernels_stays_below_the_bound_a_product_knows(kernel: str, seed: int) -> None:
    parts = (bits(200, 3 * seed), bits(100, 3 * seed + 1), bits(400, 3 * seed + 2))
    found = read_out(*parts, kernels=(kernel,))
    assert found["sum"].accuracy <= 0.75
    assert found["product"].accuracy == 1.0


@pytest.mark.parametrize("kernel", [LINEAR, GAUSSIAN])
def test_which_one_sounds_is_chance_for_sums_and_known_to_products(kernel: str) -> None:
    found = read_out(sides(600, 0), sides(300, 1), sides(1500, 2), kernels=(kernel,))
    assert abs(found["sum"].accuracy - 1 / 3) < 0.06
    assert found["product"].accuracy > 0.95


def test_a_sum_reads_what_one_sense_knows() -> None:
    parts = [
        Asked(p.views, p.views["a"].argmax(axis=1).astype(np.int64))
        for p in map(sides, (300, 150, 300), (3, 4, 5))
    ]
    assert read_out(*parts)["sum"].accuracy > 0.98


def test_one_sense_alone_is_a_probe() -> None:
    parts = [Asked({"a": p.views["a"]}, p.answers) for p in (bits(200, 0), bits(100, 1), bits(400, 2))]
    found = read_out(*parts, ways=("sum",))
    assert list(found) == ["sum"]
    assert abs(found["sum"].accuracy - 0.5) < 0.1


def test_what_is_chosen_is_chosen_on_validation_clips() -> None:
    train, held, test = bits(200, 0), bits(100, 1), bits(400, 2)
    swapped = Asked(test.views, 1 - test.answers)
    one, other = (read_out(train, held, last)["product"] for last in (test, swapped))
    assert (one.kernel, one.scale, one.ridge, one.validation) == (
        other.kernel,
        other.scale,
        other.ridge,
        other.validation,
    )
    assert one.accuracy == pytest.approx(1 - other.accuracy)


def test_another_way_to_put_kernels_together_is_refused() -> None:
    with pytest.raises(ValueError, match="'sum' or 'product', not by 'power'"):
        read_out(bits(40, 0), bits(40, 1), bits(40, 2), ways=("power",))
