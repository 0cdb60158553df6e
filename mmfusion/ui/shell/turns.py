"""Turns: so many pieces of work at a time, sessions one after the other, a bounded line of those who wait.

A session waits with one piece only: what it asks for anew takes the place in line of what it asked before.
Of those who wait, the session that has least at work is next, and among these the one that has waited
longest: who asks a hundred times waits as often behind everybody else. Whoever waits is told how many are
ahead; if being told raises, as when its tab is closed, its place is given up. Knows threads, not Streamlit.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

POLL = 0.2
"""Seconds after which who waits is told again, so that it can give up."""


class FullError(RuntimeError):
    """More wait than the line holds."""


class ReplacedError(RuntimeError):
    """The same session has asked for something newer."""


@dataclass(eq=False)
class _Ticket:
    session: str
    arrival: int
    background: bool
    state: str = "waiting"


class Turns:
    """Who may work, and who waits.

    Args:
        at_once: pieces of work at a time.
        longest: how many may wait.

    Example:
        >>> from mmfusion.ui.shell.turns import Turns
        >>> turns = Turns(at_once=1)
        >>> with turns.turn("one session"):
        ...     turns.at_work, turns.waiting
        (1, 0)
        >>> turns.at_work
        0

    """

    def __init__(self, at_once: int = 2, longest: int = 256) -> None:
        if at_once < 1 or longest < 0:
            raise ValueError(f"at least one at a time and a line of 0 or more, got {at_once} and {longest}")
        self.at_once, self.longest = at_once, longest
        self._changed = threading.Condition()
        self._line: list[_Ticket] = []
        self._working: Counter[str] = Counter()
        self._arrivals = 0
        self._mine = threading.local()

    @property
    def at_work(self) -> int:
        """Pieces that are being worked on, those in the background not counted."""
        return self._working.total()

    @property
    def waiting(self) -> int:
        """Pieces that wait, those in the background not counted."""
        return sum(not ticket.background for ticket in self._line)

    @property
    def mine(self) -> bool:
        """Whether this thread has its turn: what it asks for within it need not wait."""
        return bool(getattr(self._mine, "held", False))

    @contextmanager
    def within(self) -> Iterator[None]:
        """Have this thread wait for nothing: it holds what others, who are at work, may need."""
        before, self._mine.held = self.mine, True
        try:
            yield
        finally:
            self._mine.held = before

    @contextmanager
    def turn(
        self, session: str, told: Callable[[int], None] | None = None, *, background: bool = False
    ) -> Iterator[None]:
        """Wait for a turn, have it, and pass it on, whatever happens within; within a turn, at once.

        Args:
            session: whose piece of work it is.
            told: called again and again with how many are ahead, first when there is a wait, at last with 0.
                What it raises ends the wait.
            background: whether it waits until nobody works or waits; it takes nobody's place.

        Raises:
            FullError: the line is full.
            ReplacedError: the session has asked for something newer in the meantime.

        """
        if self.mine:
            yield
            return
        ticket = self._queued(session, background)
        try:
            self._wait(ticket, told)
            with self.within():
                yield
        finally:
            with self._changed:
                if ticket in self._line:
                    self._line.remove(ticket)
                if ticket.state == "working" and not background:
                    self._working[session] -= 1
                    self._working += Counter()  # drops who is at 0
                ticket.state = "done"
                self._next()

    def _queued(self, session: str, background: bool) -> _Ticket:
        with self._changed:
            self._arrivals += 1
            ticket = _Ticket(session, self._arrivals, background)
            for place, older in enumerate(self._line):
                if older.session == session and older.background == background:
                    older.state = "replaced"
                    ticket.arrival = older.arrival
                    self._line[place] = ticket
                    self._changed.notify_all()
                    return ticket
            self._line.append(ticket)
            self._next()
            if ticket.state == "waiting" and not background and self.waiting > self.longest:
                self._line.remove(ticket)
                raise FullError(f"{self.longest} are waiting already")
            return ticket

    def _wait(self, ticket: _Ticket, told: Callable[[int], None] | None) -> None:
        has_waited = False
        while True:
            with self._changed:
                if has_waited and ticket.state == "waiting":
                    self._changed.wait(POLL)
                state, ahead = ticket.state, self._ahead(ticket)
            if state == "replaced":
                raise ReplacedError("the session has asked for something newer")
            if state == "working":
                if has_waited and told is not None:
                    told(0)
                return
            has_waited = True
            if told is not None:
                told(ahead)

    def _order(self, ticket: _Ticket) -> tuple[bool, int, int]:
        return ticket.background, self._working[ticket.session], ticket.arrival

    def _ahead(self, ticket: _Ticket) -> int:
        """Return how many are served before a ticket: those at work, and those before it in line."""
        own = self._order(ticket)
        return self.at_work + sum(self._order(other) < own for other in self._line)

    def _next(self) -> None:
        """Give turns to those who are next, as long as there are any to give."""
        while self._line:
            ticket = min(self._line, key=self._order)
            if ticket.background:
                if self.at_work:
                    break
            elif self.at_work >= self.at_once:
                break
            else:
                self._working[ticket.session] += 1
            ticket.state = "working"
            self._line.remove(ticket)
        self._changed.notify_all()
