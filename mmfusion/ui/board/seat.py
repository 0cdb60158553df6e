"""A session in its room: what it may do there. Nothing here raises: what went wrong is a sentence."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.ui.board import code as codes
from mmfusion.ui.board.rooms import rooms
from mmfusion.ui.board.store import (
    LONGEST,
    AwayError,
    BoardError,
    FullError,
    LateError,
    NoRoomError,
    NotYoursError,
    Room,
    Store,
)
from mmfusion.ui.shell.state import View, follow, put

_SEEN, _TROUBLE, _NEXT = "board_seen", "board_trouble", "board_trouble_next"
_SESSION, _KEYS = "board_session", "board_keys"
_WHY: Mapping[type[BoardError], str] = {
    NoRoomError: marked("No room has this code, or it has ended. You are working alone."),
    FullError: marked("The class board is full: it takes no more."),
    LateError: marked("The answer has just been revealed: this guess is not counted."),
    NotYoursError: marked("Only the teacher who opened the room can do this."),
    AwayError: marked("The class board cannot be reached at the moment."),
}


@dataclass(frozen=True)
class Question:
    """What is asked in a page's place of its number.

    Args:
        own: what the page's names in the URL begin with.
        of: which of the page's questions it is, where there are several; in no language.

    """

    own: str
    of: str = ""

    @property
    def name(self) -> str:
        """The question's name in a room: that of its choice in the URL."""
        return f"{self.own}seen"

    def guess(self, value: str) -> str:
        """Return a guess as the room keeps it."""
        return f"{self.of}|{value}" if self.of else value

    def told(self, room: Room) -> Room:
        """Return the room with the guesses at this very question alone, as they were offered."""
        start = self.guess("")
        tally = {g.removeprefix(start): n for g, n in room.tally.items() if g.startswith(start)}
        own = room.own.removeprefix(start) if room.own and room.own.startswith(start) else None
        return replace(room, tally=tally, own=own)


def code() -> str:
    """Return the code of the session's room, "" outside."""
    return codes.read(View.kept("room"))


def enter() -> None:
    """Look at the room once, at the beginning of a run: it decides what is uncovered.

    While the store cannot be reached, what it last said holds.
    """
    trouble = st.session_state.pop(_NEXT, "")
    before = st.session_state.pop(_SEEN, None)
    if View.kept("room"):
        found = _looked(code())
        if isinstance(found, AwayError):
            trouble = why(found)
            found = before[1] if before and before[0] == code() else Room()
        if isinstance(found, Room):
            st.session_state[_SEEN] = code(), found
        else:
            trouble = why(found)
    st.session_state[_TROUBLE] = trouble
    here = room()
    follow(None if here is None else here.revealed)


def _looked(code: str, question: str = "") -> Room | BoardError:
    try:
        if not code:
            raise NoRoomError("no code of a room")
        return rooms().look(code, question, session(), key())
    except BoardError as error:
        return error


def room() -> Room | None:
    """Return the room as it was at the beginning of this run, None where the session works alone."""
    found: tuple[str, Room] | None = st.session_state.get(_SEEN)
    return None if found is None else found[1]


def trouble() -> str:
    """Return what went wrong last, as a sentence; "" if nothing did."""
    return str(st.session_state.get(_TROUBLE, ""))


def why(error: BoardError) -> str:
    """Return what went wrong as a sentence."""
    return tr(_WHY[type(error)])


def session() -> str:
    """Return the session's token: random, and nobody's name."""
    return str(st.session_state.setdefault(_SESSION, secrets.token_urlsafe(12)))


def take_up(room: str, token: str, key: str) -> None:
    """Be the session again that a tab was before it was loaded again; what it says may be anything."""
    if room == code() and 0 < len(token) <= LONGEST:
        st.session_state[_SESSION] = token
        st.session_state.setdefault(_KEYS, {})[room] = key[:LONGEST]


def key() -> str:
    """Return the key of the session's room if it was opened here, else ""."""
    return str(st.session_state.get(_KEYS, {}).get(code(), ""))


def look(question: Question) -> Room | BoardError:
    """Return the room as it is now with the guesses at a question, or why it cannot be seen."""
    found = _looked(code(), question.name)
    return question.told(found) if isinstance(found, Room) else found


def open_room(page: str) -> None:
    """Open a room and go in, as its teacher."""

    def opened(store: Store) -> None:
        made = store.open()
        store.move(made.code, made.key, page)
        st.session_state.setdefault(_KEYS, {})[made.code] = made.key
        put(room=made.code)

    _do(opened)


def join(typed: str) -> None:
    """Go into the room of a code that somebody typed."""
    put(room=codes.read(typed) or typed.strip()[: codes.LENGTH])


def leave() -> None:
    """Work alone."""
    put(room="")


def guess(question: Question, value: str) -> None:
    """Put in the session's guess."""
    _do(lambda store: store.guess(code(), question.name, session(), question.guess(value)))


def reveal(question: Question) -> None:
    """Uncover an answer for everybody in the room."""
    _do(lambda store: store.reveal(code(), key(), question.name))


def clear(question: Question) -> None:
    """Forget the guesses at a question and cover its answer."""
    _do(lambda store: store.clear(code(), key(), question.name))


def move(page: str) -> None:
    """Say at which page the class is."""
    _do(lambda store: store.move(code(), key(), page))


def close() -> None:
    """End the room and work alone."""
    _do(lambda store: store.close(code(), key()))
    leave()


def _do(what: Callable[[Store], None]) -> None:
    """Do something in the store; what goes wrong is said in the run that follows."""
    try:
        what(rooms())
    except BoardError as error:
        st.session_state[_NEXT] = why(error)
