from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.explain import timing
from mmfusion.explain.cost import WAYS, counted
from mmfusion.ui.cost import growth
from mmfusion.ui.cost.page import bars
from mmfusion.ui.cost.setting import PRESETS, SLIDERS, costs
from mmfusion.ui.cost.takeaway import notebook, table
from tests.app.test_pages import html

Visit = Callable[..., AppTest]


def test_the_page_asks_first_and_then_shows_that_next_to_nothing_is_saved(visit: Visit) -> None:
    app = visit("cost")
    assert not app.exception
    assert app.title[0].value == "What does a bottleneck really save?"
    assert "42\u2009% fewer scores are computed" in html(app)
    assert "0.0<span" not in html(app)
    assert html(app).count("2.23\u2009G") == 1, "what bottlenecks cost is covered"
    assert "more than they save" not in html(app)
    app.segmented_control(key="cost_guessing").set_value("40").run()
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


def test_a_link_names_an_example_by_value_or_by_words(visit: Visit) -> None:
    for name, (words, start) in PRESETS.items():
        for said in (name, words):
            app = visit("cost", cost_from=said)
            assert app.select_slider(key="cost_frames").value == start.frames
            assert app.select_slider(key="cost_layers").value == start.layers
            assert app.select_slider(key="cost_ratio").value == start.ratio


@pytest.mark.parametrize("name", PRESETS)
def test_every_example_stands_on_the_sliders(name: str) -> None:
    for slider, _, options, _ in SLIDERS:
        assert getattr(PRESETS[name][1], slider) in options


def test_scores_are_set_against_each_modality_alone(visit: Visit) -> None:
    """The course's example: 100 words alone have 100² scores, with 196 patches 296², 8.76 times as many."""
    page = html(visit("cost"))
    assert 296**2 == 87616
    assert f"{296**2 / 100**2:.2f}" == "8.76"
    assert "n = 196 + 100 = 296: each head computes n² = 87\u2009616 scores" in page
    assert "8.76 times those of the text alone" in page
    assert "2.28 times those of the picture alone" in page
    assert "times those" not in html(visit("cost", cost_text="0")), "of one modality there is nothing to join"


@pytest.mark.parametrize(
    ("layer", "layers", "words"),
    [("8", "12", "L_f = 8: layers 9 to 12 exchange"), ("3", "4", "L_f = 3: layer 4 alone exchanges")],
)
def test_the_fusion_layer_is_said_as_what_it_does(layer: str, layers: str, words: str, visit: Visit) -> None:
    assert words in html(visit("cost", cost_layers=layers, cost_fusion_layer=layer))


@pytest.mark.parametrize("name", PRESETS)
def test_what_is_taken_away_is_what_is_shown(name: str) -> None:
    setting = PRESETS[name][1]
    found = costs(setting)
    rows = list(csv.DictReader(io.StringIO(table(setting))))
    assert [row["way"] for row in rows] == list(found)
    assert int(rows[1]["attention_macs"]) == found[rows[1]["way"]].attention
    code = "".join(json.loads(notebook(setting))["cells"][1]["source"])
    scope: dict[str, object] = {}
    lines = code.splitlines()
    exec("\n".join([*lines[:-1], f"made = {lines[-1]}"]), scope)
    assert scope["made"] == found


def test_bars_are_shares_of_the_dearest_way() -> None:
    found = costs(PRESETS["lecture"][1])
    text = bars(found)
    widths = [float(part.split("%")[0]) for part in text.split("width:")[1:]]
    pairs = [a + b for a, b in zip(widths[::2], widths[1::2], strict=True)]
    assert max(pairs) == pytest.approx(100, abs=0.02)
    most = max(c.total for c in found.values())
    assert pairs == pytest.approx([100 * c.total / most for c in found.values()], abs=0.02)
    assert ">2.23\u2009G</b>" in text


def test_torch_counts_only_when_it_is_asked_to_and_for_the_setting_that_is_shown(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways: list[str] = []
    monkeypatch.setattr(growth, "counted", lambda way, *of: (ways.append(way), counted(way, *of))[1])
    app = visit("cost", cost_width="64")
    app.select_slider(key="cost_layers").set_value(3).run()
    assert not app.exception
    assert not ways, "no network ran for a slider"
    app.button(key="cost_count").click().run()
    assert ways == list(WAYS)
    assert "counts exactly as many multiply-adds as every bar shows" in html(app)
    app.select_slider(key="cost_layers").set_value(5).run()
    assert "counts exactly" not in html(app)
    assert ways == list(WAYS)


def test_a_layer_and_the_ways_are_timed_here(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "mmfusion.explain.timing.layer_times", lambda *_: iter([(128, 0.001), (256, 0.002), (512, 0.008)])
    )
    monkeypatch.setattr("mmfusion.explain.timing.recorded", lambda: {})
    monkeypatch.setattr(
        "mmfusion.explain.timing.way_times", lambda *_: iter([(way, 0.5 + i) for i, way in enumerate(WAYS)])
    )
    app = visit("cost", cost_width="64")
    app.button(key="cost_measure").click().run()
    assert not app.exception
    assert "8 ms for 512 tokens" in html(app)
    assert "n to the power of 2.00" in html(app)
    assert "4500\u2009ms" in html(app)
    assert "measured here" in html(app)
    app.select_slider(key="cost_width").set_value(128).run()
    assert "8 ms for 512 tokens" not in html(app), "it was another layer that was timed"


def test_a_recorded_run_is_shown_with_its_machine_and_for_its_own_setting_only(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = PRESETS["lab"][1]
    run = {
        "machine": "an old abacus",
        "ways": {timing.way_name(own.counts, own.shape): dict.fromkeys(WAYS, 0.0123)},
        "layers": {timing.layer_name(own.width, own.heads, own.ratio): [[128, 0.1], [256, 0.2], [512, 0.8]]},
    }
    monkeypatch.setattr("mmfusion.explain.timing.recorded", lambda: run)
    page = html(visit("cost", cost_from="this lab's network", cost_seen="1"))
    assert page.count("12.3\u2009ms") == 5
    assert "recorded: an old abacus" in page
    assert "n to the power of 2.00" in page
    assert "an old abacus" not in html(visit("cost", cost_from="a minute of film", cost_seen="1"))
