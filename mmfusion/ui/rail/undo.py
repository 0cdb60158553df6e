"""Undo and reset, in one place for every page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.shell import choices
from mmfusion.ui.shell.lessons import Lesson


def item(lesson: Lesson) -> None:
    """Write the item: take back the last choice, and put the page back to how it opened."""
    page = lesson.name
    _button("undo", tr("Undo the last choice"), "undo", not choices.can_undo(page), choices.undo, page)
    _button("reset", tr("Reset the page"), "restart_alt", not choices.can_reset(page), choices.reset, page)


def _button(key: str, label: str, icon: str, disabled: bool, does: Callable[[str], None], page: str) -> None:
    st.button(
        label,
        key=f"rail-{key}",
        help=label,
        icon=f":material/{icon}:",
        type="tertiary",
        disabled=disabled,
        on_click=does,
        args=(page,),
    )
