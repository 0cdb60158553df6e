from __future__ import annotations

import pytest

from mmfusion.figures.cost import Timed, amount, scaling
from mmfusion.figures.template import LIGHT


def test_amounts_have_three_digits_and_a_prefix() -> None:
    assert [amount(v) for v in (0, 7, 999, 1234, 56_789, 2.23e9, 134.6e6)] == [
        "0",
        "7",
        "999",
        "1.23\u2009k",
        "56.8\u2009k",
        "2.23\u2009G",
        "135\u2009M",
    ]
    assert amount(2 * 1024**2, "B", 1024.0) == "2.00\u2009MB"


def test_the_lines_cross_at_six_widths_and_measured_points_lie_on_the_scale_of_the_last() -> None:
    figure = scaling(296, 64, 4.0, LIGHT, [Timed(128, 0.001), Timed(1024, 0.02)])
    linear, quadratic, points = figure.data
    cross = next(i for i, (a, b) in enumerate(zip(linear.y, quadratic.y, strict=True)) if b > a)
    assert linear.x[cross - 1] <= 6 * 64 <= linear.x[cross]
    whole = 2 * 1024**2 * 64 + 12 * 1024 * 64**2
    assert points.y[1] == pytest.approx(whole)
    assert points.y[0] == pytest.approx(whole / 20)
