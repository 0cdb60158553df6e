from __future__ import annotations

from collections.abc import Callable

import numpy as np
from streamlit.testing.v1 import AppTest

from mmfusion.tasks.sounding import ANSWERS
from mmfusion.ui.clips import own
from mmfusion.ui.clips.changed import Change
from mmfusion.ui.clips.drawn import Drawn
from mmfusion.ui.clips.drawn_subject import DrawnSubject
from mmfusion.ui.clips.own_subject import OwnSubject
from mmfusion.ui.parts.plotly_fold import COVERED
from tests.app.plots import Buffer, array, ends_in, fold_is_closed, offered, shown
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]
SUBSETS = ("", ", picture alone", ", sound alone")


def test_answers_stay_covered_where_they_are_what_is_asked(visit: Visit) -> None:
    assert fold_is_closed(visit(clip="drawn-3"))
    app = visit(clip="drawn-3", fusion_plotly="true")
    assert not app.exception
    assert COVERED not in html(app), "of a drawn clip the test set's figures are asked, not its own answers"
    assert "What each strategy answers" in offered(app, "fusion")
    app = visit(clip="dog", fusion_plotly="true")
    assert not app.exception
    assert COVERED in html(app)
    assert "What each strategy answers" not in offered(app, "fusion")


def test_answers_to_a_drawn_clip_are_those_of_the_table(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit(clip="drawn-3", ask="which one sounds?", seen="1", fusion_plotly="true")
    figure = shown(app, "fusion", "What each strategy answers")
    data = last(mounted, "strategies")
    wanted = {}
    for one in data["strategies"]:
        if one["name"] in data["shown"]:
            for subset, p in zip(SUBSETS, one["p"][0], strict=True):
                if p is not None:
                    wanted[one["title"] + subset] = p
    found = {trace["name"]: array(trace["x"]).round(4).tolist() for trace in figure["data"]}
    assert found == wanted
    marked = figure["data"][0]["y"][data["truth"]]
    assert marked == f"<b>{ANSWERS['side'][data['truth']]} ✓</b>"


def test_the_sound_is_the_strip_s(visit: Visit, mounted: list[Mounted]) -> None:
    figure = shown(visit(clip="drawn-3", seen="1", fusion_plotly="true"), "fusion", "The sound")
    buffer = Buffer(last(mounted, "player"))
    mel = buffer.header["mel"]
    assert np.array_equal(
        array(figure["data"][1]["z"]), buffer.of("mel", "u1").reshape(mel["bands"], mel["columns"])
    )


def test_answers_to_a_clip_of_one_s_own_and_over_time(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit(seen="1", fusion_plotly="true")
    figure = shown(app, "fusion", "What each strategy answers")
    data = last(mounted, "strategies")
    wanted = {
        one["title"] + subset: p
        for one in data["strategies"]
        if one["name"] in data["shown"]
        for subset, p in zip(SUBSETS, one["p"][data["level"]], strict=True)
        if p is not None
    }
    assert {trace["name"]: array(trace["x"]).round(4).tolist() for trace in figure["data"]} == wanted
    if any(m.name == "overview" for m in mounted):
        kept = last(mounted, "overview")
        figure = shown(app, "fusion", "The answer over time")
        for trace in figure["data"][:-1]:
            name = next(n for n, said in kept["names"].items() if said == trace["name"])
            assert array(trace["y"]).tolist() == [p for _, p in kept["curves"][name]]
            assert trace["text"] == [kept["classes"][top] for top, _ in kept["curves"][name]]
    else:
        assert "The answer over time" not in offered(app, "fusion")


def test_the_notebook_of_a_drawn_clip_ends_in_its_answers() -> None:
    changed = DrawnSubject(Drawn(105, "side")).changed(Change(("visual", "audio")))
    bars, *alone = ends_in(changed.notebook("mid")).data
    assert bars.name == "mid"
    assert [one.name for one in alone] == ["mid, picture alone", "mid, sound alone"]
    assert np.isclose(sum(bars.x), 1)
    assert any("✓" in name for name in bars.y)


def test_the_notebook_of_one_s_own_clip_ends_in_its_answers() -> None:
    source = next(sample for sample in own.samples() if sample.key == "drone")
    figure = ends_in(OwnSubject(source, 0.0).changed(Change(("visual", "audio"))).notebook("mid"))
    names = {trace.name for trace in figure.data}
    assert {"mid", "mid, picture alone", "mid, sound alone"} <= names
    assert np.isclose(sum(next(trace.x for trace in figure.data if trace.name == "mid")), 1)
