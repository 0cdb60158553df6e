"""The map of the lessons that there are: sections, pages, and each page's one question."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.folders import PAGES

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage


@dataclass(frozen=True)
class Lesson:
    """One page."""

    section: str
    file: str
    title: str
    question: str

    @property
    def page(self) -> StreamlitPage:
        """The page for Streamlit; the first lesson is where the app opens."""
        path = "why" if self is LESSONS[0] else Path(self.file).stem
        return st.Page(PAGES / self.file, title=self.title, url_path=path, default=self is LESSONS[0])


LESSONS = (
    Lesson("Fuse", "home.py", "Why fusion", "When do two senses beat one?"),
    Lesson("Fuse", "fusion.py", "Fusion strategies", "Which question needs which kind of exchange?"),
    Lesson("Fuse", "tokens.py", "Tokens", "What does the network receive?"),
    Lesson("See inside", "heads.py", "Attention heads", "Which heads matter?"),
    Lesson("See inside", "flow.py", "Bottleneck flow", "Who tells whom?"),
    Lesson("See inside", "cost.py", "Cost", "What does a bottleneck really save?"),
    Lesson("Kernels", "kernels.py", "Kernel fusion", "Is equal good enough?"),
    Lesson("Kernels", "mkl.py", "MKL", "What does p choose?"),
)


def pages() -> dict[str, list[StreamlitPage]]:
    """Return the pages by section, as `st.navigation` takes them."""
    sections: dict[str, list[StreamlitPage]] = {}
    for lesson in LESSONS:
        sections.setdefault(lesson.section, []).append(lesson.page)
    return sections


def link(file: str, label: str, **query: str) -> None:
    """Write a link to a page that opens it as `query` says."""
    page = next(lesson.page for lesson in LESSONS if lesson.file == file)
    st.page_link(page, label=label, query_params=query)
