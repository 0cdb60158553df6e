"""A part of a page that is closed until it is asked for, and computed only then."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


def folded(title: str, key: str, write: Callable[[], None]) -> None:
    """Write a closed section; what stands in it is computed once it is opened.

    Args:
        title: what stands on it.
        key: of the section; ``{key}=true`` in the URL opens it.
        write: writes what stands in it.

    """
    box = st.expander(title, key=key, on_change="rerun", bind="query-params")
    if box.open:
        with box:
            write()
