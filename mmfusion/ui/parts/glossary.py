"""Words of a page, each in a sentence, folded at its end."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st


def words(entries: Mapping[str, str]) -> None:
    """Write what is folded: a word and its sentence a line."""
    with st.expander("Words on this page"):
        st.html(listed(entries))


def listed(entries: Mapping[str, str]) -> str:
    """Return words and their sentences as HTML."""
    rows = "".join(f"<dt>{word}</dt><dd>{meaning}.</dd>" for word, meaning in entries.items())
    return f'<dl class="mmf-pros mmf-words">{rows}</dl>'
