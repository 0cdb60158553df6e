"""The table of the course on the front page: its figures are those of cards and file, its cells lead on."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlparse

import pytest
from streamlit.testing.v1 import AppTest

from mmfusion.tasks.course import PAIRINGS, QUESTIONS, TOLD
from mmfusion.tasks.course.stored import read
from mmfusion.tasks.course.table import MEASURED, STRATEGIES, above_chance
from mmfusion.tasks.sounding.predictor import Instrument, load
from mmfusion.ui.clips import drawn, drawn_offer
from mmfusion.ui.home import course_table, glossary, page
from mmfusion.ui.parts import course
from mmfusion.ui.shell.lessons import LESSONS, Lesson
from tests.app.test_pages import html

Visit = Callable[..., AppTest]


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return Instrument()


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch, instrument: Instrument) -> Instrument:
    """The networks that ship, which the figures are of."""
    monkeypatch.setattr(drawn, "instrument", lambda: instrument)
    return instrument


def cells(text: str, label: str) -> dict[str, list[str]]:
    """Row -> its cells as they stand in HTML."""
    part = text[text.index(f'aria-label="{label}"') :]
    part = part[part.index("<tbody>") : part.index("</tbody>")]
    out = {}
    for line in re.findall(r"<tr>(.*?)</tr>", part):
        (head,) = re.findall(r"<th>(.*?)</th>", line)
        out[re.sub(r"<small>", " | ", head).replace("</small>", "")] = re.findall(r"<td>(.*?)</td>", line)
    return out


def capital(words: str) -> str:
    return words[0].upper() + words[1:]


def test_it_is_folded_until_it_is_asked_for(visit: Visit) -> None:
    app = visit("home")
    assert not app.exception
    assert course_table.TITLE in [box.label for box in app.expander]
    assert "ways to fuse and questions" not in html(app)


@pytest.mark.usefixtures("shipped")
def test_every_figure_on_the_page_is_that_of_its_card_or_file(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit("home", home_course="true")
    assert not app.exception
    measured = read()
    assert measured is not None
    text = html(app)
    shown = cells(text, "ways to fuse and questions")
    wanted = {
        f"{course.TAUGHT[name].title} | trained end to end": {
            q: load(name).card.metrics[q] for q in QUESTIONS
        }
        for name in STRATEGIES
    }
    wanted |= {
        f"{capital(name.partition(',')[0])} | {course_table.SUBTITLES[name]}": measured["rows"][key]
        for name, key in MEASURED.items()
    }
    assert list(shown) == ["chance", *wanted]
    assert shown["chance"] == ["8.3", "8.3", "33.3", "33.3", "50.0"]
    for row, figures in wanted.items():
        for question, found in zip(QUESTIONS, shown[row], strict=True):
            figure = figures[question]
            said = re.sub(r"<small>.*?</small>|<[^>]+>", "", found)
            assert said == f"{100 * figure['value']:.1f}", (row, question)
            assert f"<small>{100 * figure['low']:.1f} to {100 * figure['high']:.1f}</small>" in found
            assert ("<b>" in found) == above_chance(figure, question), "bold is above chance"
    worth = cells(text, course_table.PAIRED)
    assert len(worth) == 1 + 2 * len(PAIRINGS)
    for name in ("CCA", "contrastive"):
        for how in PAIRINGS:
            row = f"{capital(name)} | {course_table.NAMED[how]}"
            for what, found in zip(TOLD, worth[row], strict=True):
                value = measured["pairing"][name][how][what]["value"]
                assert re.sub(r"<small>.*?</small>|<[^>]+>", "", found) == f"{100 * value:.1f}"
    assert "frozen features" in text
    assert any("InfoNCE" in term.meaning for term in glossary.TERMS)


@pytest.mark.usefixtures("shipped")
def test_a_cell_leads_to_the_page_with_its_question_and_strategy(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {lesson.name for lesson in LESSONS}
    for row in course_table.rows():
        for question in QUESTIONS:
            address = course_table.where(row, question)
            if address is None:
                assert "joint" not in names
                continue
            to = urlparse(address)
            assert to.path in names
            if row.strategy:
                query = {name: values[0] for name, values in parse_qs(to.query).items()}
                assert query["ask"] in drawn_offer.QUESTIONS
                assert query["focus"] == row.name
                assert row.name in query["shown"].split()
            link = course_table.cell(row, question)
            assert unescape(re.findall(r'href="(.*?)"', link)[0]) == address
            name = course.TAUGHT[row.name].title if row.strategy else row.name.partition(",")[0]
            assert f"{name}, {course_table.NAMED[question]}: " in unescape(link)


@pytest.mark.usefixtures("shipped")
def test_spaces_lead_to_their_page_once_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    (row,) = [row for row in course_table.rows() if row.name == "CCA, multiplied"]
    others = tuple(lesson for lesson in LESSONS if lesson.name != "joint")
    monkeypatch.setattr(course_table, "LESSONS", others)
    assert course_table.where(row, "side") is None
    assert "<a" not in course_table.cell(row, "side")
    joint = Lesson("Co-learn", "joint", "Joint space", "Do pictures and words meet?")
    monkeypatch.setattr(course_table, "LESSONS", (*others, joint))
    assert course_table.where(row, "side") == "joint?joint_method=cca"


def test_nothing_is_claimed_of_other_weights(visit: Visit) -> None:
    app = visit("home", home_course="true")  # small networks, of which the file says nothing
    assert not app.exception
    text = html(app)
    assert course_table.PAIRED not in text
    assert "<th>Product of kernels" not in text


@pytest.mark.usefixtures("shipped")
def test_the_table_can_be_taken_away(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = course_table.takeaway().splitlines()
    assert rows[0].startswith("table,row,column,accuracy")
    assert any(line.startswith("course,product of kernels,side,") for line in rows)
    assert any(line.startswith("pairing,") for line in rows)
    assert page.course_table is course_table


def test_the_front_page_waits_for_no_kernel() -> None:
    code = (
        "import sys; from mmfusion.tasks.course import table, stored; stored.read(); "
        "print(sorted({'torch', 'numba', 'sklearn', 'mmfusion.kernels'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
