"""Which language a session reads, in the URL as ``lang``, and what becomes of a link's labels at a change."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mmfusion.language import ENGLISH, LANGUAGES, PSEUDO, catalogue, follow, tr
from mmfusion.ui.shell.state import SHARED, View, declare, put

declare(SHARED, lang=ENGLISH)


def spoken() -> str:
    """Return what the link or the menu asks for; English outside of a session, as in background work."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return ENGLISH
    return View.kept("lang")


def change(language: str) -> None:
    """Speak another language from now on; to be called in callbacks.

    Streamlit writes into the URL what stands on a segment: these labels change their language too.
    """
    stand = {name: st.query_params.get_all(name) for name in st.query_params}
    labels = {name: [said_in(label, language) for label in each] for name, each in stand.items()}
    put(lang=language)
    for name, each in labels.items():
        if name != "lang" and name not in st.session_state and st.query_params.get_all(name) != each:
            st.query_params[name] = each


def said_in(label: str, language: str) -> str:
    """Return in a language a label of the one that is spoken, as links say it; any other text as it is."""
    said = View.kept("lang")
    english = {} if said in (ENGLISH, PSEUDO) else {there: text for text, there in catalogue(said).items()}
    text = english.get(label, label)
    if language == PSEUDO:
        return text
    return text if language == ENGLISH else catalogue(language).get(text, text)


def choose() -> None:
    """Write the choice of the language."""
    names = list(LANGUAGES)
    now = View.kept("lang")
    st.session_state["speaking"] = now if now in names else ENGLISH
    st.radio(
        tr("Language"),
        names,
        format_func=LANGUAGES.__getitem__,
        key="speaking",
        on_change=lambda: change(st.session_state["speaking"]),
    )


follow(spoken)
