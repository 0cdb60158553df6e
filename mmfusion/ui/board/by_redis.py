"""Rooms in Redis, by its URL: for several servers that share a class.

A room is a hash, its guesses one hash for each question. What must not happen half is a transaction, repeated
if somebody came between. Redis itself forgets: a room's keys expire `keep` seconds after its last guess.
"""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import redis

from mmfusion.ui.board import code as codes
from mmfusion.ui.board.store import (
    KEEP,
    MOST_GUESSES,
    MOST_QUESTIONS,
    MOST_ROOMS,
    AwayError,
    FullError,
    LateError,
    NoRoomError,
    NotYoursError,
    Opened,
    Room,
    bounded,
)

WAIT = 0.5
"""Seconds that an answer may take."""
PAUSE = 5.0
"""Seconds for which nothing is asked once Redis did not answer: a page waits for it once, not every time."""
_OPEN = "mmfusion:rooms"
_ASKED = "?"  # prefix of a question among the fields of a room; its value is "1" once it is revealed


def connect(url: str) -> Redis:
    """Return the rooms in the Redis at a URL, ``redis://…``, ``rediss://…`` or ``unix://…``.

    Raises:
        ValueError: the URL is none of these.

    """
    return Redis(redis.Redis.from_url(url, socket_timeout=WAIT, socket_connect_timeout=WAIT))


class Redis:
    """A `Store` in Redis.

    Args:
        client: speaks to it.
        keep: seconds after the last guess until a room is gone.
        most: rooms at a time.

    """

    def __init__(self, client: Any, keep: float = KEEP, most: int = MOST_ROOMS) -> None:
        self._client, self._keep, self._most = client, keep, most
        self._until = float("-inf")

    def open(self) -> Opened:
        """Open a room, as `Store` says."""
        opened = Opened(codes.new(), secrets.token_urlsafe(16))

        def put(pipe: Any) -> None:
            now = time.time()
            if pipe.zcount(_OPEN, now, "+inf") >= self._most:
                raise FullError(f"{self._most} rooms are open")
            pipe.multi()
            pipe.zremrangebyscore(_OPEN, "-inf", now)
            pipe.hset(_room(opened.code), "key", opened.key)
            self._renew(pipe, opened.code, {})

        with self._there():
            self._client.transaction(put, _OPEN)
        return opened

    def look(self, code: str, question: str = "", session: str = "", key: str = "") -> Room:
        """Return what a session may see of a room, as `Store` says."""
        with self._there(), self._client.pipeline() as pipe:
            pipe.hgetall(_room(code))
            pipe.hvals(_guesses(code, question))
            pipe.hget(_guesses(code, question), session)
            fields, values, own = pipe.execute()
        room = _fields(code, fields)
        return Room(
            page=room.get("page", ""),
            revealed=frozenset(name for name, shown in _asked(room).items() if shown),
            tally=dict(Counter(value.decode() for value in values)),
            own=None if own is None else own.decode(),
            teacher=secrets.compare_digest(key.encode(), room["key"].encode()),
        )

    def guess(self, code: str, question: str, session: str, guess: str) -> None:
        """Put in a guess, as `Store` says."""
        bounded(question, session, guess)
        guesses = _guesses(code, question)

        def put(pipe: Any) -> None:
            room = _fields(code, pipe.hgetall(_room(code)))
            asked = _asked(room)
            if asked.get(question):
                raise LateError(f"the answer to {question!r} is revealed")
            _room_for(question, asked)
            if pipe.hlen(guesses) >= MOST_GUESSES and not pipe.hexists(guesses, session):
                raise FullError(f"a question takes {MOST_GUESSES} guesses")
            pipe.multi()
            pipe.hset(_room(code), f"{_ASKED}{question}", "0")
            pipe.hset(guesses, session, guess)
            self._renew(pipe, code, {**asked, question: False})

        with self._there():
            self._client.transaction(put, _room(code), guesses)

    def reveal(self, code: str, key: str, question: str) -> None:
        """Uncover an answer, as `Store` says."""
        bounded(question)

        def put(pipe: Any, asked: dict[str, bool]) -> None:
            _room_for(question, asked)
            pipe.multi()
            pipe.hset(_room(code), f"{_ASKED}{question}", "1")

        self._own(code, key, put)

    def clear(self, code: str, key: str, question: str) -> None:
        """Forget the guesses at a question, as `Store` says."""

        def put(pipe: Any, _: dict[str, bool]) -> None:
            pipe.multi()
            pipe.hdel(_room(code), f"{_ASKED}{question}")
            pipe.delete(_guesses(code, question))

        self._own(code, key, put)

    def move(self, code: str, key: str, page: str) -> None:
        """Say at which page the class is, as `Store` says."""
        bounded(page)

        def put(pipe: Any, _: dict[str, bool]) -> None:
            pipe.multi()
            pipe.hset(_room(code), "page", page)

        self._own(code, key, put)

    def close(self, code: str, key: str) -> None:
        """End a room, as `Store` says."""

        def put(pipe: Any, asked: dict[str, bool]) -> None:
            pipe.multi()
            pipe.delete(_room(code), *(_guesses(code, name) for name in asked))
            pipe.zrem(_OPEN, code)

        self._own(code, key, put, renew=False)

    def _own(
        self, code: str, key: str, put: Callable[[Any, dict[str, bool]], None], *, renew: bool = True
    ) -> None:
        """Do what only whoever opened the room may do."""

        def done(pipe: Any) -> None:
            room = _fields(code, pipe.hgetall(_room(code)))
            if not secrets.compare_digest(key.encode(), room["key"].encode()):
                raise NotYoursError(f"room {code} was opened by somebody else")
            put(pipe, _asked(room))
            if renew:
                self._renew(pipe, code, _asked(room))

        with self._there():
            self._client.transaction(done, _room(code))

    def _renew(self, pipe: Any, code: str, asked: dict[str, bool]) -> None:
        """Put off the end of a room and of all that belongs to it."""
        pipe.zadd(_OPEN, {code: time.time() + self._keep})
        for name in (_room(code), *(_guesses(code, question) for question in asked)):
            pipe.pexpire(name, round(1e3 * self._keep))

    @contextmanager
    def _there(self) -> Iterator[None]:
        """Turn what goes wrong with the connection into an `AwayError`, and leave Redis alone for a while."""
        if time.monotonic() < self._until:
            raise AwayError("Redis did not answer a moment ago")
        try:
            yield
        except redis.RedisError as error:
            self._until = time.monotonic() + PAUSE
            raise AwayError(f"Redis does not answer: {error}") from error


def _room(code: str) -> str:
    return f"mmfusion:room:{code}"


def _guesses(code: str, question: str) -> str:
    return f"mmfusion:room:{code}:{question}"


def _fields(code: str, found: dict[bytes, bytes]) -> dict[str, str]:
    if not found:
        raise NoRoomError(f"no room {code!r} is open")
    return {name.decode(): value.decode() for name, value in found.items()}


def _asked(room: dict[str, str]) -> dict[str, bool]:
    """Return the questions of a room, and whether each is revealed."""
    return {name[len(_ASKED) :]: value == "1" for name, value in room.items() if name.startswith(_ASKED)}


def _room_for(question: str, asked: dict[str, bool]) -> None:
    if question not in asked and len(asked) >= MOST_QUESTIONS:
        raise FullError(f"a room holds {MOST_QUESTIONS} questions")
