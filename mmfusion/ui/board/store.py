"""What a store of rooms can do, whichever keeps them: memory (`memory.py`) or Redis (`by_redis.py`).

A room holds, for each question of a page, which guess each anonymous session has chosen and whether the
teacher has revealed the answer. It holds no name, no address and no time of a single guess; `KEEP` seconds
after the last guess all of it is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

KEEP = 4 * 3600.0
"""Seconds after the last guess, or the teacher's last act, until a room is gone."""
MOST_ROOMS = 500
MOST_QUESTIONS = 40
MOST_GUESSES = 1000
"""To one question of a room."""
LONGEST = 80
"""Characters of a question, a guess, a page, or a session's token."""


class BoardError(RuntimeError):
    """Why a store did not do what it was asked."""


class NoRoomError(BoardError):
    """No such room is open: it never was, or it has ended."""


class FullError(BoardError):
    """As many rooms, questions or guesses as a store holds."""


class LateError(BoardError):
    """The answer to the question has been revealed."""


class NotYoursError(BoardError):
    """Only whoever opened the room may do this."""


class AwayError(BoardError):
    """The store cannot be reached."""


@dataclass(frozen=True)
class Opened:
    """A room that has just been opened: its code, for everybody, and its key, for the teacher alone."""

    code: str
    key: str


@dataclass(frozen=True)
class Room:
    """A room as one session sees it: the page of the class, what is revealed, and one question's guesses."""

    page: str = ""
    revealed: frozenset[str] = frozenset()
    tally: Mapping[str, int] = field(default_factory=dict)
    """Guess -> how many sessions have chosen it."""
    own: str | None = None
    """What the session itself has chosen."""
    teacher: bool = False
    """Whether the key is the room's."""


class Store(Protocol):
    """Rooms by their code. Every method is atomic and may be called from any thread.

    All but `open` raise `NoRoomError` where no such room is open; those that take a key raise
    `NotYoursError` where it is another one; all raise `AwayError` where the store cannot be reached.
    """

    def open(self) -> Opened:
        """Open a room. Raises `FullError` if there are too many."""
        ...

    def look(self, code: str, question: str = "", session: str = "", key: str = "") -> Room:
        """Return what a session may see of a room, with the guesses at one question."""
        ...

    def guess(self, code: str, question: str, session: str, guess: str) -> None:
        """Put in a session's guess at a question; it replaces the one before.

        Raises `LateError` if the question's answer is revealed, `FullError` if there are too many questions
        or guesses, ValueError if a text is empty or longer than `LONGEST`.
        """
        ...

    def reveal(self, code: str, key: str, question: str) -> None:
        """Uncover the answer to a question for everybody in the room."""
        ...

    def clear(self, code: str, key: str, question: str) -> None:
        """Forget the guesses at a question and cover its answer."""
        ...

    def move(self, code: str, key: str, page: str) -> None:
        """Say at which page the class is."""
        ...

    def close(self, code: str, key: str) -> None:
        """End a room: nothing of it is kept."""
        ...


def bounded(*texts: str) -> None:
    """Raise ValueError if one of the texts is empty or too long to be kept."""
    for text in texts:
        if not 0 < len(text) <= LONGEST:
            raise ValueError(f"1 to {LONGEST} characters are kept of each, got {text[: LONGEST + 1]!r}")
