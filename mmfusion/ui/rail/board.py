"""The class board: a room for a class, which guesses before the teacher reveals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import tr, trn
from mmfusion.ui.board import code as codes
from mmfusion.ui.board import gathered, invitation, seat
from mmfusion.ui.board.kept import kept
from mmfusion.ui.board.store import Room
from mmfusion.ui.rail.popover import opened
from mmfusion.ui.shell import lessons
from mmfusion.ui.shell.frame import note, say
from mmfusion.ui.shell.lessons import LESSONS, Lesson

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

_PLACE = "board-place"


def item(lesson: Lesson) -> None:
    """Write the item. The room is looked at here, before the page asks what is uncovered in it."""
    st.session_state.pop(_PLACE, None)  # of a run that ended early
    seat.enter()
    room = seat.room()
    if room is not None:
        kept()
    if room is not None and room.teacher and room.page != lesson.name:
        seat.move(lesson.name)
    box = opened("board", tr("Class board"), "groups")
    if box is not None:
        with box:
            say(seat.trouble())
            if room is None:
                outside(lesson)
            elif room.teacher:
                desk(lesson)
            else:
                bench(room)


def outside(lesson: Lesson) -> None:
    """Offer to open a room, or to join one."""
    note(
        tr(
            "A class guesses together: nobody sees the answer before the teacher reveals it, "
            "and nobody sees who guessed what."
        )
    )
    st.button(tr("Open a room"), key="board-open", on_click=partial(seat.open_room, lesson.name))
    st.text_input(tr("or join one: its code"), key="board-code", max_chars=12, on_change=_join)
    note(
        tr(
            "No name or address is kept. A room keeps one guess for each question and browser tab, "
            "and is forgotten four hours after its last use."
        )
    )


def bench(room: Room) -> None:
    """Say to a student where they are."""
    note(tr("You are in room {code}. Your teacher reveals the answers.", code=codes.shown(seat.code())))
    st.button(tr("Leave the room"), key="board-leave", on_click=seat.leave)


def desk(lesson: Lesson) -> None:
    """Write what a teacher has at hand: the way in, the guesses, and what can be done."""
    link = invitation.link(seat.code())
    left, right = st.columns(2, gap="medium")
    with left:
        st.html(f'<p class="mmf-code">{codes.shown(seat.code())}</p>{invitation.qr(link)}')
    if gathered.asked(lesson.name) is None:
        st.session_state[_PLACE] = right
    else:
        with right:
            _live(lesson)
    st.code(link, language=None, wrap_lines=True)
    if invitation.local(link):
        note(invitation.elsewhere())
    with st.container(horizontal=True, gap="small"):
        if st.button(tr("Next page"), key="board-next"):
            number = LESSONS.index(lesson)
            lessons.go(LESSONS[(number + 1) % len(LESSONS)].name)
        st.button(tr("End the room"), key="board-end", on_click=seat.close)


def complete(lesson: Lesson) -> None:
    """Write the guesses where the page had not asked anything before this run."""
    place: DeltaGenerator | None = st.session_state.pop(_PLACE, None)
    if place is not None:
        with place:
            _live(lesson)


def _live(lesson: Lesson) -> None:
    st.fragment(_guesses, run_every=gathered.EVERY)(lesson.name)


def _guesses(page: str) -> None:
    """Write the guesses at the page's question as they come in, with *Reveal* and *Clear*."""
    asked = gathered.asked(page)
    if asked is None:
        note(tr("This page asks nothing just now."))
        return
    now = seat.look(asked.question)
    if not isinstance(now, Room):
        note(seat.why(now))
        return
    count = sum(now.tally.values())
    st.html(f'<p class="mmf-h2">{trn("{n} guess", "{n} guesses", count)}</p>{asked.histogram(now)}')
    with st.container(horizontal=True, gap="small"):
        if asked.question.name not in now.revealed and st.button(tr("Reveal"), key="board-reveal"):
            seat.reveal(asked.question)
            st.rerun()
        if st.button(tr("Clear and cover"), key="board-clear", disabled=not count):
            seat.clear(asked.question)
            st.rerun()


def _join() -> None:
    # A browser that is slow to take the field away, once a room is open, tells its text a last time.
    if seat.room() is None:
        seat.join(str(st.session_state.get("board-code") or ""))
