from __future__ import annotations

import numpy as np
import pytest

from mmfusion.figures import DARK, LIGHT, Palette, Pointed, pointing, pointing_strip, scene_map

ALONE = Pointed("objects", "alone", np.array([[0.1, 0.2], [0.7, 0.3]]), (1, 0), {"area": 0.06, "random": 0.1})
LABELS = Pointed("objects", "labels", np.array([[0.9, 0.2], [0.1, 0.3]]), (0, 0), {"area": 0.06})


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_chosen_head_is_filled_and_named_and_nulls_are_lines(palette: Palette) -> None:
    figure = pointing_strip([ALONE, LABELS], palette)
    points = [trace for trace in figure.data if trace.mode == "markers"]
    assert [list(trace.y) for trace in points] == [[0.1, 0.2, 0.7, 0.3], [0.9, 0.2, 0.1, 0.3]]
    filled = [c == palette.mark("visual") for c in points[0].marker.color]
    assert filled == [False, False, True, False]
    assert points[0].customdata[2] == "layer 2, head 1, chosen on validation data"
    lines = {trace.name: trace.y[0] for trace in figure.data if trace.mode == "lines"}
    assert lines["share of the picture's area, objects, alone"] == 0.06
    assert lines["best untrained head, objects, alone"] == 0.1
    assert {".70", ".90"} <= {a.text for a in figure.layout.annotations}


def test_columns_do_not_touch_and_the_figure_alone_has_a_title() -> None:
    figure = pointing([ALONE, LABELS])
    left, right = (trace.x for trace in figure.data if trace.mode == "markers")
    assert max(left) < min(right)
    assert figure.layout.title.text
    assert figure.layout.yaxis.range[1] > 1


def test_a_map_with_a_sign_has_a_scale_with_a_sign_and_one_without_has_none() -> None:
    plain = scene_map(np.array([[0.1, 0.4]]), heading="looks")
    assert (plain.data[0].zmin, plain.data[0].zmax) == (0, 0.4)
    signed = scene_map(np.array([[0.1, -0.4]]), heading="for and against")
    assert (signed.data[0].zmin, signed.data[0].zmax) == (-0.4, 0.4)
    assert signed.data[0].colorscale[1][1] == LIGHT.page


def test_a_region_is_outlined_where_it_ends() -> None:
    region = np.zeros((3, 3), dtype=bool)
    region[1, 1:] = True
    figure = scene_map(np.ones((3, 3)), heading="dog", region=region)
    assert len(figure.layout.shapes) == 6
    assert {(s.x0, s.x1) for s in figure.layout.shapes} >= {(1.5, 1.5), (3.5, 3.5)}
