"""Texts in the language that is asked for, and the catalogues that hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from mmfusion import language
from mmfusion.language import LANGUAGES, in_markup, marked, markup, tr, trn
from tools import write_catalogues as tool

OTHERS = [code for code in LANGUAGES if code != language.ENGLISH]
TAG = re.compile(r"</?\w+|&\w+;")


@pytest.fixture
def spoken() -> Iterator[list[str]]:
    """What is asked for: a list of one."""
    before, asked = list(language._asked), ["en"]
    language.follow(lambda: asked[0])
    yield asked
    language._asked[:] = before


def test_english_is_what_stands_in_the_code(spoken: list[str]) -> None:
    assert tr("Reveal") == marked("Reveal") == "Reveal"
    assert tr("{n} of {of:.1f}", n=3, of=4) == "3 of 4.0"


@pytest.mark.parametrize("asked", ["", "xx", "EN", "../de", "de\0"])
def test_a_language_that_there_is_not_is_english(spoken: list[str], asked: str) -> None:
    spoken[0] = asked
    assert tr("Reveal") == "Reveal"


def test_another_language_is_looked_up_and_what_is_not_there_stays_english(spoken: list[str]) -> None:
    spoken[0] = "de"
    assert tr("Language") == "Sprache"
    assert tr("nobody shows {n} of this", n=2) == "nobody shows 2 of this"
    assert trn("no such head", "{n} no such heads", 3) == "3 no such heads"


def test_the_pseudo_language_frames_what_is_looked_up(spoken: list[str]) -> None:
    spoken[0] = "qps"
    assert tr("{n} heads", n=2) == "⟦2 heads⟧"


def test_markup_is_translated_text_by_text_and_keeps_its_tags(spoken: list[str]) -> None:
    spoken[0] = "qps"
    text = '<p class="of it"> all of <b aria-label="play">it</b> · 12</p>'
    assert markup(text) == '<p class="of it"> ⟦all of⟧ <b aria-label="⟦play⟧">⟦it⟧</b> · 12</p>'
    assert in_markup(text) == ["all of", "it", "play"]


def test_texts_are_collected_wherever_a_call_stands() -> None:
    python = (
        'f"<b>{tr(\'in a {kind}\', kind=1)}</b>"; trn("one", "{n} of them", n); tr(TEXT); marked("a " "b")'
    )
    assert set(tool.in_python(python)) == {"in a {kind}", ("one", "{n} of them"), "a b"}
    script = """`<i title="${tr("in a {kind}", { kind })}">${trn("one", "{n} of them", n)}</i>`; tr(TEXT);
      marked("a " + \n 'b "c"'); str("no")"""
    assert set(tool.in_script(script)) == {"in a {kind}", ("one", "{n} of them"), 'a b "c"'}


@pytest.fixture(scope="module")
def rooms() -> dict[str, tool.Messages]:
    """What each room shows."""
    return tool.collected()


@pytest.mark.parametrize("code", OTHERS)
def test_catalogues_hold_what_is_shown_and_nothing_else(code: str, rooms: dict[str, tool.Messages]) -> None:
    held = {path.parent.relative_to(tool.PACKAGE).as_posix() for path in tool.PACKAGE.rglob(f"{code}.po")}
    assert held == {name or "." for name in rooms}, "run tools/write_catalogues.py"
    for name, found in rooms.items():
        path = tool.PACKAGE / name / f"{code}.po"
        assert tool.text_of(tool.renewed(path, found, code)) == path.read_bytes(), f"{path}: run the tool"


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_left_untranslated(code: str) -> None:
    for path in tool.PACKAGE.rglob(f"{code}.po"):
        with path.open("rb") as file:
            assert not tool.missing(read_po(file, locale=code)), path


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_same_values_and_tags_as_its_text(code: str) -> None:
    for path in tool.PACKAGE.rglob(f"{code}.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
                for text, said in language._forms(message.id, message.string).items():
                    assert _names(said) == _names(text), f"{path}: {text!r}"
                    assert sorted(TAG.findall(said)) == sorted(TAG.findall(text)), f"{path}: {text!r}"
                    assert said.strip() == said or text.strip() != text, f"{path}: {text!r}"


@pytest.mark.parametrize("code", OTHERS)
def test_one_text_has_one_translation(code: str) -> None:
    said: dict[str, str] = {}
    for path in tool.PACKAGE.rglob(f"{code}.po"):
        for text, there in language._read(path).items():
            assert said.setdefault(text, there) == there, text


def test_what_was_put_together_elsewhere_is_told_in_the_language(spoken: list[str]) -> None:
    said = "The window starts at 9.0 s and the clip ends at 4.2 s: choose an earlier start."
    assert language.retold(said) == said
    spoken[0] = "de"
    assert "9.0 s" in language.retold(said)
    assert "endet bei 4.2 s" in language.retold(said)
    assert language.retold("Nobody has said this.") == "Nobody has said this."


def _names(text: str) -> set[str]:
    try:
        return {f"{name}:{spec}" for _, name, spec, _ in Formatter().parse(text) if name is not None}
    except ValueError:  # braces that stand for themselves: nothing is put in
        return set()
