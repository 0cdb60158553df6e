"""The teacher's link: the page as it stands, and how whoever opens it is to find it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from mmfusion.language import LANGUAGES, language, marked, tr
from mmfusion.ui.board import invitation
from mmfusion.ui.rail.popover import opened
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.hidden import PARTS
from mmfusion.ui.shell.language import said_in
from mmfusion.ui.shell.lessons import Lesson
from mmfusion.ui.shell.state import LASTING

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

NUMBER = {"": marked("as it is now"), "1": marked("covered"), "0": marked("uncovered")}
"""What the link says of the number -> what it is called."""
_PLACE = "rail-link-place"
_COVER = ("seen", "guess")


@dataclass(frozen=True)
class Wish:
    """How the page is to be found: number covered or not, parts hidden, locked, large, in which language."""

    cover: str = ""
    hide: tuple[str, ...] = ()
    lock: bool = False
    present: bool = False
    lang: str = "en"


def item(lesson: Lesson) -> None:
    """Write the item; its link is written by `complete`, once the page has run."""
    box = opened("link", tr("Link for a class"), "link")
    st.session_state[_PLACE] = None if box is None else _choices(box)


def complete() -> None:
    """Write the link, if its menu is open."""
    found: tuple[DeltaGenerator, Wish] | None = st.session_state.pop(_PLACE, None)
    if found is None:
        return
    place, wish = found
    said = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    link = address((st.context.url or "http://localhost:8501/").split("?")[0], said, wish)
    with place:
        st.code(link, language=None, wrap_lines=True)
        if invitation.local(link):
            note(invitation.elsewhere())
        if any(name == "clip" and value.startswith("own-") for name, value in said):
            note(tr("The clip is a file of your own: whoever opens the link is asked for the same file."))


def address(page: str, said: Iterable[tuple[str, str]], wish: Wish) -> str:
    """Return the address of a page that says all that it says now, and what is wished.

    Args:
        page: its address without a query.
        said: name and value of everything that its query says; a name may be there several times.
        wish: what takes the place of what it says of that.

    Example:
        >>> from mmfusion.ui.rail.link import Wish, address
        >>> address("http://lab/flow", [("flow_seen", "1"), ("clip", "drawn-7")], Wish(cover="1", lock=True))
        'http://lab/flow?clip=drawn-7&cover=1&lock=1'

    """
    left_out = LASTING | ({"cover"} if wish.cover else set())
    pairs = [
        (name, said_in(value, wish.lang))
        for name, value in said
        if name not in left_out and not (wish.cover and name.endswith(_COVER))
    ]
    wished = {
        "cover": wish.cover,
        "hide": " ".join(wish.hide),
        "lang": "" if wish.lang == "en" else wish.lang,
        "lock": "1" if wish.lock else "",
        "present": "1" if wish.present else "",
    }
    query = urlencode(sorted(pairs) + [(name, value) for name, value in wished.items() if value])
    return f"{page}?{query}" if query else page


def _choices(box: DeltaGenerator) -> tuple[DeltaGenerator, Wish]:
    """Write what can be wished; return the place of the link, and the wish."""
    with box:
        note(tr("The link opens this page with every choice as it stands."))
        cover = st.segmented_control(
            tr("number"),
            list(NUMBER),
            format_func=lambda value: tr(NUMBER[value]),
            default="",
            required=True,
            key="rail-link-cover",
        )
        hide = st.pills(
            tr("hidden"),
            list(PARTS),
            selection_mode="multi",
            format_func=lambda part: tr(PARTS[part]),
            key="rail-link-hide",
        )
        lock = st.toggle(tr("Controls are locked"), key="rail-link-lock")
        present = st.toggle(tr("Large, for the back row"), key="rail-link-present")
        spoken = language() if language() in LANGUAGES else "en"
        lang = st.segmented_control(
            tr("Language"),
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            default=spoken,
            required=True,
            key="rail-link-language",
        )
        place = st.container()
    return place, Wish(cover or "", tuple(hide), lock, present, lang or spoken)
