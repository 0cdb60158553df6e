"""The page of vokens: what the figure is sent, what is covered, what the tables say."""

from __future__ import annotations

import csv
import io
import json
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.tasks.vokens import measured, read, shipped
from mmfusion.tasks.vokens.reading import codes_of_vokens
from mmfusion.ui.vokens import computed, page, takeaway
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]
TEXT = "two cats on a bed"


def header(mounted: list[Mounted]) -> dict[str, Any]:
    data = last(mounted, "pictured")
    (length,) = struct.unpack("<I", data[:4])
    return dict(json.loads(data[4 : 4 + length]))


def at_ten(name: str) -> dict[str, float]:
    topics = measured()["topics"]
    return dict(topics["difference"][name][topics["budgets"].index(10)])


def test_what_pictures_add_is_asked_then_said_first(visit: Visit) -> None:
    app = visit("vokens")
    assert not app.exception
    less, gain = at_ten("vokens − codes"), at_ten("vokens − words")
    assert page.points(gain) in html(app), "what looks like a triumph is there to be seen"
    secret = f"{page.points(less)}"
    assert "with codes, no picture" not in html(app)
    assert "dealt out anew</th><td>" not in html(app).partition("Joint training")[0]
    assert f"<b>{secret}</b>" not in html(app)
    app.segmented_control(key="vokens_guessing").set_value("0").run()
    assert not app.exception
    assert secret in html(app)
    assert "▽" in html(app)
    assert f"Vokens gain {page.points(gain)} points over masked words alone; codes" in html(app)
    assert "with codes, no picture" in html(app)


def test_the_guesses_bracket_the_truth() -> None:
    value = 100 * at_ten("vokens − codes")["value"]
    assert float(min(page.GUESSES, key=float)) < value < float(max(page.GUESSES, key=float))


@pytest.mark.parametrize("seen", ["", "1"])
def test_the_number_stands_nowhere_while_it_is_covered(visit: Visit, seen: str) -> None:
    app = visit("vokens", vokens_seen=seen)
    rows = measured()["topics"]["accuracy"]
    at = measured()["topics"]["budgets"].index(10)
    above = html(app).partition("Joint training")[0]
    codes = f"<td>{100 * rows['codes'][at]['value']:.1f} "
    assert (codes in above) == bool(seen)
    assert f"<td>{100 * rows['words'][at]['value']:.1f} " in above


