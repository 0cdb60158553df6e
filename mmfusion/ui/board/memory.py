"""Rooms in the memory of one process: all that a single server needs."""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from mmfusion.ui.board import code as codes
from mmfusion.ui.board.store import (
    KEEP,
    MOST_GUESSES,
    MOST_QUESTIONS,
    MOST_ROOMS,
    FullError,
    LateError,
    NoRoomError,
    NotYoursError,
    Opened,
    Room,
    bounded,
)


@dataclass
class _Kept:
    key: str
    last: float
    page: str = ""
    revealed: set[str] = field(default_factory=set)
    guesses: dict[str, dict[str, str]] = field(default_factory=dict)  # question -> session -> guess

    def question(self, name: str) -> dict[str, str]:
        if name not in self.guesses and len(self.guesses) >= MOST_QUESTIONS:
            raise FullError(f"a room holds {MOST_QUESTIONS} questions")
        return self.guesses.setdefault(name, {})


class Memory:
    """A `Store` in memory, behind one lock.

    Args:
        keep: seconds after the last guess until a room is gone.
        most: rooms at a time.
        clock: tells seconds.

    Example:
        >>> from mmfusion.ui.board.memory import Memory
        >>> rooms = Memory()
        >>> room = rooms.open()
        >>> rooms.guess(room.code, "flow_", "one session", "both")
        >>> rooms.guess(room.code, "flow_", "another", "both")
        >>> rooms.look(room.code, "flow_").tally
        {'both': 2}
        >>> rooms.reveal(room.code, room.key, "flow_")
        >>> rooms.look(room.code).revealed
        frozenset({'flow_'})

    """

    def __init__(
        self, keep: float = KEEP, most: int = MOST_ROOMS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._keep, self._most, self._clock = keep, most, clock
        self._lock = threading.Lock()
        self._rooms: dict[str, _Kept] = {}  # by the time of the last guess: the oldest comes first

    def open(self) -> Opened:
        """Open a room, as `Store` says."""
        with self._lock:
            self._drop()
            if len(self._rooms) >= self._most:
                raise FullError(f"{self._most} rooms are open")
            code = codes.new()
            while code in self._rooms:
                code = codes.new()
            key = secrets.token_urlsafe(16)
            self._rooms[code] = _Kept(key, self._clock())
            return Opened(code, key)

    def look(self, code: str, question: str = "", session: str = "", key: str = "") -> Room:
        """Return what a session may see of a room, as `Store` says."""
        with self._lock:
            room = self._room(code)
            guesses = room.guesses.get(question, {})
            return Room(
                page=room.page,
                revealed=frozenset(room.revealed),
                tally=dict(Counter(guesses.values())),
                own=guesses.get(session),
                teacher=_same(key, room.key),
            )

    def guess(self, code: str, question: str, session: str, guess: str) -> None:
        """Put in a guess, as `Store` says."""
        bounded(question, session, guess)
        with self._lock:
            room = self._room(code)
            if question in room.revealed:
                raise LateError(f"the answer to {question!r} is revealed")
            guesses = room.question(question)
            if session not in guesses and len(guesses) >= MOST_GUESSES:
                raise FullError(f"a question takes {MOST_GUESSES} guesses")
            guesses[session] = guess
            self._used(code)

    def reveal(self, code: str, key: str, question: str) -> None:
        """Uncover an answer, as `Store` says."""
        bounded(question)
        with self._lock:
            room = self._own(code, key)
            room.question(question)
            room.revealed.add(question)

    def clear(self, code: str, key: str, question: str) -> None:
        """Forget the guesses at a question, as `Store` says."""
        with self._lock:
            room = self._own(code, key)
            room.guesses.pop(question, None)
            room.revealed.discard(question)

    def move(self, code: str, key: str, page: str) -> None:
        """Say at which page the class is, as `Store` says."""
        bounded(page)
        with self._lock:
            self._own(code, key).page = page

    def close(self, code: str, key: str) -> None:
        """End a room, as `Store` says."""
        with self._lock:
            self._own(code, key)
            del self._rooms[code]

    def _room(self, code: str) -> _Kept:
        self._drop()
        if code not in self._rooms:
            raise NoRoomError(f"no room {code!r} is open")
        return self._rooms[code]

    def _own(self, code: str, key: str) -> _Kept:
        room = self._room(code)
        if not _same(key, room.key):
            raise NotYoursError(f"room {code} was opened by somebody else")
        self._used(code)
        return room

    def _used(self, code: str) -> None:
        room = self._rooms.pop(code)
        room.last = self._clock()
        self._rooms[code] = room

    def _drop(self) -> None:
        now = self._clock()
        while self._rooms:
            oldest = next(iter(self._rooms))
            if now - self._rooms[oldest].last < self._keep:
                return
            del self._rooms[oldest]


def _same(key: str, other: str) -> bool:
    return secrets.compare_digest(key.encode(), other.encode())
