from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.explain import timing
from mmfusion.explain.cost import WAYS
from mmfusion.ui.cost import page as cost
from tests.app.test_pages import html

Visit = Callable[..., AppTest]


def test_the_page_asks_first_and_then_shows_that_next_to_nothing_is_saved(visit: Visit) -> None:
    app = visit("cost")
    assert not app.exception
    assert app.title[0].value == "What does a bottleneck really save?"
    assert "cut the scores by 42" in html(app)
    assert "0.0<span" not in html(app)
    assert html(app).count("2.23\u2009G") == 1, "what bottlenecks cost is covered"
    assert "more than they save" not in html(app)
    app.segmented_control(key="cost_guessing").set_value("40").run()
    app.button(key="cost_reveal").click().run()
    assert "0.0<span" in html(app)
    assert html(app).count("2.23\u2009G") == 2
    assert "your guess" in html(app)
    assert app.query_params["cost_guess"] in ("40", ["40"])


def test_a_slider_moves_the_bars_and_a_preset_puts_all_sliders_back(visit: Visit) -> None:
    app = visit("cost", cost_seen="1")
    assert "more than they save" in html(app)
    app.select_slider(key="cost_text").set_value(4000).run()
    app.select_slider(key="cost_width").set_value(64).run()
    assert "they save" in html(app).replace("more than they save", "")
    app.segmented_control(key="cost_from").set_value("lab").run()
    assert not app.exception
    assert app.select_slider(key="cost_text").value == 0
    assert app.select_slider(key="cost_frames").value == 8


def test_a_link_brings_the_sliders_back(visit: Visit) -> None:
    app = visit("cost", cost_from="lab", cost_frames="16", cost_bottlenecks="64")
    assert app.select_slider(key="cost_frames").value == 16
    assert app.select_slider(key="cost_bottlenecks").value == 64


@pytest.mark.parametrize("name", cost.PRESETS)
def test_what_is_taken_away_is_what_is_shown(name: str) -> None:
    setting = cost.PRESETS[name][1]
    found = cost.costs(setting)
    rows = list(csv.DictReader(io.StringIO(cost.table(setting))))
    assert [row["way"] for row in rows] == list(found)
    assert int(rows[1]["attention_macs"]) == found[rows[1]["way"]].attention
    code = "".join(json.loads(cost.notebook(setting))["cells"][1]["source"])
    scope: dict[str, object] = {}
    lines = code.splitlines()
    exec("\n".join([*lines[:-1], f"made = {lines[-1]}"]), scope)
    assert scope["made"] == found


def test_bars_are_shares_of_the_dearest_way() -> None:
    found = cost.costs(cost.PRESETS["lecture"][1])
    text = cost.bars(found)
    widths = [float(part.split("%")[0]) for part in text.split("width:")[1:]]
    pairs = [a + b for a, b in zip(widths[::2], widths[1::2], strict=True)]
    assert max(pairs) == pytest.approx(100, abs=0.02)
    most = max(c.total for c in found.values())
    assert pairs == pytest.approx([100 * c.total / most for c in found.values()], abs=0.02)
    assert "<b>2.23\u2009G</b>" in text


def test_torch_agrees_on_the_page_and_a_layer_is_timed_here(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "mmfusion.explain.timing.layer_times", lambda *_: iter([(128, 0.001), (256, 0.002), (512, 0.008)])
    )
    monkeypatch.setattr("mmfusion.explain.timing.recorded", lambda: {})
    monkeypatch.setattr(
        "mmfusion.explain.timing.way_times", lambda *_: iter([(way, 0.5 + i) for i, way in enumerate(WAYS)])
    )
    app = visit("cost", cost_width="64")
    assert "counter agrees to the last one" in html(app)
    app.button(key="cost_measure").click().run()
    assert not app.exception
    assert "512 tokens: 8 ms" in html(app)
    assert "n to the 2.00" in html(app)
    assert "4500\u2009ms" in html(app)
    assert "measured here" in html(app)
    app.select_slider(key="cost_width").set_value(128).run()
    assert "512 tokens: 8 ms" not in html(app), "it was another layer that was timed"


def test_a_recorded_run_is_shown_with_its_machine_and_for_its_own_setting_only(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = cost.PRESETS["lab"][1]
    run = {
        "machine": "an old abacus",
        "ways": {timing.way_name(own.counts, own.shape): dict.fromkeys(WAYS, 0.0123)},
        "layers": {timing.layer_name(own.width, own.heads, own.ratio): [[128, 0.1], [256, 0.2], [512, 0.8]]},
    }
    monkeypatch.setattr("mmfusion.explain.timing.recorded", lambda: run)
    page = html(visit("cost", cost_from="this lab's network", cost_seen="1"))
    assert page.count("12.3\u2009ms") == 5
    assert "recorded: an old abacus" in page
    assert "n to the 2.00" in page
    assert "an old abacus" not in html(visit("cost", cost_from="a minute of film", cost_seen="1"))