def test_the_figure_is_sent_what_the_library_computes(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("vokens", vokens_say=TEXT, vokens_swap="1.5,99.1,x", vokens_at="1", vokens_topic="3")
    assert not app.exception
    sent, own = header(mounted), read(TEXT)
    assert [word["word"] for word in sent["words"]] == TEXT.split()
    assert sent["swaps"] == [[1, 5]]
    assert (sent["at"], sent["topic"], sent["truth"]) == (1, 3, -1)
    by_number = {voken["number"]: voken for voken in sent["vokens"]}
    for network, arm in enumerate(("words", "vokens", "codes")):
        scores = np.array(sent["bias"][network]) + np.array(sent["parts"][network]).sum(axis=0)
        assert scores == pytest.approx(own.scores(arm), abs=1e-4)  # type: ignore[arg-type]
        weights = by_number[5]["weights"][network]
        if weights:
            put = scores + np.array(weights) / 5 - np.array(sent["parts"][network][1])
            assert put == pytest.approx(own.scores(arm, {1: 5}), abs=1e-4)  # type: ignore[arg-type]
    assert " ".join(shipped().typical[codes_of_vokens()[5]]) == by_number[5]["code"]
    for word in sent["words"]:
        assert {word["matched"], word["told"], *word["offered"]} <= set(by_number)
    assert len(sent["pictures"]) == len(sent["vokens"])
    before, after = own.scores("vokens")[3], own.scores("vokens", {1: 5})[3]
    said = "".join(one.value for one in app.latex)
    assert f"{before:.2f}" in said
    assert f"{after:.2f}" in said


def test_a_stored_caption_opens_with_its_topic(visit: Visit, mounted: list[Mounted]) -> None:
    visit("vokens")
    sent = header(mounted)
    assert sent["topics"][sent["topic"]] == page.OPENING
    assert sent["truth"] == sent["topic"]
    app = visit("vokens", vokens_sentence="vehicle")
    assert not app.exception
    assert header(mounted)["topics"][header(mounted)["truth"]] == "vehicle"


@pytest.mark.parametrize(
    "wrong",
    [
        {"vokens_say": "123 !?", "vokens_swap": "0.0"},
        {"vokens_at": "99", "vokens_topic": "-1", "vokens_swap": "9" * 500},
        {"vokens_sentence": "<b>", "vokens_guess": "nan", "vokens_seen": "1"},
        {"vokens_say": "x" * 3000},
    ],
)
def test_a_link_that_says_nothing_usable_shows_no_exception(visit: Visit, wrong: dict[str, str]) -> None:
    app = visit("vokens", **wrong)
    assert not app.exception


def test_nulls_are_called_nulls_and_the_gain_a_gain(visit: Visit) -> None:
    said = html(visit("vokens"))
    joint = measured()["joint"]
    less = joint["difference"]["photographs − siblings"][joint["budgets"].index(10)]
    assert ("(a null)" in said) == (less["low"] <= 0 <= less["high"])
    colour = measured()["colour"]
    gain = colour["minilm"]["difference"]["colours − codes"][colour["budgets"].index(5)]
    assert ("does help" in said) == (gain["low"] > 0)
    assert f"{page.points(gain)} ± {page.interval(gain)} points more" in said


class Held(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""

    def uncovered(self, own: str) -> bool:
        return self[f"{own}seen"] == "1"


def test_what_is_taken_away_reads_the_same_sentence() -> None:
    view = Held(vokens_swap="1.5")
    scope: dict[str, Any] = {}
    cells = json.loads(takeaway.notebook(TEXT, view))["cells"][1:]  # type: ignore[arg-type]
    found = []
    for cell in cells:
        *first, end = "".join(cell["source"]).split("\n")
        exec("\n".join(first), scope)
        found.append(eval(end, scope))
    assert found[0]["vokens"] == pytest.approx(read(TEXT).scores("vokens", {1: 5}).tolist(), abs=1e-3)
    assert [word for word, _ in found[1]] == TEXT.split()
    assert found[2]["glove"][0] == pytest.approx(
        measured()["topics"]["accuracy"]["glove"][0]["value"], abs=1e-3
    )
    rows = list(csv.DictReader(io.StringIO(takeaway.numbers())))
    topics = measured()["topics"]
    own = [row for row in rows if row["table"] == "topics"]
    assert len(own) == len(topics["raw"]) * topics["seeds"] * len(topics["budgets"])


def test_plotly_figures_hold_what_was_measured_and_covered_codes_are_not_drawn() -> None:
    from mmfusion.figures import LIGHT
    from mmfusion.ui.vokens import as_plotly

    for seen in ("", "1"):
        made = {one.title: one for one in as_plotly.figures(TEXT, Held(vokens_seen=seen))}  # type: ignore[arg-type]
        figure = made["Topics against labels"].make(LIGHT)
        drawn = {trace.name: list(trace.y) for trace in figure.data if trace.name}
        expected = [100 * one["value"] for one in measured()["topics"]["accuracy"]["vokens"]]
        assert drawn["vokens"] == pytest.approx(expected)
        assert ("codes" in drawn) == bool(seen)
        bars = made["Scores of the sentence"].make(LIGHT)
        assert len(bars.data) == 2
        assert made["Colours against labels"].make(LIGHT).data


def test_without_figures_the_page_says_which_command_makes_them(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking() -> dict[str, Any]:
        raise FileNotFoundError("no figures: `mmfusion evaluate vokens` makes them")

    monkeypatch.setattr(computed, "measured", lacking)
    app = visit("vokens")
    assert not app.exception
    assert "There is nothing to read with: no figures" in html(app)
