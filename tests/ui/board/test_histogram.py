from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmfusion.ui.board.histogram import HIGH, histogram, place

OFFERED = {"0": "0", "10": "10", "20": "20", "40": "40"}


def test_every_column_says_its_count_and_the_highest_has_the_full_height() -> None:
    drawn = histogram(OFFERED, {"0": 2, "40": 8})
    assert re.findall(r"<b>(\d+)</b>", drawn) == ["2", "0", "0", "8"]
    assert re.findall(r"height:(\d+)px", drawn) == [str(HIGH // 4), "0", "0", str(HIGH)]
    assert 'aria-label="Guesses: 0: 2, 10: 0, 20: 0, 40: 8."' in drawn
    assert "<u" not in drawn, "no truth before it is revealed"


def test_the_truth_stands_among_the_guesses() -> None:
    drawn = histogram(OFFERED, {"0": 2}, 30.0, "30 %", own="0")
    assert "left:75.0%" in drawn, "half way between the middles of 20 and 40"
    assert "The answer: 30 %." in drawn
    assert "▽ 0<" in drawn
    assert drawn.count("▽") == 1


def test_nobody_has_guessed() -> None:
    assert re.findall(r"height:(\d+)px", histogram(OFFERED, {})) == ["0"] * 4


def test_a_guess_that_is_no_number_is_right_by_its_name_alone() -> None:
    assert place(["sound", "picture", "both"], "both") == pytest.approx(100 * 5 / 6)
    assert place(["sound", "picture", "both"], "neither") is None
    assert place(["sound", "picture"], 3.0) is None


def test_beyond_the_outermost_guess_the_truth_stands_at_the_edge() -> None:
    assert 0 < place(["0", "10"], -5) < 25  # type: ignore[operator]
    assert 75 < place(["0", "10"], 99) < 100  # type: ignore[operator]
    assert 75 < place(["10", "0"], -5) < 100, "as the guesses run"  # type: ignore[operator]


@given(
    st.lists(st.integers(-50, 50), min_size=1, max_size=6, unique=True),
    st.floats(-100, 100),
    st.floats(-100, 100),
)
def test_a_greater_truth_stands_farther_along(guesses: list[int], one: float, other: float) -> None:
    names = [str(guess) for guess in sorted(guesses)]
    low, high = place(names, min(one, other)), place(names, max(one, other))
    assert low is not None
    assert high is not None
    assert 0 <= low <= high + 1e-9 <= 100 + 1e-9
