from __future__ import annotations

import csv
import io
import json
import struct
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.tasks.transfer import measured
from mmfusion.ui.transfer import computed, live, takeaway
from mmfusion.ui.transfer.computed import TASKS, WAYS, panel
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]


def header(mounted: list[Mounted]) -> dict[str, Any]:
    data = last(mounted, "budget")
    (length,) = struct.unpack("<I", data[:4])
    return dict(json.loads(data[4 : 4 + length]))


def test_what_is_saved_is_asked_then_shown(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("transfer")
    assert not app.exception
    assert app.title[0].value == "Does a lost modality still help?"
    assert "saved" not in header(mounted), "what is covered is not even sent"
    found = measured.stored("emoji")
    one = found["saved"][found["budgets"].index(5)]
    words = f"({one['low']:.0f} to {one['high']:.0f})"
    assert words not in html(app)
    app.segmented_control(key="transfer_guessing").set_value("20").run()
    assert not app.exception
    assert words in html(app)
    assert "▽" in html(app)
    assert header(mounted)["saved"] == found["saved"]


def test_the_guesses_bracket_the_truth() -> None:
    from mmfusion.ui.transfer.page import GUESSES

    found = measured.stored("emoji")
    value = found["saved"][found["budgets"].index(5)]["value"]
    assert float(GUESSES[0]) < value < float(GUESSES[-1])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("task", TASKS)
def test_a_panel_shows_the_stored_figures_of_its_ways(
    visit: Visit, mounted: list[Mounted], task: str, way: str
) -> None:
    app = visit("transfer", transfer_task=task, transfer_way=way, transfer_at="20")
    assert not app.exception
    own, sent = panel(task, way), header(mounted)
    found = computed.figures(own)
    assert sent["budgets"][sent["at"]] == "20"
    assert len(sent["gains"]) == len(own.arms)
    for arm, gain in zip(own.arms, sent["gains"], strict=True):
        assert gain["name"] == found["arms"][arm]
        assert gain["value"] == [one["value"] for one in found["figures"][arm]["gain"]]
    assert sent["alone"]["value"] == [one["value"] for one in found["figures"][own.alone]["accuracy"]]
    place = found["budgets"].index(20)
    values = [100 * found["figures"][arm]["accuracy"][place]["value"] for arm in (own.lead[0], own.alone)]
    assert any(f"{values[0]:.1f}" in one.value and f"{values[1]:.1f}" in one.value for one in app.latex)


@pytest.mark.parametrize(
    "wrong",
    [
        {"transfer_at": "7"},
        {"transfer_at": "-1", "transfer_item": "9" * 400},
        {"transfer_way": "<b>", "transfer_item": "x", "transfer_guess": "nan", "transfer_seen": "1"},
    ],
)
def test_a_link_that_says_nothing_usable_opens_at_five_labels(
    visit: Visit, mounted: list[Mounted], wrong: dict[str, str]
) -> None:
    app = visit("transfer", **wrong)
    assert not app.exception
    sent = header(mounted)
    assert sent["budgets"][sent["at"]] == "5"
    one = sent["items"][sent["item"]]
    right = [max(range(8), key=one[way][2].__getitem__) == one["truth"] for way in ("alone", "lead")]
    assert right == [False, True], "one that names help, at the budget that the page opens with"


def test_a_picture_is_answered_as_the_stored_draw_answers_it(visit: Visit, mounted: list[Mounted]) -> None:
    visit("transfer", transfer_item="3")
    sent, found = header(mounted), measured.stored("emoji")
    assert sent["item"] == 3
    from mmfusion.tasks.transfer.emoji import EmojiDraw

    draw = EmojiDraw(0)
    row = found["shown"]["rows"][3]
    assert row in draw.split.test
    assert sent["items"][3]["truth"] == draw.labels[row]
    again = draw.scores("names", 5)[row]
    assert sent["items"][3]["lead"][found["budgets"].index(5)] == pytest.approx(again.tolist(), abs=2e-3)


def test_a_cell_runs_live_and_its_mean_stands_beside_the_stored_one(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def reached(task: str, networks: bool, arm: str, budget: int, number: int) -> float:
        asked.append((task, networks, arm, budget, number))
        return {"alone": 0.3, "names": 0.4, "shuffled": 0.29}[arm] + number / 100

    monkeypatch.setattr(computed, "reached", reached)
    app = visit("transfer", transfer_at="2")
    app.button(key="transfer_go").click().run()
    assert not app.exception
    arms = ("alone", "names", "shuffled")
    assert asked == [("emoji", False, arm, 2, i) for i in range(live.DRAWS) for arm in arms]
    said = html(app)
    assert f'data-draws="{live.DRAWS}"' in said
    assert "<td>39.0</td><td>49.0</td>" in said
    assert f"Mean gain +10.0 points over {live.DRAWS} new draws" in said
    found = measured.stored("emoji")
    stored = found["figures"]["names"]["gain"][found["budgets"].index(2)]
    assert f"{100 * stored['half']:.1f} over {found['seeds']} draws" in said


def test_a_live_draw_is_none_of_the_stored_ones_and_is_what_the_task_measures() -> None:
    from mmfusion.tasks.transfer.emoji import EmojiDraw

    assert measured.stored("emoji")["seeds"] < computed.FRESH
    draw = EmojiDraw(computed.FRESH + 1)
    assert computed.reached("emoji", False, "names", 5, 1) == draw.reached("names", 5)


class Held(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


@pytest.mark.parametrize("way", ["pretraining", "distillation"])
def test_what_is_taken_away_makes_the_figures_again(way: str) -> None:
    own = panel("emoji", way)
    found = computed.figures(own)
    rows = list(csv.DictReader(io.StringIO(takeaway.numbers(own))))
    assert len(rows) == len(found["raw"]) * len(found["budgets"])
    scope: dict[str, Any] = {}
    cells = json.loads(takeaway.notebook(own, Held(transfer_at="1")))["cells"][1:]  # type: ignore[arg-type]
    *first, last_line = "".join(cells[0]["source"]).split("\n")
    exec("\n".join(first), scope)
    again = eval(last_line, scope)
    assert again[own.alone] == pytest.approx(found["raw"][own.alone][0][0], abs=0.02)
    *first, last_line = "".join(cells[1]["source"]).split("\n")
    exec("\n".join(first), scope)
    figure = eval(last_line, scope)
    drawn = {trace.name: list(trace.y) for trace in figure.data if trace.name}
    for arm in (own.alone, own.lead[0]):
        expected = [100 * one["value"] for one in found["figures"][arm]["accuracy"]]
        assert drawn[found["arms"][arm]] == pytest.approx(expected)


def test_without_figures_the_page_says_which_command_makes_them(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(name: str) -> dict[str, Any]:
        raise FileNotFoundError("no figures: `mmfusion evaluate emoji-transfer` makes them")

    monkeypatch.setattr(measured, "stored", lacking)
    app = visit("transfer")
    assert not app.exception
    assert "There is nothing to compare: no figures" in html(app)


def test_a_draw_that_needs_a_pack_says_so(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MMFUSION_DATA", raising=False)
    app = visit("transfer", transfer_task="voice")
    app.button(key="transfer_go").click().run()
    assert not app.exception
    assert "It cannot run here: set MMFUSION_DATA" in html(app)


def test_a_cancelled_run_keeps_what_it_reached(visit: Visit) -> None:
    app = visit("transfer")
    run = live.Run(panel("emoji", "pretraining"), 5, [0.3, 0.4, 0.3, 0.35, 0.41], 2.0, on=False)
    app.session_state[live._RUN] = run
    app.run()
    assert not app.exception
    assert "Mean gain +10.0 points over one new draw. Cancelled after 1 of 10." in html(app)
    assert 'data-draws="1"' in html(app)


def test_all_that_stored_figures_say_in_words_is_marked() -> None:
    for source in {panel(task, way).source for task in TASKS for way in WAYS}:
        found = measured.stored(source)
        assert {*found["arms"].values(), found["division"]} <= {*computed.STORED}
        named = {computed.group(name) for name in found["classes"] if not name.isdecimal()}
        assert named <= {*computed.CLASSES}
