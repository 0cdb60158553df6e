"""The page of imagined modalities: what is mounted and said is what was computed and what the table holds."""

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

from mmfusion.tasks.digits import joint, stored
from mmfusion.tasks.digits.shipped import expanded
from mmfusion.tasks.digits.vocoder import audible
from mmfusion.tasks.imagine import COLOURS, figures_of, histograms, imagined, measured
from mmfusion.tasks.pairs import pairs
from mmfusion.ui.imagine import computed, page, takeaway
from mmfusion.ui.imagine.said import gained, verdict
from tests.app.plots import Buffer
from tests.app.spies import Mounted, last
from tests.app.test_pages import html

Visit = Callable[..., AppTest]


@pytest.fixture(scope="module", autouse=True)
def learned() -> None:
    """Learn the maps before a page is timed: a busy machine is slow, not wrong."""
    for words in ("minilm", "glove"):
        imagined(words)  # type: ignore[arg-type]


def drawn(mounted: list[Mounted], name: str = "emoji") -> Buffer:
    return Buffer(last(mounted, name))


def test_how_many_of_the_surest_are_wrong_is_asked_then_shown(visit: Visit) -> None:
    app = visit("imagine")
    assert not app.exception
    assert app.title[0].value == page.TITLE
    own = figures_of()["names"]["minilm"]["methods"]["ridge"]["figures"]["surest tenth wrong"]
    big = f"{100 * own['value']:.0f}"
    column = "<th>wrong in the surest tenth</th>"
    assert f'<div class="mmf-big">{big}<' not in html(app)
    assert column not in html(app), "nor is it in the table"
    app.segmented_control(key="imagine_guessing").set_value("20").run()
    assert not app.exception
    assert f'<div class="mmf-big">{big}<' in html(app)
    assert column in html(app)
    assert f">{own['value']:.2f}<small>".replace("0.", ".") in html(app)
    assert "▽" in html(app)
    assert float(page.GUESSES[0]) < 100 * own["value"] < float(page.GUESSES[-1])


@pytest.mark.parametrize("words", ["minilm", "glove"])
def test_the_figure_has_the_lists_and_colours_that_the_library_finds(
    visit: Visit, mounted: list[Mounted], words: str
) -> None:
    app = visit("imagine", imagine_words=words if words == "glove" else "", imagine_item="40")
    assert not app.exception
    found = drawn(mounted)
    header, maps = found.header, imagined("glove" if words == "glove" else "minilm")
    assert (header["item"], header["words"]) == (40, words)
    assert header["held"] == maps.held.tolist()
    assert header["names"] == list(pairs().names)
    wide = 1 + 2 * computed.SHOWN
    lists = found.of("lists", "<i2").reshape(2, 2, 2, len(maps.held), wide)
    for everything in (False, True):
        for corrected in (False, True):
            sent = lists[int(words == "glove"), int(everything), int(corrected), 40]
            own = maps.names(40, everything, corrected, computed.SHOWN)
            assert sent[0] == own.rank
            assert sent[1 : 1 + computed.SHOWN].tolist() == own.rows.tolist()
            np.testing.assert_allclose(sent[1 + computed.SHOWN :] / 1e4, own.cosines, atol=1e-4)
    shares, coloured = histograms()
    real = found.of("real", "<i2").reshape(-1, len(COLOURS))
    row = maps.held[40]
    assert real[40].tolist() == (np.rint(1000 * shares[row]).tolist() if coloured[row] else [-1] * 9)
    sent = found.of("imagined", "<i2").reshape(2, -1, len(COLOURS))
    np.testing.assert_allclose(sent[int(words == "glove"), 40] / 1000, maps.colours[row], atol=1e-3)


def test_a_typed_name_imagines_pictures_and_colours(visit: Visit, mounted: list[Mounted]) -> None:
    app = visit("imagine", imagine_say="fire <b> engine")
    assert not app.exception
    typed = drawn(mounted).header["typed"]
    assert typed["name"] == "fire b engine"
    from mmfusion.tasks.names import vectors

    own, vector = imagined(), vectors(["fire b engine"])[0]
    assert [row for row, _ in typed["held"]] == own.pictures(vector, k=computed.SHOWN).rows.tolist()
    np.testing.assert_allclose(typed["colours"], own.colour(vector), atol=2e-3)


