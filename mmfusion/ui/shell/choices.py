"""What is chosen on a page: noted after every run, so that it can be taken back.

A page is what its URL says. Noted is, defaults too, what `View` keeps of the page and what its widgets hold:
those bound to the URL, and fields and choices whose callbacks tell `View`. Taking back writes both, and lets
the components forget what they have told (`undone`, which the tab hands on to them).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mmfusion.ui.shell import state

MOST = 40
"""How many choices of a page can be taken back."""
_KEY, _UNDONE = "choices", "choices-undone"

Held = str | int | float | tuple[str | int | float, ...] | None


@dataclass(frozen=True)
class Choices:
    """All that is chosen on a page: what the session keeps of it, and what its widgets hold."""

    kept: Mapping[str, str]
    held: Mapping[str, Held]

    def same(self, other: Choices) -> bool:
        """Whether nothing else is chosen; a widget that one of them has not says nothing."""
        shared = self.held.keys() & other.held.keys()
        return self.kept == other.kept and all(self.held[key] == other.held[key] for key in shared)


@dataclass
class _Noted:
    """The choices of one page in a session: as it opened, and the latest since it was last entered."""

    first: Choices
    past: list[Choices] = field(default_factory=list)


def written() -> frozenset[str]:
    """Return the keys of all widgets that this run has written so far."""
    context = get_script_run_ctx()
    return frozenset() if context is None else context.shared.widget_user_keys_this_run.snapshot()


def note(page: str, besides: frozenset[str] = frozenset()) -> None:
    """Note what is chosen; to be called when a page has run.

    Args:
        page: which one.
        besides: keys of widgets that are none of the page's.

    """
    now = _now(page, written() - besides)
    noted = _all().setdefault(page, _Noted(now))
    if st.session_state.get("choices-page") != page:
        st.session_state["choices-page"] = page
        noted.past.clear()
    if noted.past and noted.past[-1].same(now):
        noted.past[-1] = now
    else:
        noted.past.append(now)
        del noted.past[:-MOST]


def can_undo(page: str) -> bool:
    """Return whether something was chosen since the page was entered; in a run, before it is noted."""
    noted = _entered(page)
    return noted is not None and (len(noted.past) > 1 or not noted.past[-1].same(_as_noted(page, noted)))


def can_reset(page: str) -> bool:
    """Return whether the page is not as it opened."""
    noted = _entered(page)
    return noted is not None and not noted.first.same(_as_noted(page, noted))


def undo(page: str) -> None:
    """Take back what was chosen last; to be called in callbacks."""
    noted = _entered(page)
    if noted is None:
        return
    if len(noted.past) > 1 and noted.past[-1].same(_as_noted(page, noted)):
        noted.past.pop()
    _put_back(noted.past[-1])


def reset(page: str) -> None:
    """Put the page back to how it opened; to be called in callbacks."""
    noted = _entered(page)
    if noted is not None:
        _put_back(noted.first)


def undone() -> int:
    """Return how often something was taken back in this session."""
    return int(st.session_state.get(_UNDONE, 0))


def _all() -> dict[str, _Noted]:
    noted: dict[str, _Noted] = st.session_state.setdefault(_KEY, {})
    return noted


def _entered(page: str) -> _Noted | None:
    return _all().get(page) if st.session_state.get("choices-page") == page else None


def _now(page: str, keys: frozenset[str]) -> Choices:
    context = get_script_run_ctx()
    if context is None:
        return Choices(state.kept(page), {})
    with context.session_state.query_params() as query:
        bound = {key for key in keys if query.is_bound(key)}
    # A button is true for a run; a menu that is open is no choice.
    choices = {key: st.session_state.get(key) for key in keys}
    held = {key: _held(value) for key, value in choices.items() if key in bound or isinstance(value, str)}
    return Choices(state.kept(page), held)


def _as_noted(page: str, noted: _Noted) -> Choices:
    """Return what is chosen now, of the widgets noted last: those of this run are not written yet."""
    held = {key: _held(st.session_state[key]) for key in noted.past[-1].held if key in st.session_state}
    return Choices(state.kept(page), held)


def _held(value: object) -> Held:
    if isinstance(value, list | tuple):
        return tuple(value)
    return value if isinstance(value, str | int | float) else None


def _put_back(choices: Choices) -> None:
    state.put(**choices.kept)
    for key, value in choices.held.items():
        now = _held(st.session_state.get(key))
        if now != value:
            st.session_state[key] = list(value) if isinstance(value, tuple) else value
    st.session_state[_UNDONE] = undone() + 1
