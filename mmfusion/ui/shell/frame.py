"""The frame of every page: one style rule, the head with its question, the place of its number."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.shell import present
from mmfusion.ui.shell.hidden import rule
from mmfusion.ui.shell.state import View, locked
from mmfusion.ui.shell.theme import formulas, properties
from mmfusion.ui.shell.work import says_at

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


_HERE = Path(__file__).resolve().parent


def begin() -> None:
    """Set up the window: title, width, sidebar, logo. The first command of every visit."""
    icon = _HERE / "icon.svg"
    sidebar: Literal["collapsed"] | int = "collapsed" if present.on() else 232
    st.set_page_config(
        page_title="mmfusion", page_icon=str(icon), layout="wide", initial_sidebar_state=sidebar
    )
    dark = st.context.theme.type == "dark"
    logo = _HERE / ("logo-dark.svg" if dark else "icon.svg")
    st.logo(str(logo), icon_image=str(logo), size="large")


def style(page: str, *rules: str) -> None:
    """Write the page's one style rule: the palette, the column of 960 px, the page's own sheet, and rules.

    Popovers hang below the body, outside of `.stApp`: they are told which of the two schemes is meant.
    """
    sheet = _sheet("shell") + _sheet(page) + rule(View.kept("hide"))
    scheme = "dark" if st.context.theme.type == "dark" else "light"
    own = "".join((sheet, formulas(), *rules, present.rules()))
    st.html(f"<style>:root{{color-scheme:{scheme};{properties()}}}{own}</style>")


@cache
def _sheet(room: str) -> str:
    path = _HERE.parent / room / "style.css"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def head(question: str, lead: str, below: Callable[[], None] | None = None) -> DeltaGenerator:
    """Write a page's question and lead; return the place at the right for its one number.

    Args:
        question: the title.
        lead: HTML, two lines at most.
        below: writes what stands under the lead.

    """
    with st.container(key="head"):
        left, right = st.columns([19, 11], gap="small")
    with left:
        st.title(question, anchor=False)
        st.html(f'<p class="mmf-lead">{lead}</p>')
        if locked():
            note(tr("The link locks the choices on this page: it can be read, played and pointed at."))
        says_at(st.empty())
        if below is not None:
            below()
    return right


def note(sentence: str, *, escaped: bool = False) -> None:
    """Write one sentence in the smallest type."""
    st.html(f'<p class="mmf-note">{sentence if escaped else escape(sentence)}</p>')


def say(sentence: str) -> None:
    """Write one sentence that has to be read; nothing if it is empty."""
    if sentence:
        st.html(f'<p class="mmf-say" role="status">{escape(sentence)}</p>')
