"""The words and symbols of a page: symbol, shape, one line, the function that computes it."""

from __future__ import annotations

from html import escape
from importlib import import_module
from importlib.util import find_spec

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.rail.popover import opened
from mmfusion.ui.shell.lessons import Lesson
from mmfusion.ui.shell.term import Term


def item(lesson: Lesson) -> None:
    """Write the item; a page's terms are ``TERMS`` of the ``glossary.py`` in its folder."""
    box = opened("glossary", tr("Words and symbols"), "menu_book")
    if box is not None:
        with box:
            st.html(table(terms(lesson.name)))


def terms(page: str) -> tuple[Term, ...]:
    """Return the terms of a page; none where its folder has no glossary."""
    name = f"mmfusion.ui.{page}.glossary"
    return tuple(import_module(name).TERMS) if find_spec(name) else ()


def table(found: tuple[Term, ...]) -> str:
    """Return terms as HTML, one a row."""
    rows = "".join(
        f"<dt><b>{escape(tr(term.symbol))}</b>{_small(term.shape)}</dt>"
        f"<dd>{escape(tr(term.meaning))}{_small(term.function)}</dd>"
        for term in found
    )
    return f'<dl class="mmf-terms">{rows}</dl>'


def _small(text: str) -> str:
    return f"<code>{escape(text)}</code>" if text else ""
