"""Model work on pages: kept for everyone who asks for the same, and done in turns where it is new.

What is there already is handed out at once. What has to be computed waits its turn
(`mmfusion.ui.shell.turns`) before it takes the lock of its key, so that who holds a lock is at work and never
waits. A viewer who waits reads how many are ahead; one who closes the tab, or changes something, gives up the
place in line.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mmfusion.language import marked, tr, trn
from mmfusion.ui.shell.turns import FullError, ReplacedError, Turns

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

P = ParamSpec("P")
R = TypeVar("R")
TURNS = Turns(at_once=max(1, min(2, os.cpu_count() or 1)))
FULL = marked(
    "More are waiting than this computer can serve: change something in a moment, and it is tried again."
)
_HERE = threading.local()


def says_at(place: DeltaGenerator) -> None:
    """Have the line of who waits written at a place, an `st.empty()`, for the rest of this run."""
    _HERE.place = place


def line(ahead: int) -> str:
    """Return the line as HTML."""
    said = trn("One piece of work is ahead of yours.", "{n} pieces of work are ahead of yours.", ahead)
    return f'<p class="mmf-note" role="status">{said}</p>'


def session() -> str:
    """Return the name of the session that this thread runs a page for, "" outside of a page."""
    context = get_script_run_ctx(suppress_warning=True)
    return "" if context is None else context.session_id


class _Told:
    """Writes how many are ahead, when that changes; every time, it lets Streamlit end the run."""

    def __init__(self) -> None:
        self.place: DeltaGenerator | None = getattr(_HERE, "place", None)
        self.said = 0

    def __call__(self, ahead: int) -> None:
        # Looking into the state is where Streamlit ends a run whose tab is closed or that begins anew.
        _ = "anything" in st.session_state
        if self.place is None or ahead == self.said:
            return
        self.said = ahead
        if ahead:
            self.place.html(line(ahead))
        else:
            self.place.empty()


@contextmanager
def turn() -> Iterator[None]:
    """Wait for this session's turn to compute; outside of a page nobody is waited for."""
    if TURNS.mine or not session():
        yield
        return
    told = _Told()
    work = TURNS.turn(session(), told)
    try:
        work.__enter__()
    except FullError:
        if told.place is not None:
            told.place.html(f'<p class="mmf-say" role="status">{tr(FULL)}</p>')
        st.stop()
    except ReplacedError:
        st.stop()
    try:
        yield
    finally:
        work.__exit__(None, None, None)


def in_turn(
    function: Callable[P, R], entries: int, key: Callable[..., Hashable] = lambda *args, **named: args
) -> Callable[P, R]:
    """Return a cached function whose values are computed in turns; those that are known are not waited for.

    Args:
        function: one of Streamlit's cached functions.
        entries: how many it keeps.
        key: arguments -> what tells a value from the others.

    """
    known: OrderedDict[Hashable, None] = OrderedDict()
    lock = threading.Lock()

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        own = (key(*args), *sorted(kwargs.items()))
        if own in known:
            with TURNS.within():  # even if it was forgotten meanwhile: what it asks for holds up its lock
                return function(*args, **kwargs)
        with turn():
            value = function(*args, **kwargs)
        with lock:
            known[own] = None
            while len(known) > entries:
                known.popitem(last=False)
        return value

    def clear() -> None:
        known.clear()
        getattr(function, "clear", known.clear)()

    vars(call)["clear"] = clear  # as Streamlit's cached functions have it
    return call


def computed(entries: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Have the values of a function of hashable arguments kept for everyone, and computed in turns.

    The values are handed out without a copy: nobody changes them.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        return in_turn(st.cache_resource(show_spinner=False, max_entries=entries)(function), entries)

    return decorate
