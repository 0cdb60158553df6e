"""Everything that is chosen, in the URL: a link reproduces the view.

Widgets bind themselves to the URL (``bind="query-params"``, key = parameter). What no widget holds is
declared by the page that it belongs to (`declare`) and kept by `View`: it is read from the URL, survives a
change of page in the session, and is written back where its page is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mmfusion.ui.shell.said import real

_SAVED = "view"
_REVEALED = "revealed"
LONGEST = 24 * 3600.0
"""The latest start of a window that a link may name, s."""
SHARED = ""
"""The page of what every page understands."""

_DEFAULTS: dict[str, str] = {}
_PAGES: dict[str, str] = {}
_FORGOTTEN: dict[str, set[str]] = {}


def declare(page: str, /, *, forget_with: Iterable[str] = (), **defaults: str) -> None:
    """Declare what a page keeps in the URL, with what holds where the URL is silent.

    Args:
        page: whose it is; `SHARED` where every page understands it.
        forget_with: events that take it back to its default: ``clip``, ``source``, ``question``.
        defaults: parameter -> default.

    Raises:
        ValueError: another page has declared that name.

    """
    for name, value in defaults.items():
        if _PAGES.setdefault(name, page) != page:
            raise ValueError(f"{name!r} in the URL belongs to {_PAGES[name] or 'every page'}, not to {page}")
        _DEFAULTS[name] = value
        for event in forget_with:
            _FORGOTTEN.setdefault(event, set()).add(name)


LASTING = frozenset({"hide", "lang", "lock", "present", "room"})
"""What every page understands and a session keeps whatever page it is on: Back leaves it as it is."""
WHERE = frozenset({"tour"})
"""Where one is on a page, which is no choice: Back finds it as it was, undo and reset leave it."""

declare(
    SHARED,
    hide="",  # parts that a teacher hides: see hidden.py
    cover="",  # "0": every page opens with its number uncovered; "1": covered, whatever else the link says
    lock="",  # "1": every control stands as the link has set it, and cannot be changed
)


class View:
    """The choices of a page that no widget holds. Reading falls back to the default; writing changes the URL.

    Args:
        page: whose choices, beside the shared ones, are read from the URL and written to it.

    """

    def __init__(self, page: str) -> None:
        saved = st.session_state.setdefault(_SAVED, {})
        own = [name for name, owner in _PAGES.items() if owner in (page, SHARED)]
        back = is_back()
        for name in own:
            if name in st.query_params and not (back and name in LASTING and name in saved):
                saved[name] = st.query_params[name]
            elif back and name not in LASTING:
                saved.pop(name, None)
            if name in saved:
                _write(name, saved[name])

    def __getitem__(self, name: str) -> str:
        return str(st.session_state[_SAVED].get(name, _DEFAULTS[name]))

    @staticmethod
    def kept(name: str) -> str:
        """Return a shared choice as the session keeps it, without reading the URL again."""
        return str(st.session_state.get(_SAVED, {}).get(name, _DEFAULTS[name]))

    @property
    def start(self) -> float:
        """Start of the window in seconds, 0 where the URL holds no number."""
        return real(self["t"], 0.0, LONGEST) or 0.0

    @property
    def guess(self) -> float | None:
        """What was guessed, between 0 and 1, or None."""
        return self.guess_of(1.0)

    def guess_of(self, most: float) -> float | None:
        """Return what was guessed, between 0 and `most`, or None."""
        return real(self["guess"], 0.0, most)

    def uncovered(self, own: str = "") -> bool:
        """Return whether the answer to the page's question is uncovered. In a class's room, the room decides.

        Args:
            own: what the page's names in the URL begin with: ``{own}seen`` is "1" once it was uncovered, "0"
                once it was covered again.

        """
        room = st.session_state.get(_REVEALED)
        if room is not None:
            return f"{own}seen" in room
        said, cover = self[f"{own}seen"], self["cover"]
        return cover != "1" if said == "1" else cover == "0" and said == ""

    def one_of(self, name: str, options: Iterable[str], default: str) -> str:
        """Return a choice if it is among the options, else the default: anyone can write a URL."""
        return self[name] if self[name] in set(options) else default


def locked() -> bool:
    """Whether the link locks the controls: what is chosen stands; covers, folds and files stay in use."""
    return _kept_or_linked("lock") == "1"


def put(**choices: str) -> None:
    """Write choices into the session and the URL; to be called in callbacks, before the page runs again."""
    saved = st.session_state.setdefault(_SAVED, {})
    for name, value in choices.items():
        saved[name] = value
        _write(name, value)


def follow(revealed: frozenset[str] | None) -> None:
    """Have a class's room decide which answers are uncovered.

    Args:
        revealed: those that are, by their names in the URL; None outside a room.

    """
    st.session_state[_REVEALED] = revealed


def page_of(name: str) -> str:
    """Return the page whose choice a name in the URL is, `SHARED` if it is of every page or of none."""
    return _PAGES.get(name, SHARED)


def kept(page: str) -> dict[str, str]:
    """Return what is chosen on a page and held by no widget, as `put` takes it; without what lasts."""
    saved = st.session_state.get(_SAVED, {})
    names = [
        name for name, owner in _PAGES.items() if owner in (page, SHARED) and name not in LASTING | WHERE
    ]
    return {name: saved.get(name, _DEFAULTS[name]) for name in names}


def lasting() -> dict[str, str]:
    """Return what lasts, as another tab's link says it; a room's seat is this tab's alone."""
    saved = st.session_state.get(_SAVED, {})
    names = sorted((LASTING - {"room"}) & set(_DEFAULTS))
    return {name: saved[name] for name in names if saved.get(name, _DEFAULTS[name]) != _DEFAULTS[name]}


def forgotten(event: str) -> dict[str, str]:
    """Return what an event takes back to its defaults, as `put` takes it."""
    return {name: _DEFAULTS[name] for name in sorted(_FORGOTTEN.get(event, ()))}


def forget(*widgets: str) -> None:
    """Put widgets back to their defaults; to be called in callbacks."""
    for key in widgets:
        st.session_state.pop(key, None)


def reset(values: Mapping[str, str]) -> None:
    """Give widgets that live in the URL a value; to be called in callbacks.

    `forget` is not enough for them: what they forget they read from the URL again.

    Args:
        values: key -> value.

    """
    for key, value in values.items():
        st.session_state[key] = value


def is_back() -> bool:
    """Return whether Back or Forward has asked for this run: then the URL says all, and its silence too."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _kept_or_linked(name: str) -> str:
    kept = st.session_state.get(_SAVED, {})
    return str(st.query_params.get(name, kept.get(name, _DEFAULTS[name])))


def _write(name: str, value: str) -> None:
    if value == _DEFAULTS[name]:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value