def test_digits_are_drawn_and_heard_as_the_vae_makes_them(visit: Visit, mounted: list[Mounted]) -> None:
    visit("imagine")
    found = drawn(mounted, "digits")
    header, store = found.header, stored()
    ink = joint.of_pictures(store.pictures)
    rows = np.concatenate([np.flatnonzero(store.written == k)[: computed.EACH] for k in range(10)])
    count = len(rows)
    assert [one["digit"] for one in header["given"][0]] == store.written[rows].tolist()
    made = found.at(header["made"][0], "u1").reshape(2, count, 16, 16)
    sound = found.at(header["sounds"][0], "u1")
    ends = found.at(header["ends"][0], "<u4")
    for kind, experts in enumerate(joint.KINDS):
        space = joint.read(experts)
        cells = space.scale.back(space.vae.translate({"visual": ink[rows[8:9]]}, "audio"))[0]
        np.testing.assert_array_equal(made[kind, 8], np.clip(np.round((cells + 40) * 5), 0, 255))
        at = (1 + kind) * count + 8
        wave = expanded(sound[ends[at - 1] : ends[at]])
        np.testing.assert_allclose(wave, audible(cells), atol=0.02)


def test_what_is_null_is_called_null_and_every_verdict_is_of_its_interval(visit: Visit) -> None:
    said = re.sub(r"<[^>]+>", " ", html(visit("imagine")))
    found = figures_of()
    names = found["names"]["minilm"]["methods"]
    for figure in (
        names["hinge (DeViSE)"]["less ridge"]["R@10"],
        names["InfoNCE"]["less ridge"]["R@10"],
        found["names"]["glove"]["methods"]["ridge"]["CSLS gains"]["R@10"],
        found["colours"]["minilm"]["figures"]["with imagined"]["gain"][-1],
        found["colours"]["minilm"]["figures"]["with deep"]["gain"][1],
        found["colours"]["group"]["figures"]["with imagined"]["gain"][1],
        found["digits"]["product"]["audio to visual"]["gain"],
    ):
        at = said.index(gained(figure))
        assert verdict(figure) in said[at - 80 : at]
    assert verdict({"value": 0.1, "low": -0.1, "high": 0.3}) == "null"
    assert verdict({"value": -0.1, "low": -0.2, "high": -0.05}) == "a loss"


@pytest.mark.parametrize(
    "wrong",
    [
        {"imagine_item": "9" * 400, "imagine_digit": "-1"},
        {"imagine_words": "<b>", "imagine_all": "x", "imagine_csls": "2", "imagine_way": "text"},
        {"imagine_say": "\x00<script>" * 50, "imagine_guess": "nan", "imagine_seen": "1"},
        {"imagine_item": "362", "imagine_experts": "both"},
    ],
)
def test_a_link_that_says_nothing_usable_does_no_harm(
    visit: Visit, mounted: list[Mounted], wrong: dict[str, str]
) -> None:
    app = visit("imagine", **wrong)
    assert not app.exception
    header = drawn(mounted).header
    assert header["names"][header["held"][header["item"]]] == computed.OPENING
    assert len(header["say"]) <= computed.MOST


class Held(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""

    def one_of(self, name: str, options: Any, default: str) -> str:
        return self[name] if self[name] in set(options) else default


@pytest.mark.parametrize(
    "state", [{"imagine_item": "7", "imagine_csls": "1"}, {"imagine_say": "fire engine"}]
)
def test_what_is_taken_away_imagines_the_same_again(state: dict[str, str]) -> None:
    view: Any = Held(state)
    near, colours, _ = takeaway.near(view)
    rows = list(csv.DictReader(io.StringIO(takeaway.listing(view))))
    assert [row["which"] for row in rows[: computed.SHOWN]] == [pairs().names[row] for row in near.rows]
    assert [float(row["imagined"]) for row in rows[computed.SHOWN :]] == pytest.approx(colours, abs=1e-4)
    scope: dict[str, Any] = {}
    cells = json.loads(takeaway.notebook(view))["cells"][1:]
    results = []
    for cell in cells:
        lines = "".join(cell["source"]).split("\n")
        cut = max(i for i, line in enumerate(lines) if line[:1] not in (" ", "}", ""))
        exec("\n".join(lines[:cut]), scope)
        results.append(eval("\n".join(lines[cut:]), scope))
    assert [name for name, _ in results[1]] == [pairs().names[row] for row in near.rows]
    first = results[2][COLOURS[0]]
    assert (first[0] if isinstance(first, tuple) else first) == pytest.approx(colours[0], abs=1e-4)


def test_without_figures_the_page_says_which_command_makes_them(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking() -> dict[str, Any]:
        raise FileNotFoundError("no figures: `mmfusion evaluate imagine` makes them")

    monkeypatch.setattr(measured, "stored", lacking)
    app = visit("imagine")
    assert not app.exception
    assert "There is nothing to imagine from: no figures" in html(app)
