"""The page of the graph: what is drawn is what the library computes; edits in links, hostile ones too."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.tasks.graph import Draw, Edits, answers, cosines, pictures, wordnet
from mmfusion.tasks.graph.edits import table
from mmfusion.tasks.graph.measure import one_label
from mmfusion.ui.graph import computed, formula, link, number, page, takeaway
from tests.app.plots import Buffer, array, ends_in, fold_is_closed, offered, shown
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]
SEED, NAME = page.OPENS


def drawn(mounted: list[Mounted]) -> Buffer:
    return Buffer(last(mounted, "kinds"))


def edge(name: str) -> tuple[str, str]:
    """The first edge up from a class."""
    node = wordnet().sense(name)
    return node, wordnet().synsets[node].parents[0]


def now(edits: Edits, name: str = NAME, picture: int = 0) -> page.Now:
    own = computed.draw(SEED)
    names = [own.pictures.names[k] for k in own.unseen]
    return page.Now(SEED, own, names.index(name), picture, edits)


def test_the_figure_gets_the_graph_the_features_and_what_was_chosen(
    visit: Visit, mounted: list[Mounted]
) -> None:
    app = visit("graph")
    assert not app.exception
    assert app.title[0].value == page.TITLE
    buffer = drawn(mounted)
    found, draw = buffer.header, Draw(pictures(), SEED)
    assert found["unseen"] == draw.unseen.tolist()
    assert found["seen"] == draw.seen.tolist()
    assert found["classes"][found["unseen"][found["at"]]]["name"] == NAME
    assert [found["sharpness"], found["penalty"]] == table()["divisions"][SEED]["chosen"]["graph"][:2]
    own = wordnet()
    numbers = list(own.synsets)
    for i in (0, 100, len(numbers) - 1):
        one = own.synsets[numbers[i]]
        assert found["words"][i] == one.words[0]
        assert [numbers[p] for p in found["parents"][i]] == list(one.parents)
    octopus = found["classes"][found["unseen"][found["at"]]]
    assert [numbers[i] for i in octopus["senses"]] == list(own.senses["octopus"])
    assert octopus["checked"] == 1
    np.testing.assert_allclose(
        buffer.of("tests", "float32"), draw.pictures.test[draw.unseen].ravel(), atol=1e-6
    )
    np.testing.assert_allclose(
        buffer.of("prototypes", "float32"), draw.pictures.prototypes.ravel(), atol=1e-6
    )
    assert len(found["pictures"]) == found["asked"] == 12


def test_other_ways_answer_what_the_library_answers(visit: Visit, mounted: list[Mounted]) -> None:
    visit("graph")
    found, draw = drawn(mounted).header, Draw(pictures(), SEED)
    by = {way["title"]: way["answers"] for way in found["ways"]}
    for arm, title in computed.WAYS.items():
        if arm == "one label":
            prototypes = one_label(draw, SEED)
        else:
            sharpness, penalty, _ = table()["divisions"][SEED]["chosen"][arm]
            prototypes = draw.predict(cosines(arm), sharpness, penalty)
        assert by[title] == draw.answers(prototypes)[found["at"]].tolist()


def test_edits_live_in_the_link_and_anything_else_in_it_is_left_out(
    visit: Visit, mounted: list[Mounted]
) -> None:
    child, parent = edge("octopus")
    numbers = link.numbers()
    visit(
        "graph",
        graph_cut=f"{child}-{parent}.nonsense.{child}-0.<b>-x" + "." * 5000,
        graph_add=f"{child}-{numbers[0]}",
        graph_senses="sea_horse-1.emu-99.nobody-1.octopus-x",
        graph_picture="3",
        graph_class="pigeon",
    )
    found = drawn(mounted).header
    assert found["cut"] == [[numbers.index(child), numbers.index(parent)]]
    assert found["added"] == [[numbers.index(child), 0]]
    names = [one["name"] for one in found["classes"]]
    assert found["senses"] == [[names.index("sea horse"), 0]]
    assert found["picture"] == 2
    assert names[found["unseen"][found["at"]]] == "pigeon"


@pytest.mark.parametrize(
    "query",
    [
        {"graph_draw": "0"},
        {"graph_draw": "11"},
        {"graph_draw": "9" * 4000},
        {"graph_class": "zebra"},
        {"graph_picture": "13"},
        {"graph_picture": "-1"},
        {"graph_from": "nowhere"},
        {"graph_guess": "x", "graph_seen": "1"},
    ],
)
def test_no_link_shows_an_exception(visit: Visit, mounted: list[Mounted], query: dict[str, str]) -> None:
    app = visit("graph", **query)
    assert not app.exception
    found = drawn(mounted).header
    assert found["key"].startswith(f"{SEED}/{NAME}/checked")
    assert found["picture"] == 0


def test_what_the_figure_tells_comes_back_as_it_was_told() -> None:
    child, parent = edge("octopus")
    edits = Edits(cut=((child, parent),), added=((child, link.numbers()[5]),), senses=(("sea horse", 0),))
    state = link.state(edits, 4)
    put = link.linked(json.loads(link.told_as(state)), 12)
    assert put is not None
    assert put["graph_picture"] == "5"
    read = link.read(False, put["graph_cut"], put["graph_add"], put["graph_senses"])
    assert read == edits
    for wrong in (
        {"cut": [[0, 99999]]},
        {"cut": "x"},
        {"added": [[-1, 0]]},
        {"senses": [[0]]},
        {"picture": 12},
        {"picture": None},
        {"cut": [["a", {}]]},
    ):
        assert link.linked(wrong, 12) is None, wrong


def test_first_senses_are_a_choice_of_the_page(visit: Visit, mounted: list[Mounted]) -> None:
    visit("graph", graph_from="first")
    assert drawn(mounted).header["first"] is True
    visit("graph", graph_from=page.SENSES["first"])
    assert drawn(mounted).header["first"] is True


def test_the_button_takes_fifteen_other_classes(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("graph")
    app.button(key="graph-other").click().run()
    assert drawn(mounted).header["unseen"] == Draw(pictures(), SEED + 1).unseen.tolist()
    assert app.query_params["graph_draw"] == str(SEED + 2)
    app = visit("graph", graph_draw="10")
    app.button(key="graph-other").click().run()
    assert drawn(mounted).header["unseen"] == Draw(pictures(), 0).unseen.tolist()


def test_the_number_is_covered_and_nothing_else_gives_it_away(visit: Visit, mounted: list[Mounted]) -> None:
    of = table()["arms"]
    truth = number.short(of["graph"]["top-1"]["value"])
    app = visit("graph")
    assert f">{truth}<" not in html(app)
    assert f" {truth} " not in html(app)
    assert drawn(mounted).header["covered"] is True
    assert "covered" in html(app)
    low, high = (float(guess) for guess in (number.GUESSES[0], number.GUESSES[-1]))
    assert low < of["graph"]["top-1"]["value"] < high
    app.segmented_control(key="graph_guessing").set_value(".30").run()
    assert truth in html(app)
    assert "your guess" in html(app)
    assert drawn(mounted).header["covered"] is False
    for arm in ("name", "hypernyms", "network", "one label"):
        assert number.short(of[arm]["top-1"]["value"]) in html(app)


def test_the_null_is_said_before_the_table(visit: Visit) -> None:
    text = html(visit("graph"))
    own = next(r for r in table()["differences"] if (r["first"], r["second"]) == ("graph", "hypernyms"))
    assert own["top-1"]["low"] <= 0 <= own["top-1"]["high"]
    said = re.search(r"the same hypernyms in words: (\S+) \[(\S+), \S+\], null", text)
    assert said
    assert said[1].lstrip("+") == number.short(own["top-1"]["value"])
    assert said[2] == number.short(own["top-1"]["low"])


def test_the_formula_has_the_numbers_of_the_edited_graph(visit: Visit) -> None:
    plain = formula.numbers(now(Edits()))
    assert "octopus" in plain
    child, parent = edge("octopus")
    cut = formula.numbers(now(Edits(cut=((child, parent),))))
    assert cut != plain
    assert "=.00" in cut, "nothing is shared any more"
    draw = computed.draw(SEED)
    row = cosines("graph")[draw.pictures.names.index("octopus")][draw.seen]
    assert number.short(float(row.max())) in plain


def test_the_notebook_and_the_table_say_what_the_page_says(visit: Visit) -> None:
    edits = Edits(cut=(edge("octopus"),), senses=(("sea horse", 0),))
    own = now(edits, picture=1)
    names = [own.draw.pictures.names[k] for k in own.draw.unseen]
    found = answers(own.draw, SEED, edits)
    assert ends_in(takeaway.notebook(own)) == names[found[own.at][1]]
    rows = list(csv.DictReader(io.StringIO(takeaway.table(own))))
    assert len(rows) == 15 * 12
    assert [row["graph"] for row in rows] == [names[i] for i in found.ravel()]


def test_the_fold_has_the_figures(visit: Visit) -> None:
    assert fold_is_closed(visit("graph"))
    app = visit("graph", graph_plotly="true", graph_seen="1")
    assert offered(app, "graph") == ["Correct answers for the class in view", "Differences, paired by draw"]
    bars = shown(app, "graph", "Correct answers for the class in view")["data"][0]
    own = now(Edits())
    assert array(bars["x"])[-1] == (answers(own.draw, SEED, Edits())[own.at] == own.at).sum()
    dots: dict[str, Any] = shown(app, "graph", "Differences, paired by draw")["data"][0]
    values = [row["top-1"]["value"] for row in table()["differences"]][::-1]
    np.testing.assert_allclose(array(dots["x"]), values)


def test_without_figures_the_page_says_what_makes_them(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> dict[str, Any]:
        raise FileNotFoundError("no figures: `mmfusion evaluate graph` makes them")

    monkeypatch.setattr(computed, "table", missing)
    app = visit("graph")
    assert not app.exception
    assert "mmfusion evaluate graph" in html(app)
