"""What a page has computed and its lesson speaks of, in the session: nothing is computed for a lesson."""

from __future__ import annotations

from typing import Any

import streamlit as st

from mmfusion.ui.parts.guide import Facts
from mmfusion.ui.parts.number import shown

_KNOWN = "facts"
_WHOLE = "facts-whole"
_HEARD = "facts-heard"


class P(float):
    """A probability: a text says it with two digits, never rounded to certainty.

    Example:
        >>> from mmfusion.ui.parts.guide.facts import P
        >>> "{a}, {b}".format(a=P(0.5), b=P(0.9999))
        '0.50, >0.99'

    """

    def __format__(self, form: str) -> str:
        return super().__format__(form) if form else shown(self)


def begin(page: str, *, heard: bool) -> None:
    """Forget what a page has published: it begins to run from its top.

    Args:
        page: its name.
        heard: whether somebody waits for what it will publish.

    """
    st.session_state[_KNOWN] = {page: {}}
    st.session_state[_WHOLE] = True
    st.session_state[_HEARD] = heard


def end() -> None:
    """Say that the page has run to its end; what is published from now on comes from a part of it."""
    st.session_state[_WHOLE] = False


def publish(page: str, **values: Any) -> None:
    """Publish facts of a page, where it computes or shows them; None withdraws one.

    A number that is covered is not published until it is uncovered. Where a part of the page runs by itself
    (a fragment), and its lesson waits for facts, the whole page is run again.

    Args:
        page: its name.
        values: numbers, words and truths, as its guide's texts and exercises name them.

    """
    known = st.session_state.setdefault(_KNOWN, {}).setdefault(page, {})
    before = dict(known)
    known.update(values)
    for name in [name for name, value in known.items() if value is None]:
        del known[name]
    if known != before and not st.session_state.get(_WHOLE, True) and st.session_state.get(_HEARD):
        st.rerun()


def known(page: str) -> Facts:
    """Return what a page has published since it last began."""
    found: Facts = st.session_state.get(_KNOWN, {}).get(page, {})
    return found
