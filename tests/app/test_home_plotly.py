from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.figures.pad import who_knows
from mmfusion.ui.home import pad, page
from mmfusion.ui.parts.plotly_fold import COVERED
from tests.app.plots import Buffer, array, ends_in, fold_is_closed, shown
from tests.app.spies import Mounted
from tests.app.test_pages import html

Visit = Callable[..., AppTest]


def test_the_map_stays_covered_in_the_fold_too(visit: Visit) -> None:
    assert fold_is_closed(visit("home", pad_seen="1"))
    app = visit("home", home_plotly="true")
    assert not app.exception
    assert not app.get("plotly_chart")
    assert COVERED in html(app)


@pytest.mark.parametrize("without", ["", "audio", "visual"])
def test_regions_and_point_are_the_component_s(visit: Visit, mounted: list[Mounted], without: str) -> None:
    app = visit("home", home_plotly="true", pad_seen="1", pad="-12,9", pad_without=without)
    figure = shown(app, "home")
    buffer = Buffer(next(m.data for m in reversed(mounted) if m.name == "pad"))
    kinds, n, b = len(buffer.header["names"]), len(buffer.header["decibels"]), len(buffer.header["blurs"])
    tables = {
        name: buffer.of(name, "<f4").reshape(-1, kinds)
        for name in ("audio", "visual", "aloneAudio", "aloneVisual")
    }
    fused = buffer.of("fused", "<f4").reshape(b, n, kinds)
    if without == "audio":
        fused = tables["aloneVisual"][:, None].repeat(n, axis=1)
    if without == "visual":
        fused = tables["aloneAudio"][None].repeat(b, axis=0)
    truth = buffer.header["truth"]
    wanted = who_knows(
        None if without == "audio" else tables["audio"],
        None if without == "visual" else tables["visual"],
        fused,
        truth,
    )
    ground, point = figure["data"]
    assert array(ground["z"]).tolist() == wanted.tolist()
    assert list(ground["y"]) == [f"{blur:g}" for blur in buffer.header["blurs"]]
    x, y = pad.node_in({"pad": "-12,9"}, pad.numbers()[0])  # type: ignore[arg-type]
    assert (point["x"], point["y"]) == ([ground["x"][x]], [ground["y"][y]])
    assert f"fusion {fused[y, x, truth]:.2f}" in point["customdata"][0]


def test_the_notebook_ends_in_the_pad() -> None:
    (ground,) = ends_in(page.notebook(pad.numbers()[0])).data
    assert np.asarray(ground.z).shape == (13, 13)
    assert ground.y[-1] == "36"
    assert "fusion" in ground.customdata[0][0]
