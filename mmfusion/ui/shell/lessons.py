"""The map of the lessons that there are: sections, pages, and each page's one question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from mmfusion.folders import PAGES

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage


@dataclass(frozen=True)
class Lesson:
    """One page."""

    section: str
    name: str
    title: str
    question: str

    @property
    def page(self) -> StreamlitPage:
        """The page for Streamlit; the first lesson is where the app opens."""
        path = "why" if self is LESSONS[0] else self.name
        return st.Page(PAGES / f"{self.name}.py", title=self.title, url_path=path, default=self is LESSONS[0])


LESSONS = (
    Lesson("Fuse", "home", "Why fusion", "When does fusion help?"),
    Lesson("Fuse", "fusion", "Fusion strategies", "Which question needs which kind of exchange?"),
    Lesson("Fuse", "tokens", "Tokens", "What does the network receive?"),
    Lesson("See inside", "heads", "Attention heads", "Which heads matter?"),
    Lesson("See inside", "flow", "Bottleneck flow", "Who tells whom?"),
    Lesson("See inside", "cost", "Cost", "What does a bottleneck really save?"),
    Lesson("See inside", "words", "Words and pictures", "Does the word look at its object?"),
    Lesson("See inside", "attribution", "Attribution", "Which explanation should you believe?"),
    Lesson("Co-learn", "draw", "Draw it, say it", "Whom does it believe?"),
    Lesson("Co-learn", "joint", "Joint space", "Why don’t the clouds collapse?"),
    Lesson("Co-learn", "names", "Your clip, your words", "What is a name worth?"),
    Lesson("Co-learn", "transfer", "Transfer", "Does a lost modality still help?"),
    Lesson("Co-learn", "store", "Weights or store", "Knowledge in weights or in a store?"),
    Lesson("Co-learn", "graph", "A graph of names", "Does a graph know more than a name?"),
    Lesson("Co-learn", "imagine", "Imagine", "Can the other modality be imagined?"),
    Lesson("Co-learn", "vokens", "Words with pictures", "Does a word need a picture?"),
    Lesson("Co-learn", "map", "Map of the course", "Where is each idea of the course?"),
    Lesson("Kernels", "kernels", "Kernel fusion", "Is equal good enough?"),
    Lesson("Kernels", "mkl", "MKL", "What does p choose?"),
)


def pages() -> dict[str, list[StreamlitPage]]:
    """Return the pages by section, as `st.navigation` takes them."""
    sections: dict[str, list[StreamlitPage]] = {}
    for lesson in LESSONS:
        sections.setdefault(lesson.section, []).append(lesson.page)
    return sections


def address(name: str, **query: str) -> str:
    """Return a page's address, beside the page that says it, opened as `query` says; "" if there is none.

    Example:
        >>> from mmfusion.ui.shell.lessons import address
        >>> address("fusion", ask="side", late="product / prior")
        'fusion?ask=side&late=product+%2F+prior'
        >>> address("home"), address("nowhere")
        ('./', '')

    """
    if name not in {lesson.name for lesson in LESSONS}:
        return ""
    path = "./" if name == LESSONS[0].name else name
    return f"{path}?{urlencode(query)}" if query else path


def link(name: str, label: str, **query: str) -> None:
    """Write a link to a page that opens it as `query` says."""
    st.page_link(_page(name), label=label, query_params=query)


def go(name: str) -> None:
    """Leave for a page, now."""
    st.switch_page(_page(name))


def _page(name: str) -> StreamlitPage:
    return next(lesson.page for lesson in LESSONS if lesson.name == name)
