"""What a room adds to the place of a page's number: how many have guessed, and their guesses.

Both look at the room again and again, and have the page run again once the teacher has revealed
or covered the answer, so that everybody in the room sees it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from mmfusion.language import tr, trn
from mmfusion.ui.board import seat
from mmfusion.ui.board.histogram import histogram
from mmfusion.ui.board.store import NoRoomError, Room
from mmfusion.ui.shell import lessons
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.state import page_of

EVERY, STUDENTS = 2.0, 3.0
"""Seconds after which a teacher's session and a student's look at their room again."""
_ASKED = "board_asked"


@dataclass(frozen=True)
class Asked:
    """What a page asks: the question, its guesses (value -> label), and the answer once it is uncovered."""

    question: seat.Question
    offered: Mapping[str, str]
    truth: float | str | None = None
    said: str = ""

    def histogram(self, room: Room) -> str:
        """Return the room's guesses as HTML."""
        return histogram(self.offered, room.tally, self.truth, self.said, room.own)


def asked(page: str) -> Asked | None:
    """Return what a page asked when it last ran in this session."""
    found: Asked | None = st.session_state.get(_ASKED, {}).get(page)
    return found


def remember(what: Asked) -> None:
    """Keep what a page asks, for the board on the rail."""
    st.session_state.setdefault(_ASKED, {})[page_of(what.question.name)] = what


def agree(question: seat.Question, offered: Mapping[str, str], choice: str) -> None:
    """Have the choice of a guess show what the room holds: nothing once the teacher has cleared it."""
    found = seat.look(question)
    if isinstance(found, Room) and st.session_state.get(choice) != found.own:
        st.session_state[choice] = found.own if found.own in offered else None


def below_question(what: Asked) -> None:
    """Write how many have guessed, until the teacher reveals the answer."""
    remember(what)
    own = seat.look(what.question)
    st.fragment(_waiting, run_every=_every())(what, own.own if isinstance(own, Room) else None)


def below_number(what: Asked) -> None:
    """Write the room's guesses as a histogram, until the teacher covers the answer."""
    remember(what)
    st.fragment(_shown, run_every=_every())(what)


def _every() -> float:
    room = seat.room()
    return EVERY if room is not None and room.teacher else STUDENTS


def _waiting(what: Asked, own: str | None) -> None:
    now = _now(what, revealed=False)
    if now is None:
        return
    if now.own != own:
        st.rerun()
    count = sum(now.tally.values())
    own_is_in = tr("Your guess is in.") if now.own is not None else ""
    others = trn("{n} guess so far.", "{n} guesses so far.", count)
    waits = "" if now.teacher else tr("Your teacher reveals the answer.")
    note(f'<span role="status">{own_is_in}</span> {others} {waits}', escaped=True)
    _elsewhere(what, now)


def _shown(what: Asked) -> None:
    now = _now(what, revealed=True)
    if now is not None:
        st.html(what.histogram(now))
        _elsewhere(what, now)


def _now(what: Asked, *, revealed: bool) -> Room | None:
    """Return the room, None where it cannot be seen; have the page run again if what it shows is over."""
    now = seat.look(what.question)
    if isinstance(now, NoRoomError) or (
        isinstance(now, Room) and (what.question.name in now.revealed) != revealed
    ):
        st.rerun()
    if isinstance(now, Room):
        return now
    note(seat.why(now))
    return None


def _elsewhere(what: Asked, now: Room) -> None:
    """Write a link to the page that the class is at, on another one."""
    if now.teacher or now.page in ("", page_of(what.question.name)):
        return
    title = next((lesson.title for lesson in lessons.LESSONS if lesson.name == now.page), "")
    if title:
        lessons.link(now.page, tr("The class is at: {page}", page=tr(title)))
