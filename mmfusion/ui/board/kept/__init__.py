"""Who a tab is in its room, kept by the tab: a teacher who loads the page again is still the teacher."""

from __future__ import annotations

from typing import TypedDict

import streamlit as st

from mmfusion.ui.board import seat
from mmfusion.ui.shell import components

_KEY = "board-kept"


class Pass(TypedDict):
    """What the script is handed, and hands back, as `Pass` in kept.js.

    Attributes:
        code: of the room.
        session: the tab's token.
        key: of the room, if it was opened here.

    """

    code: str
    session: str
    key: str


def kept() -> None:
    """Have the tab keep who it is in its room, or say who it was before it was loaded again."""
    data = Pass(code=seat.code(), session=seat.session(), key=seat.key())
    components.mount(__file__, key=_KEY, data=data, on_kept_change=_return)


def _return() -> None:
    said = (st.session_state.get(_KEY) or {}).get("kept")
    if isinstance(said, dict):
        seat.take_up(*(str(said.get(name) or "") for name in Pass.__annotations__))
