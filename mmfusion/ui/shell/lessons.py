"""The map of the lessons that there are: sections, pages, and each page's one question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from mmfusion.folders import PAGES
from mmfusion.language import marked, tr

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
        return st.Page(
            PAGES / f"{self.name}.py", title=tr(self.title), url_path=path, default=self is LESSONS[0]
        )


LESSONS = (
    Lesson(marked("Fuse"), "home", marked("Why fusion"), marked("When does fusion help?")),
    Lesson(
        marked("Fuse"),
        "fusion",
        marked("Fusion strategies"),
        marked("Which question needs which kind of exchange?"),
    ),
    Lesson(marked("Fuse"), "tokens", marked("Tokens"), marked("What does the network receive?")),
    Lesson(marked("See inside"), "heads", marked("Attention heads"), marked("Which heads matter?")),
    Lesson(marked("See inside"), "flow", marked("Bottleneck flow"), marked("Which modality informs which?")),
    Lesson(marked("See inside"), "cost", marked("Cost"), marked("What does a bottleneck really save?")),
    Lesson(
        marked("See inside"),
        "words",
        marked("Words and pictures"),
        marked("Does the word look at its object?"),
    ),
    Lesson(
        marked("See inside"),
        "attribution",
        marked("Attribution"),
        marked("Which explanation should you believe?"),
    ),
    Lesson(marked("Co-learn"), "draw", marked("Draw it, say it"), marked("Whom does it believe?")),
    Lesson(marked("Co-learn"), "joint", marked("Joint space"), marked("Why don’t the clouds collapse?")),
    Lesson(marked("Co-learn"), "names", marked("Your clip, your words"), marked("What is a name worth?")),
    Lesson(marked("Co-learn"), "transfer", marked("Transfer"), marked("Does a lost modality still help?")),
    Lesson(
        marked("Co-learn"), "store", marked("Weights or store"), marked("Knowledge in weights or in a store?")
    ),
    Lesson(
        marked("Co-learn"), "graph", marked("A graph of names"), marked("Does a graph know more than a name?")
    ),
    Lesson(marked("Co-learn"), "imagine", marked("Imagine"), marked("Can the other modality be imagined?")),
    Lesson(
        marked("Co-learn"), "vokens", marked("Words with pictures"), marked("Does a word need a picture?")
    ),
    Lesson(
        marked("Co-learn"), "map", marked("Map of the course"), marked("Where is each idea of the course?")
    ),
    Lesson(marked("Kernels"), "kernels", marked("Kernel fusion"), marked("Is equal good enough?")),
    Lesson(marked("Kernels"), "mkl", marked("MKL"), marked("What does p choose?")),
)

PATH = (
    *("home", "fusion", "draw", "tokens", "heads", "words", "attribution", "cost", "flow"),  # fusion
    *("joint", "names", "transfer", "store", "graph", "imagine", "vokens"),  # co-learning
    *("kernels", "mkl"),  # kernels
    "map",
)
"""The pages in the order in which the course teaches what they show; the map looks back."""


def named(name: str) -> Lesson:
    """Return the lesson of a page.

    Raises:
        KeyError: there is no page of that name.

    """
    found = next((lesson for lesson in LESSONS if lesson.name == name), None)
    if found is None:
        raise KeyError(f"{name!r} is no page; there are: {', '.join(PATH)}")
    return found


def before(name: str) -> Lesson | None:
    """Return the lesson before a page's on the course's path; None at its beginning."""
    at = PATH.index(name)
    return named(PATH[at - 1]) if at else None


def after(name: str) -> Lesson | None:
    """Return the lesson after a page's on the course's path; None at its end."""
    at = PATH.index(name) + 1
    return named(PATH[at]) if at < len(PATH) else None


def pages() -> dict[str, list[StreamlitPage]]:
    """Return the pages by section, as `st.navigation` takes them."""
    sections: dict[str, list[StreamlitPage]] = {}
    for lesson in LESSONS:
        sections.setdefault(tr(lesson.section), []).append(lesson.page)
    return sections


def of(page: StreamlitPage) -> Lesson:
    """Return the lesson of a page that was chosen."""
    return next(
        lesson for lesson in LESSONS if page.url_path == ("" if lesson is LESSONS[0] else lesson.name)
    )


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


def link(name: str, label: str, more: str | None = None, **query: str) -> None:
    """Write a link to a page that opens it as `query` says; `more` is shown to who points at it."""
    st.page_link(named(name).page, label=label, help=more, query_params=query)


def go(name: str, **query: str) -> None:
    """Leave for a page, now; it opens as `query` says."""
    st.switch_page(named(name).page, query_params=query or None)
