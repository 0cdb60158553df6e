"""Turns: order, bound, replacement, giving up, exceptions; threads stop at gates, never at a clock."""

import threading
from collections.abc import Callable

import pytest

from mmfusion.ui.shell.turns import FullError, ReplacedError, Turns

SOON = 30.0
"""How long a gate is waited for before a test fails, s: none waits that long."""


class Piece(threading.Thread):
    """A piece of work that waits at a gate while it has its turn, and notes what became of it."""

    def __init__(self, turns: Turns, session: str, log: list[str], told: Callable[[int], None] | None = None):
        super().__init__(daemon=True)
        self.turns, self.session, self.log, self.raised = turns, session, log, ""
        self.begun, self.gate, self.asked = threading.Event(), threading.Event(), threading.Event()
        self.further, self.ahead = told, -1

    def told(self, ahead: int) -> None:
        self.ahead = ahead
        self.asked.set()
        if self.further is not None:
            self.further(ahead)

    def run(self) -> None:
        try:
            with self.turns.turn(self.session, self.told):
                self.log.append(self.session)
                self.begun.set()
                assert self.gate.wait(SOON)
        except Exception as error:
            self.raised = type(error).__name__
            self.asked.set()

    def starts_working(self) -> "Piece":
        self.start()
        assert self.begun.wait(SOON)
        return self

    def starts_waiting(self) -> "Piece":
        self.start()
        assert self.asked.wait(SOON)
        return self

    def ends(self) -> None:
        self.gate.set()
        self.join(SOON)
        assert not self.is_alive()


def test_no_more_work_at_once_than_allowed_and_every_piece_is_done() -> None:
    turns, log = Turns(at_once=2), []
    first = [Piece(turns, name, log).starts_working() for name in "ab"]
    others = [Piece(turns, name, log).starts_waiting() for name in "cde"]
    assert (turns.at_work, turns.waiting) == (2, 3)
    assert [piece.ahead for piece in others] == [2, 3, 4]
    for piece in (*first, *others):
        piece.gate.set()
    for piece in (*first, *others):
        piece.join(SOON)
    assert sorted(log) == ["a", "b", "c", "d", "e"]
    assert (turns.at_work, turns.waiting) == (0, 0)


def test_sessions_take_turns_however_often_one_of_them_asks() -> None:
    turns, log = Turns(at_once=1), []
    first = Piece(turns, "busy", log).starts_working()
    second = Piece(turns, "quiet", log).starts_waiting()
    third = Piece(turns, "late", log).starts_waiting()
    first.ends()
    assert second.begun.wait(SOON)
    again = Piece(turns, "busy", log).starts_waiting()
    second.ends()
    assert third.begun.wait(SOON)
    assert not again.begun.is_set()
    third.ends()
    assert again.begun.wait(SOON)
    again.ends()
    assert log == ["busy", "quiet", "late", "busy"]


def test_a_session_at_work_is_behind_those_that_are_not() -> None:
    turns, log = Turns(at_once=2), []
    one, other = (Piece(turns, name, log).starts_working() for name in ("busy", "other"))
    more = Piece(turns, "busy", log).starts_waiting()
    quiet = Piece(turns, "quiet", log).starts_waiting()
    other.ends()
    assert quiet.begun.wait(SOON)
    assert not more.begun.is_set(), "busy came first, but has a piece at work"
    for piece in (quiet, one, more):
        piece.ends()


def test_what_a_session_asks_anew_takes_the_place_of_what_it_asked_before() -> None:
    turns, log = Turns(at_once=1), []
    first = Piece(turns, "a", log).starts_working()
    old = Piece(turns, "b", log).starts_waiting()
    behind = Piece(turns, "c", log).starts_waiting()
    new = Piece(turns, "b", log).starts_waiting()
    old.join(SOON)
    assert old.raised == ReplacedError.__name__
    assert turns.waiting == 2
    first.ends()
    assert new.begun.wait(SOON)
    assert not behind.begun.is_set(), "the newer request has the older one's place"
    new.ends()
    assert behind.begun.wait(SOON)
    behind.ends()
    assert log == ["a", "b", "c"]


def test_the_line_is_bounded() -> None:
    turns, log = Turns(at_once=1, longest=1), []
    first = Piece(turns, "a", log).starts_working()
    second = Piece(turns, "b", log).starts_waiting()
    with pytest.raises(FullError, match="1 are waiting"), turns.turn("c"):
        pass
    assert turns.waiting == 1
    for piece in (first, second):
        piece.ends()
    with turns.turn("c"):
        assert turns.at_work == 1


def test_who_leaves_while_waiting_gives_up_the_place() -> None:
    gone = threading.Event()

    def leave(_: int) -> None:
        if gone.is_set():
            raise ConnectionError("the tab is closed")

    turns, log = Turns(at_once=1), []
    first = Piece(turns, "a", log).starts_working()
    leaver = Piece(turns, "b", log, leave).starts_waiting()
    behind = Piece(turns, "c", log).starts_waiting()
    gone.set()
    leaver.join(SOON)
    assert leaver.raised == "ConnectionError"
    assert turns.waiting == 1
    first.ends()
    assert behind.begun.wait(SOON)
    behind.ends()
    assert log == ["a", "c"]


def test_what_work_raises_reaches_its_caller_and_the_turn_is_passed_on() -> None:
    turns = Turns(at_once=1)
    with pytest.raises(ZeroDivisionError), turns.turn("a"):
        _ = 1 / 0
    assert (turns.at_work, turns.waiting, turns.mine) == (0, 0, False)
    with turns.turn("b"):
        assert turns.at_work == 1


def test_work_within_work_does_not_wait() -> None:
    turns = Turns(at_once=1)
    with turns.turn("a"):
        with turns.turn("a"):
            assert turns.at_work == 1
        assert turns.mine, "the outer turn goes on"
        assert turns.at_work == 1
    assert turns.at_work == 0


def test_the_background_waits_for_everybody_and_holds_up_nobody() -> None:
    turns, log = Turns(at_once=1), []
    first = Piece(turns, "a", log).starts_working()

    class Background(Piece):
        def run(self) -> None:
            with self.turns.turn(self.session, self.told, background=True):
                self.log.append(self.session)
                self.begun.set()
                assert self.gate.wait(SOON)

    behind = Background(turns, "warm-up", log).starts_waiting()
    second = Piece(turns, "b", log).starts_waiting()
    first.ends()
    assert second.begun.wait(SOON)
    assert not behind.begun.is_set()
    second.ends()
    assert behind.begun.wait(SOON)
    third = Piece(turns, "c", log).starts_working()
    third.ends()
    behind.ends()
    assert log == ["a", "b", "warm-up", "c"]


@pytest.mark.parametrize(("at_once", "longest"), [(0, 1), (1, -1)])
def test_sizes_that_make_no_sense_are_refused(at_once: int, longest: int) -> None:
    with pytest.raises(ValueError, match="at least one at a time"):
        Turns(at_once, longest)
