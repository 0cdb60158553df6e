"""The map holds the whole course: every item leads to a page, a measured number and a function."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from mmfusion.cards.figure import figure, stored
from mmfusion.ui.map import computed
from mmfusion.ui.map.claims import CLAIMS
from mmfusion.ui.map.course import BY_KEY, ITEMS, OPENING, SECTIONS
from mmfusion.ui.map.entry import Item, Number
from mmfusion.ui.map.slips import SLIPS
from mmfusion.ui.shell import state
from mmfusion.ui.shell.lessons import LESSONS

ROOT = Path(__file__).resolve().parents[3]
UI = ROOT / "mmfusion" / "ui"
PAGES = {lesson.name for lesson in LESSONS}
THERE = [item for item in ITEMS if item.page in PAGES]
ANNOUNCED = {"store", "graph", "imagine", "vokens"}
CLAIMED = [claim for claims in CLAIMS.values() for claim in claims if claim.page in PAGES]
LINKS = sorted(
    {
        (page, name, value)
        for page, query in (
            *((item.page, item.query) for item in THERE),
            *((claim.page, claim.query) for claim in CLAIMED),
            *((slip.page, slip.query) for slip in SLIPS),
        )
        for name, value in query.items()
    }
)
WORDS_OF_LINKS = re.compile(r'"(\w+)"')


def course() -> dict[str, str]:
    """What the course has, and the item that stands for it."""
    lines = (Path(__file__).parent / "course.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(" | ") for line in lines if not line.startswith("#")]
    assert len({taught for taught, _ in pairs}) == len(pairs) > 80
    return {pair[0]: pair[1] for pair in pairs}


def resolved(name: str) -> object:
    """What a dotted name names."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            found = getattr(found, part)
        return found
    raise ModuleNotFoundError(name)


def numbers() -> list[Number]:
    own = [item.number for item in THERE if item.number is not None]
    return own + [number for claim in CLAIMED for number, _ in claim.numbers]


def test_every_item_of_the_course_is_on_the_list_and_the_list_holds_no_other_but_what_explains() -> None:
    taught = set(course().values())
    assert taught <= set(BY_KEY), taught - set(BY_KEY)
    beyond = set(BY_KEY) - taught
    assert beyond == {"early", "draw", "attribution", "information", "cutting-planes"} - taught, beyond
    assert len(BY_KEY) == len(ITEMS)


@pytest.mark.parametrize("taught", course())
def test_an_item_of_the_course_leads_to_something_that_runs(taught: str) -> None:
    item = BY_KEY[course()[taught]]
    if item.page not in PAGES:
        pytest.skip(f"the page {item.page} is to come")
    entry = computed.entry(item)
    assert entry.href.startswith(("./", item.page))
    assert entry.state in ("runs", "none")
    assert entry.said
    assert callable(resolved(item.function))


@pytest.mark.parametrize("item", THERE, ids=lambda item: item.key)
def test_the_function_of_an_item_is_there(item: Item) -> None:
    assert callable(resolved(item.function)), item.function


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.about)
def test_the_function_of_a_slip_is_there(slip: object) -> None:
    assert callable(resolved(slip.function))  # type: ignore[attr-defined]


def test_there_is_a_place_for_each_of_the_fifteen_slips() -> None:
    assert len(SLIPS) == 15
    assert {slip.page for slip in SLIPS} <= PAGES


@pytest.mark.parametrize("number", numbers(), ids=lambda number: number.at)
def test_every_number_stands_on_a_card_or_in_a_file_of_figures(number: Number) -> None:
    for address in (number.at, number.less, number.over):
        if address:
            assert isinstance(figure(address).value, float)
    assert number.said()


def test_pages_of_items_are_pages_or_announced() -> None:
    claimed = {claim.page for claims in CLAIMS.values() for claim in claims}
    assert ({item.page for item in ITEMS} | claimed) - PAGES <= ANNOUNCED


