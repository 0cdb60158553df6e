"""The rail: what every page has at hand, at its right edge; on a phone, a row at its foot.

An item is a module with ``item(lesson)``, which writes one button or one popover; it is listed here.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from mmfusion.ui.rail import board, glossary, language, link, present, undo
from mmfusion.ui.rail import lesson as lessons
from mmfusion.ui.shell.lessons import Lesson

ITEMS: tuple[Callable[[Lesson], None], ...] = (
    undo.item,
    lessons.item,
    glossary.item,
    board.item,
    present.item,
    link.item,
    language.item,
)
"""What is on the rail, from top to bottom."""


def write(lesson: Lesson) -> None:
    """Write the rail of a page; before the page, which may end early."""
    with st.container(key="rail"):
        for item in ITEMS:
            item(lesson)


def complete(lesson: Lesson) -> None:
    """Write what speaks of what the page has just computed; after the page."""
    lessons.stand(lesson)
    board.complete(lesson)
    link.complete()
