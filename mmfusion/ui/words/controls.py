"""The row of choices: a sentence that is typed, which network, another scene."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from mmfusion.language import marked, tr, trn
from mmfusion.ui.parts.controls import choose, held
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.state import locked, put
from mmfusion.ui.words import computed
from mmfusion.ui.words.computed import NETWORKS, Asked
from mmfusion.ui.words.sentences import SAYS, understood

MOVING = "words-moving"
"""Where the session holds a scene while something in it is dragged: it is not in the URL yet."""
TRIES = 400
"""Scenes that are looked through for one that a network gets wrong, at most."""
NUMBERED = 100_000


def network() -> str:
    """Return the network that is chosen."""
    return held("words_of", NETWORKS, "cross")


def controls() -> None:
    """Write the row: a typed sentence, which network, another scene."""
    with st.container(
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="right",
        gap="xsmall",
        key="words-row",
    ):
        with st.popover(tr("Type a sentence"), key="words-type", disabled=locked()):
            typed()
        choose("words_of", marked("network"), NETWORKS, hidden=True)
        with st.popover(tr("Another scene"), key="words-another", disabled=locked()):
            another()


def typed() -> None:
    """Write the field for a sentence of one's own, and what is not understood of it."""
    text = st.text_input(
        tr("Your sentence"),
        key="words_typed",
        on_change=_type,
        placeholder=tr("such as: {sentence}", sentence=SAYS),
        max_chars=120,
        disabled=locked(),
    )
    found = understood(text or "")
    if not text:
        note(
            tr(
                "A caption is answered with yes or no, a question with a word. The networks know "
                "English only."
            )
        )
    elif found.unknown:
        note(
            tr(
                "{words}: not among the words that these networks know. They know:",
                words=_listed(found.unknown),
            )
        )
    elif found.long:
        note(tr("This is too long: the networks read ten words."))
    else:
        for word, known in found.replaced.items():
            note(tr("{word} is read as {known}.", word=word, known=known))
        if found.sentence is None:
            note(tr("All words are known, but no training sentence was built like this one."))
    st.html(_vocabulary())


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def _vocabulary() -> str:
    from mmfusion.tasks.scenes import COLOURS, DOINGS, NAMES, NUMBERS, PLACES, RELATIONS, SIZES

    said = {
        marked("things"): NAMES,
        marked("colours"): COLOURS,
        marked("sizes"): SIZES,
        marked("doing"): DOINGS,
        marked("places"): PLACES,
        marked("where"): RELATIONS,
        marked("numbers"): NUMBERS,
    }
    rows = "".join(
        f"<dt>{tr(what)}</dt><dd lang='en'>{', '.join(words)}</dd>" for what, words in said.items()
    )
    return f'<dl class="mmf-pros mmf-words">{rows}</dl>'


def _type() -> None:
    found = understood(str(st.session_state.get("words_typed") or ""))
    if found.asked:
        put(words_say=" ".join(found.words), words_look="", words_about="")


def another() -> None:
    """Write the ways to another scene: the next one, or one that the network gets wrong."""
    st.button(tr("Next scene"), key="words_next", on_click=_next, disabled=locked())
    st.button(tr("The first scene"), key="words_first", on_click=_first, disabled=locked())
    st.button(tr("One that this network gets wrong"), key="words_wrong", on_click=_wrong, disabled=locked())
    if found := st.session_state.pop("words-found", ""):
        note(found)


def _shown(number: int, form: str) -> None:
    """Open a numbered scene with its question."""
    from mmfusion.tasks.scenes.as_text import saved
    from mmfusion.tasks.scenes.batches import numbered

    scene, question = numbered(form, number)
    st.session_state.pop(MOVING, None)
    put(
        words_scene=saved(scene),
        words_say=question.sentence.text,
        words_number=str(number),
        words_look="",
        words_about="",
    )


def _next() -> None:
    view = _saved()
    _shown((whole(view.get("words_number", ""), NUMBERED) or 0) + 1, _form(view))


def _first() -> None:
    st.session_state.pop(MOVING, None)
    put(words_scene="", words_say="", words_number="", words_look="", words_about="")


def _wrong() -> None:
    """Look through numbered scenes for one that the network gets wrong, and say how many were tried."""
    from mmfusion.tasks.scenes.as_text import saved
    from mmfusion.tasks.scenes.batches import numbered

    view, which = _saved(), network()
    form, start = _form(view), whole(view.get("words_number", ""), NUMBERED) or 0
    for tried in range(1, TRIES + 1):
        scene, question = numbered(form, start + tried)
        asked = Asked(which, saved(scene), question.sentence.words)
        if computed.looked(asked).said != question.answer:
            _shown(start + tried, form)
            st.session_state["words-found"] = trn("Found after one scene.", "Found after {n} scenes.", tried)
            return
    st.session_state["words-found"] = tr(
        "This network answers all of the next {n} scenes correctly.", n=TRIES
    )


def _saved() -> Mapping[str, str]:
    return dict(st.session_state.get("view", {}))


def _form(view: Mapping[str, str]) -> str:
    said = understood(view.get("words_say", "")).sentence
    return "caption" if said is None else said.form
