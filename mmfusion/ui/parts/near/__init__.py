"""A place further down a page: what stands there is computed once the viewer has come near it, not before."""

from __future__ import annotations

from typing import TypedDict

import streamlit as st

from mmfusion.ui.shell import components


class Place(TypedDict):
    """What the script is handed, as `Place` in near.js.

    Attributes:
        tall: height that is kept free, px; 0 once the viewer has come.

    """

    tall: int


def near(key: str, tall: int) -> None:
    """Keep a place free below what is written so far until the viewer comes near it.

    Args:
        key: of the element.
        tall: about how high what will stand there is, px.

    """
    data = Place(tall=0 if has_come(key) else tall)
    components.mount(__file__, key=key, data=data, on_came_change=_comes)


def has_come(key: str) -> bool:
    """Return whether the viewer has come near the place of that key since the page was opened."""
    return bool((st.session_state.get(key) or {}).get("came"))


def _comes() -> None:
    """Nothing is left to do: the run that follows writes what stands there."""
