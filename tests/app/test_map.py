from __future__ import annotations

import csv
import io
import json
import struct
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.ui.map import as_plotly, computed, takeaway
from mmfusion.ui.map.claims import CLAIMS
from mmfusion.ui.map.course import BY_KEY, ITEMS
from mmfusion.ui.map.slips import SLIPS
from mmfusion.ui.shell.lessons import LESSONS
from mmfusion.ui.shell.theme import palette
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]


def header(mounted: list[Mounted]) -> dict[str, Any]:
    data = last(mounted, "atlas")
    (length,) = struct.unpack("<I", data[:4])
    return dict(json.loads(data[4 : 4 + length]))


def test_the_map_opens_with_early_fusion_pinned_and_nothing_is_covered(
    visit: Visit, mounted: list[Mounted]
) -> None:
    app = visit("map")
    assert not app.exception
    assert app.title[0].value == "Where is each idea of the course?"
    sent = header(mounted)
    assert sent["pin"] == "early"
    runs = sum(node["state"] == "runs" for node in sent["nodes"])
    assert f"{runs} of {len(sent['nodes'])}" in html(app)
    assert not [button for button in app.button if not str(button.key).startswith("rail-")], "no Reveal"


def test_a_node_has_the_number_of_its_card_and_the_address_of_its_page(
    visit: Visit, mounted: list[Mounted]
) -> None:
    visit("map")
    by_key = {node["key"]: node for node in header(mounted)["nodes"]}
    card = json.loads((computed_assets() / "models/sounding-objects/mid.json").read_text(encoding="utf-8"))
    assert by_key["mid"]["value"] == f"{card['metrics']['side']['value']:.2f}"[1:]
    assert by_key["mid"]["href"].startswith("fusion?ask=side&focus=mid")
    titles = {lesson.title for lesson in LESSONS}
    for node in by_key.values():
        assert (node["href"] != "") == (node["state"] != "come")
        assert (node["page"] in titles) == (BY_KEY[node["key"]].page in {one.name for one in LESSONS})


def computed_assets() -> Any:
    from mmfusion.folders import ASSETS

    return ASSETS


@pytest.mark.parametrize("pin", ["cca", "smo", "early-raw", "nothing", "<b>"])
def test_a_link_pins_what_is_drawn(visit: Visit, mounted: list[Mounted], pin: str) -> None:
    app = visit("map", map_pin=pin)
    assert not app.exception
    own = BY_KEY.get(pin)
    wanted = pin if own is not None and own.drawn is not None else "early"
    assert header(mounted)["pin"] == wanted
    assert BY_KEY[wanted].function in html(app)


@pytest.mark.parametrize("topic", CLAIMS)
def test_what_is_said_of_a_topic_stands_beside_its_numbers(visit: Visit, topic: str) -> None:
    app = visit("map", map_about=topic)
    assert not app.exception
    shown = html(app)
    for claim, _ in computed.claims(topic):
        assert claim.words in shown
        assert claim.found in shown
        for number, words in claim.numbers:
            within = f" <small>{number.within()}</small>" if number.within() else ""
            assert f"<b>{number.said()}</b>{within} {words.replace(chr(39), '&#x27;')}" in shown


def test_the_whole_course_and_the_slips_unfold_from_the_link(visit: Visit) -> None:
    app = visit("map", map_items="true", map_slips="true")
    assert not app.exception
    shown = html(app)
    for item in ITEMS:
        assert f"<th>{item.title.replace(chr(39), '&#x27;')}</th>" in shown
    for slip in SLIPS:
        assert slip.right in shown


def test_an_idea_that_nobody_has_measured_yet_is_to_come(
    visit: Visit, mounted: list[Mounted], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(_self: object) -> None:
        raise FileNotFoundError("no card")

    monkeypatch.setattr("mmfusion.ui.map.entry.Number.read", lacking)
    app = visit("map")
    assert not app.exception
    assert {node["state"] for node in header(mounted)["nodes"]} == {"come"}
    assert "0 of 33" in html(app)


def test_items_leave_as_csv_and_a_notebook_reads_the_same_numbers() -> None:
    rows = list(csv.DictReader(io.StringIO(takeaway.numbers())))
    assert [row["idea"] for row in rows] == [item.title for item in ITEMS]
    by_title = {row["idea"]: row for row in rows}
    scope: dict[str, Any] = {}
    (cell,) = json.loads(takeaway.notebook())["cells"][1:]
    code = "".join(cell["source"])
    end = code.rindex("\n{\n")
    exec(code[:end], scope)
    again = eval(code[end + 1 :], scope)
    assert len(again) == sum(row["value"] != "" for row in rows)
    for key, value in again.items():
        assert float(by_title[BY_KEY[key].title]["value"]) == pytest.approx(value)


def test_the_plotly_figure_has_every_node_with_its_number() -> None:
    (made,) = as_plotly.figures()
    figure = made.make(palette())
    texts = [text for trace in figure.data for text in trace.text]
    nodes = computed.nodes()
    assert len(texts) == len(nodes)
    for node in nodes:
        assert f"<b>{node['value'] or 'to come'}</b><br>{node['name']}" in texts


def test_files_are_offered(visit: Visit) -> None:
    app = visit("map")
    app.session_state["takeaway"] = True
    app.run()
    assert not app.exception
