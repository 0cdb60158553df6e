from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from mmfusion.ui.cost.setting import PRESETS, costs
from mmfusion.ui.cost.takeaway import notebook
from mmfusion.ui.parts.plotly_fold import COVERED
from tests.app.plots import array, ends_in, fold_is_closed, offered, shown
from tests.app.test_pages import html

Visit = Callable[..., AppTest]


def test_the_bars_are_those_of_the_table(visit: Visit) -> None:
    app = visit("cost", cost_from="this lab's network")
    assert not app.exception
    assert fold_is_closed(app)
    app = visit("cost", cost_from="this lab's network", cost_plotly="true")
    figure = shown(app, "cost", "What each way to fuse costs")
    strong, faint = figure["data"]
    found = costs(PRESETS["lab"][1])
    assert strong["y"] == list(found)
    assert array(strong["x"]).tolist() == [c.attention for c in found.values()]
    assert array(faint["x"]).tolist() == [c.rest for c in found.values()]


def test_the_page_s_own_example_is_covered_until_the_guess(visit: Visit) -> None:
    app = visit("cost", cost_plotly="true")
    assert not app.exception
    assert COVERED in html(app)
    assert shown(app, "cost")["data"][0]["name"] == "projections and MLP, n d²", (
        "how a layer grows may be seen"
    )
    app = visit("cost", cost_plotly="true", cost_seen="1")
    assert COVERED not in html(app)
    assert offered(app, "cost") == ["What each way to fuse costs", "How a layer grows with its tokens"]


def test_the_notebook_ends_in_the_bars() -> None:
    setting = PRESETS["film"][1]
    strong, faint = ends_in(notebook(setting)).data
    found = costs(setting)
    assert list(strong.x) == [c.attention for c in found.values()]
    assert list(faint.x) == [c.rest for c in found.values()]
    assert list(strong.y) == list(found)
