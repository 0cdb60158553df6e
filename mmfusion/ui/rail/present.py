"""Present mode: the page larger, without its sidebar, for the back row of a class."""

from __future__ import annotations

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.shell import present
from mmfusion.ui.shell.lessons import Lesson


def item(lesson: Lesson) -> None:
    """Write the item."""
    on = present.on()
    label = tr("Leave present mode") if on else tr("Present: larger, for the back row")
    st.button(
        label,
        key="rail-present",
        help=label,
        icon=":material/close_fullscreen:" if on else ":material/present_to_all:",
        type="tertiary",
        on_click=present.toggle,
    )
