from __future__ import annotations

import re

from mmfusion import figures
from mmfusion.figures.template import DARK, LIGHT
from mmfusion.ui.parts.plotly_fold import as_html, held


def test_a_file_holds_all_that_it_needs_on_its_own_ground() -> None:
    text = as_html(figures.duals([0.25, 0.5], 1, 10, DARK), "Which pictures & why")
    assert "<title>Which pictures &amp; why</title>" in text
    assert f"background:{DARK.page}" in text
    assert len(text) > 1_000_000, "plotly.js is in it"
    assert not re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="?http', text)
    assert re.search(r'"y":\s*(\[0\.25\]|\{"dtype":"f8","bdata":"AAAAAAAA0D8=)', text), (
        "the numbers, not a picture"
    )


def at(curve: int, index: int) -> dict[str, int]:
    return {"curve_number": curve, "point_index": index}


def test_what_a_box_holds_is_said_trace_by_trace() -> None:
    bars = figures.ways({"late": 2.0, "mid": 3.0}, {"late": 5.0, "mid": 7.0}, palette=LIGHT)
    said = "In the box 2 points. projections and MLP, n d²: 5 to 7."
    assert held(bars, [at(1, 0), at(1, 1)]) == said
    lines = figures.convergence([9, 5], [1, 4.9], [0.9, 0.02])
    assert held(lines, [at(1, 1)]) == "In the box 1 point. dual: 4.9."
    assert held(lines, []) == ""
    corners = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    triangle = figures.triangle(corners, [0.7, 0.8, 0.75], ["a", "b", "c"], here=[0, 1, 0])
    assert held(triangle, [at(0, 0), at(0, 1), at(1, 0)]) == "In the box 3 points. accuracy: 70 to 80."
