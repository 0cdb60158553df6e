from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.ui.clips.drawn import OPENING, Drawn
from mmfusion.ui.clips.drawn_subject import DrawnSubject
from mmfusion.ui.clips.subject import Watched
from mmfusion.ui.heads import as_plotly, computed, page, takeaway
from tests.app.plots import Buffer, array, ends_in, fold_is_closed, headed, offered, shown
from tests.app.spies import Mounted, last

Visit = Callable[..., AppTest]
OPENED = DrawnSubject(Drawn(OPENING, "side"))


def test_nothing_is_made_before_the_fold_is_opened(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("made though nobody asked")

    for make in ("_attention", "_frames", "_clip", "_heads"):
        monkeypatch.setattr(as_plotly, make, never)
    app = visit("heads", heads_of="Mid")
    assert not app.exception
    assert fold_is_closed(app)


def test_the_fold_shows_the_open_head_s_weights_as_the_component_has_them(
    visit: Visit, mounted: list[Mounted]
) -> None:
    app = visit("heads", heads_of="Mid", look="5.2.shared.1", heads_plotly="true")
    figure = shown(app, "heads")
    buffer = Buffer(last(mounted, "attention"))
    (name,) = buffer.header["names"]
    keys = sum(count for _, count in name["keys"])
    weights = buffer.of("shared-weights", "<f2").reshape(name["heads"], -1, keys)
    assert np.array_equal(np.concatenate([array(t["z"]) for t in figure["data"]], axis=1), weights[1])
    names = [token for trace in figure["data"] for token in trace["x"]]
    assert names[0] == "picture CLS"
    assert names[5] == "picture, frame 1, row 1, column 5"
    assert names[-1].startswith("sound, band 4, ")
    assert ">Attention. Layer 3, shared, head 2<" in headed(app)


def test_the_pinned_token_is_followed_over_frames_and_clip(visit: Visit) -> None:
    app = visit("heads", heads_of="Mid", look="200.2.shared.0", heads_plotly="true")
    weights = computed.traced(Watched(OPENED, "mid")).weights[2, "shared"].astype(np.float32)
    row, most = weights[0, 200], weights.max()
    frames = shown(app, "heads", "What the pinned token looks at, frame by frame")
    over = np.stack([array(frame["data"][0]["z"]) for frame in frames["frames"]])
    assert np.array_equal(over, row[1:193].reshape(8, 4, 6))
    assert len(frames["layout"]["sliders"][0]["steps"]) == 8
    assert "sound, band" in headed(app)
    clip = shown(app, "heads", "What the pinned token looks at, all at once")
    assert np.allclose(np.stack([array(t["z"]) for t in clip["data"][:8]]), row[1:193].reshape(8, 4, 6))
    assert np.allclose(array(clip["data"][8]["z"]), row[194:].reshape(4, 16))
    ends = [clip["layout"][axis]["cmax"] for axis in ("coloraxis", "coloraxis2")]
    assert [*ends, frames["data"][0]["zmax"]] == pytest.approx([most] * 3), "one scale for the layer"
    assert row.max() < most, "or it could be the token's own"


def test_the_grid_holds_every_tile_of_every_statistic(
    visit: Visit, mounted: list[Mounted], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "figures", lambda _: "none of these weights")
    app = visit("heads", heads_of="Bottleneck-mid", heads_plotly="true")
    figure = shown(app, "heads", "All heads")
    statistics = Buffer(last(mounted, "attention")).header["statistics"]
    assert [trace["name"] for trace in figure["data"]] == [computed.named(name) for name in statistics]
    titles = {"visual": "picture", "audio": "sound"}
    for trace, statistic in zip(figure["data"], statistics.values(), strict=True):
        found = {}
        for y, row in zip(trace["y"], array(trace["z"]).astype(float), strict=True):
            for x, value in zip(trace["x"], row, strict=True):
                if not np.isnan(value):
                    found[y, x] = value
        wanted = {}
        for name, value in statistic["of"].items():
            layer, stream, number = name.split(".")
            wanted[str(int(layer) + 1), f"{titles[stream]} {int(number) + 1}"] = value
        assert found == wanted


@pytest.mark.parametrize("seen", ["", "1"])
def test_how_many_heads_can_go_is_there_once_it_is_uncovered(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, seen: str
) -> None:
    read = {
        "can go": {"value": 2, "low": 1, "high": 3, "n": 900},
        "least": [0.9, 0.8, 0.3],
        "most": [0.9, 0.4, 0.3],
        "random": {
            "counts": [0, 1, 2],
            "low": [0.9, 0.5, 0.3],
            "mean": [0.9, 0.6, 0.3],
            "high": [0.9, 0.7, 0.3],
        },
        "heads": [[0, "visual", 0], [0, "visual", 1]],
    }
    monkeypatch.setattr(page, "figures", lambda _: read)
    app = visit("heads", heads_of="Mid", heads_plotly="true", heads_seen=seen)
    assert not app.exception
    assert ("How many heads can be pruned" in offered(app, "heads")) == (seen == "1")
    if seen:
        lines = {t["name"]: t for t in shown(app, "heads", "How many heads can be pruned")["data"]}
        assert np.allclose(array(lines["least important first"]["y"]), [90, 80, 30])
        assert np.allclose(array(lines["most important first"]["y"]), [90, 40, 30])


def test_the_notebook_ends_in_the_open_head_s_figure() -> None:
    from mmfusion.tasks.sounding.predictor import load

    watched = Watched(DrawnSubject(Drawn(OPENING, "side")), "mid")
    figure = ends_in(takeaway.notebook(watched, computed.Open(0, 2, "shared", 1)))
    assert figure.layout.title.text == "Attention. Layer 3, shared, head 2"
    rows = np.concatenate([trace.z for trace in figure.data], axis=1)
    assert rows.shape == (258, 258)
    assert np.allclose(rows.sum(axis=1), 1, atol=1e-4)
    assert load("mid").spec.layers > 2, "of the shipped network, not of the test's"


def test_every_figure_of_a_clip_of_one_s_own_is_there(visit: Visit) -> None:
    app = visit("heads", clip="drone", heads_plotly="true")
    titles = offered(app, "heads")
    assert len(titles) == 4
    for title in titles:
        assert shown(app, "heads", title)["data"], title
