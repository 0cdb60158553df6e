from __future__ import annotations

import plotly.graph_objects as go
import pytest

from mmfusion import figures
from mmfusion.figures.template import LIGHT
from mmfusion.ui.parts.chart import larger

CORNERS = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
FIGURES = {
    "lines": lambda: figures.convergence([9, 5], [1, 4.9], [0.9, 0.02]),
    "bars": lambda: figures.ways({"late": 2.0, "mid": 3.0}, {"late": 5.0, "mid": 7.0}, palette=LIGHT),
    "triangle": lambda: figures.triangle(CORNERS, [0.7, 0.8, 0.75], ["a", "b", "c"], here=[0, 1, 0]),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_larger_figure_shows_the_same_values_in_larger_type(name: str) -> None:
    figure = FIGURES[name]()
    twice = go.Figure(larger(figure, 2))
    for before, after in zip(figure.to_plotly_json()["data"], twice.to_plotly_json()["data"], strict=True):
        for axis in ("x", "y", "z", "a", "b", "c", "width", "customdata"):
            assert before.get(axis) == after.get(axis), axis
    assert twice.layout.height == 2 * figure.layout.height
    assert [getattr(twice.layout.margin, side) for side in "ltrb"] == [
        2 * getattr(figure.layout.margin, side) for side in "ltrb"
    ]
    assert twice.layout.font.size == 2 * figure.layout.font.size
    for before, after in zip(figure.layout.annotations, twice.layout.annotations, strict=True):
        assert (after.x, after.y, after.text) == (before.x, before.y, before.text)
        if before.font.size:
            assert after.font.size == 2 * before.font.size


def test_it_is_the_same_figure_at_its_own_size() -> None:
    figure = FIGURES["lines"]()
    assert go.Figure(larger(figure, 1)) == figure
