"""The guided tour: a card beside the real control, a ring round it, step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

import streamlit as st

from mmfusion.ui.shell import components


class Stop(TypedDict):
    """One step, as `Stop` in tour.js.

    Attributes:
        heading: what kind of step it is.
        text: what it says.
        at: selector of what it is about.
        seen: selector of where the effect is seen, "" if there.
        hints: of an exercise; the weaker first.
        solution: address at which an exercise is solved, "" where there is none.
        solved: the sentence that says that it is solved, or "".

    """

    heading: str
    text: str
    at: str
    seen: str
    hints: list[str]
    solution: str
    solved: str


class Data(TypedDict):
    """What the tour is handed, as `Data` in tour.js.

    Attributes:
        title: of the lesson, for the card's head.
        stops: the steps.
        at: which of them is shown first, from 1.
        begun: grows with every start: `at` then holds again.
        next: the next lesson's title, "" after the last.
        back: selector of what takes the focus when the tour ends.

    """

    title: str
    stops: list[Stop]
    at: int
    begun: int
    next: str
    back: str


def tour(data: Data, *, key: str, on_go: Callable[[str], None]) -> None:
    """Mount the tour.

    Args:
        data: the steps.
        key: of the element.
        on_go: called before the page runs again with where the viewer went: the number of a step, ``end``
            or ``next``.

    """

    def went() -> None:
        on_go(str((st.session_state.get(key) or {}).get("go") or ""))

    components.mount(__file__, key=key, data=data, on_go_change=went)
