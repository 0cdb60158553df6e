"""Every page in the language to try with: what is shown outside of ⟦ ⟧ is not looked up, and stays English.

Data that is English in every language says so (``lang="en"``); code and formulas are no language.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element

from tests.app.test_heads import known  # noqa: F401  (a fixture)

Visit = Callable[..., AppTest]

PAGES: dict[str, dict[str, str]] = {
    "home": {"home_course": "true", "home_plotly": "true"},
    "flow": {"flow_plotly": "true", "flow_cut": "audio.2"},
    "heads": {"heads_plotly": "true"},
    "heads, own clip": {"clip": "dog", "heads_random": "random weights", "heads_plotly": "true"},
    "fusion": {"clip": "drawn-3"}
    | dict.fromkeys(("questions", "holds", "sure", "finding", "fusion_plotly"), "true"),
    "fusion, own clip": {"clip": "dog"}
    | dict.fromkeys(
        ("confusion", "robustness", "elsewhere", "results", "sources", "experts", "fusion_plotly"), "true"
    ),
    "words": {"words_plotly": "true"},
    "tokens": dict.fromkeys(
        ("tokens_plotly", "tokens_convolution", "tokens_positions", "tokens_cnn", "tokens_raw"), "true"
    ),
    "cost": {"cost_plotly": "true"},
    "attribution": {"attribution_tests": "true", "attribution_plotly": "true"},
    "draw": {"draw_plotly": "true", "draw_missing": "true"},
    "joint": {"joint_plotly": "true", "joint_say": "a small dog"},
    "joint, CCA": {"joint_method": "cca", "joint_with": "shuffle the pairs"},
    "names": {"names_plotly": "true"},
    "transfer": {"transfer_plotly": "true"},
    "transfer, voice": {"transfer_plotly": "true", "transfer_task": "voice", "transfer_way": "extra"},
}
"""Page, and which of its clips -> what its link says to open its folds, beside language and cover."""
NAMES = {
    "cls": "index of a symbol",
    "MiniLM": "a network",
    "GloVe": "vectors of words",
    "ImageNet": "a data set",
    "Caltech": "a data set",
    "OpenMoji": "who drew the emoji",
    "Plotly": "a library",
    "mmfusion": "this app",
    "nats": "a unit",
    "MACs": "a unit",
    "CLS": "a token",
    "ROC": "a curve",
    "CSV": "a format",
    "CCA": "a method",
    "elsewhere": "a source of clips on the cards of the tests",
}
"""What is called the same in every language -> what it is."""
WORD = r"[^\W\d_]{3,}"
SHOWN = ("label", "help", "body", "options", "placeholder", "caption", "alt", "message", "format")
"""Fields of an element that are read."""
ATTRIBUTES = ("aria-label", "title", "alt", "placeholder", "data-title")
SILENT = ("style", "code", "script")


def drawn_names(page: str) -> set[str]:
    """Return words of data that a Plotly figure shows, which cannot say that they are English."""
    if page == "joint":
        from mmfusion.ui.joint.computed import names

        return set(re.findall(WORD, " ".join(names())))
    return set()


def outside(text: str) -> list[str]:
    """Return the words of a text that stand in no ⟦ ⟧ and are no names."""
    before = ""
    while before != text:
        before, text = text, re.sub(r"⟦[^⟦⟧]*⟧", " ", text)
    return [word for word in re.findall(WORD, text) if word not in NAMES]


class Said(HTMLParser):
    """The text of HTML and of its attributes, without what is code or says that it is English."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text, self._open, self._silent = "", [""], 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        silent = tag in SILENT or given.get("lang") == "en" or "mmf-fn" in (given.get("class") or "")
        if tag not in ("br", "hr", "img", "input"):
            self._open.append("silent" if silent else "")
        if not silent and "silent" not in self._open:
            self.text += "".join(f" {given.get(name) or ''} " for name in ATTRIBUTES)

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if "silent" not in self._open:
            self.text += f" {data} "


def figure(spec: str) -> Iterator[str]:
    """Yield what a Plotly figure shows: titles, names, texts at axes and beside marks."""
    drawn = json.loads(spec)
    for path in ("title", "annotations", "xaxis", "yaxis", "ternary", "updatemenus", "sliders", "coloraxis"):
        for text in _texts(drawn["layout"].get(path)):
            yield Said(text).text
    for trace in drawn["data"]:
        shown = {key: trace.get(key) for key in ("name", "text", "hovertemplate", "colorbar")}
        yield re.sub(r"%\{[^}]*\}", " ", Said(" ".join(_texts(shown))).text)


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str) and not re.fullmatch(r"[\w.#(),-]+", part):
        yield part
    elif isinstance(part, dict):
        for key, value in part.items():
            if key in ("text", "name", "ticktext", "label", "title"):
                yield from [value] if isinstance(value, str) else _texts(value)
            elif key != "colorscale" and (isinstance(value, (dict, list)) or key == "hovertemplate"):
                yield from _texts(value)
    elif isinstance(part, list):
        for one in part:
            yield from [one] if isinstance(one, str) else _texts(one)


def fields(proto: Any) -> Iterator[str]:
    """Yield the texts of an element or a block as the browser gets it."""
    for field, value in proto.ListFields():
        if field.name == "spec":
            yield from figure(value)
        elif field.type == field.TYPE_MESSAGE:
            for one in value if field.is_repeated else [value]:
                if hasattr(one, "ListFields"):
                    yield from fields(one)
        elif field.name in SHOWN:
            for one in value if field.is_repeated else [value]:
                if isinstance(one, str) and "$$" not in one:
                    yield Said(re.sub(r":material/\w+:", "", one)).text


def parts(block: Block) -> Iterator[Any]:
    """Yield what a block and all in it are made of, as the browser gets it."""
    if block.proto is not None:
        yield block.proto
    for child in block.children.values():
        if isinstance(child, Block):
            yield from parts(child)
        elif isinstance(child, Element) and child.proto is not None and child.type != "bidi_component":
            yield child.proto


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("cover", ["0", "1"])
@pytest.mark.parametrize("page", PAGES)
def test_whatever_a_page_shows_is_looked_up(visit: Visit, page: str, cover: str) -> None:
    app = visit(page.split(",")[0], lang="qps", cover=cover, **PAGES[page])
    assert not app.exception, app.exception
    data = drawn_names(page.split(",")[0])
    found = {
        text.strip(): [word for word in outside(text) if word not in data]
        for proto in parts(app.main)
        for text in fields(proto)
    }
    assert len(found) > 5
    assert {text: words for text, words in found.items() if words} == {}