@pytest.mark.parametrize(("page", "name", "value"), LINKS)
def test_what_a_link_says_is_known_to_its_page(page: str, name: str, value: str) -> None:
    importlib.import_module(f"mmfusion.ui.{page}.page")
    importlib.import_module("mmfusion.ui.clips.choose")
    if state._PAGES.get(name) in (page, state.SHARED):
        return
    files = [*(UI / page).rglob("*.py"), *(UI / "clips").glob("*.py")]
    words = {word for path in files for word in WORDS_OF_LINKS.findall(path.read_text(encoding="utf-8"))}
    assert name in words


def test_what_is_drawn_fills_the_rows() -> None:
    for section in SECTIONS:
        own = [item for item in ITEMS if item.section == section.key and item.drawn is not None]
        assert len(own) == section.columns, section.key
    columns = [sum(s.columns for s in SECTIONS if s.row == row) for row in range(4)]
    assert columns == [9, 9, 9, 6]
    assert {item.section for item in ITEMS} == {section.key for section in SECTIONS}


def test_words_fit_their_places() -> None:
    for item in ITEMS:
        if item.drawn is None:
            continue
        assert len((item.drawn.words or item.what).split()) <= 5, item.key
        text = re.sub(r"<[^>]+>", "", item.drawn.text)
        assert 40 < len(text) <= 215, (item.key, len(text))
        assert set(item.drawn.same) <= set(BY_KEY) - {item.key}
        assert all(BY_KEY[key].drawn is not None for key in item.drawn.same)
    assert BY_KEY[OPENING].drawn is not None


def test_every_drawn_item_has_its_drawing() -> None:
    script = (UI / "map" / "atlas" / "glyphs.js").read_text(encoding="utf-8")
    names = set(re.findall(r'^  "?([\w-]+)"?:', script[script.index("export const GLYPHS") :], re.MULTILINE))
    assert names == {item.key for item in ITEMS if item.drawn is not None}


def test_a_gain_whose_interval_holds_nought_or_less_is_no_gain() -> None:
    weights = computed.entry(BY_KEY["weights"])
    assert weights.figure is not None
    assert weights.figure.low is not None
    assert weights.figure.high is not None
    assert weights.figure.low < 0 < weights.figure.high
    assert weights.state == "none"
    pretraining = computed.entry(BY_KEY["pretraining"])
    assert pretraining.figure is not None
    assert (pretraining.figure.low or 0) > 0
    assert pretraining.state == "runs"
    late = computed.entry(BY_KEY["late"])
    assert late.state == "runs", "an accuracy is no gain"


def test_every_topic_begins_with_its_definition_and_numbers_are_compared() -> None:
    for topic, claims in CLAIMS.items():
        assert [claim.kind for claim in claims].count("definition") == 1, topic
        assert claims[0].kind == "definition"
        assert all(claim.numbers for claim in claims)
    for topic in ("early", "late", "mid", "enrichment", "hallucination"):
        assert {claim.kind for claim in CLAIMS[topic]} >= {"definition", "against"}, topic


def test_nobody_types_a_number_into_the_words() -> None:
    digit = re.compile(r"\d")
    for item in ITEMS:
        text = item.drawn.text if item.drawn else ""
        assert not re.search(r"(?<![\w=₂])\.\d|\d\s?%", f"{text} {item.what}"), item.key
    for claim in CLAIMED:
        assert not digit.search(re.sub(r"at least 0|at most M", "", claim.words)), claim.words


def test_differences_are_those_that_are_named() -> None:
    for item in THERE:
        if item.number is not None and ":: differences ::" in item.number.at and item.page == "graph":
            pair = stored(item.number.at.rpartition(" :: ")[0])
            wanted = {"graph": ("graph", "name"), "graph-in-words": ("graph", "hypernyms")}[item.key]
            assert (pair["first"], pair["second"]) == wanted


def test_an_interval_is_said_by_its_longer_arm() -> None:
    late = Number("sounding-objects/late :: side")
    value, low, high = figure(late.at)
    assert low is not None
    assert high is not None
    assert late.within() == f"± {max(high - value, value - low):.2f}".replace("0.", ".")
    assert Number("sounding-objects/early :: left").within() == "± <.01"
    assert Number("sounding-objects/late :: macs", "count").within() == ""
    assert Number(late.at, less=late.at).within() == ""
