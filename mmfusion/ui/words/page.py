"""The page of words and pictures: which network, which scene, which sentence, and the figure that follows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.ui.clips.player import thumbnail
from mmfusion.ui.parts import glossary as words
from mmfusion.ui.parts.controls import choose, held
from mmfusion.ui.shell.frame import note, say
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.state import put
from mmfusion.ui.words import computed
from mmfusion.ui.words.computed import NETWORKS, OPENING, SAYS, Asked, Open
from mmfusion.ui.words.looking import looking

if TYPE_CHECKING:
    from mmfusion.tasks.scenes.typed import Understood
    from mmfusion.ui.shell.state import View

TITLE = "Does the word look at its object?"
LEAD = (
    "A small network answers questions about a drawn scene. Pin a word: blue is where it looks in "
    "the picture. "
    "Then drag an object, or swap a word."
)
_FIGURE = "words"
_MOVING = "words-moving"
"""A scene while something in it is dragged: it is not in the URL yet."""
_NUMBER = "words-asked"
GLOSSARY = {
    "MCA": "multi-head cross-attention: queries Q from the words, keys K and values V from the cells",
    "region": "the cells that a word's object covers; of an action agent and prop, of a place all the rest",
    "pointing accuracy": "share of a word's attention inside its region, mean over test words",
    "word labels": (
        "in training, of two heads: a word's attention must fall in pictures of which the word is true. The "
        "labels are of whole pictures, never of places in them"
    ),
    "attention × gradient": (
        "weight times the gradient of the answer's preference (its logit less the mean of the "
        "others'): to first "
        "order, how much the preference falls if that one weight is taken away"
    ),
    "clamped": "the same with negative values set to 0, as in gradient-weighted relevance",
}
TRIES = 400
"""Scenes that are looked through for one that a network gets wrong, at most."""
NUMBERED = 100_000


@dataclass(frozen=True)
class Now:
    """What is asked, what is open, and the answer that is explained."""

    asked: Asked
    open: Open
    about: str

    @property
    def word(self) -> str:
        """The pinned word."""
        return self.asked.words[self.open.word]


def networks_or_reason() -> None:
    """Look whether both networks are there; where one is not, say why and stop."""
    try:
        for name in NETWORKS:
            computed.predictor(name)
    except (FileNotFoundError, ValueError) as error:
        say(f"The networks cannot answer: {error}.")
        st.stop()


def network() -> str:
    """Return the network that is chosen."""
    return held("words_of", NETWORKS, "cross")


def now(view: View) -> Now:
    """Return what the link and the finger say, each part of it if it is there."""
    from mmfusion.tasks.scenes.as_text import opened

    code = str(st.session_state.get(_MOVING) or view["words_scene"])
    if opened(code) is None:
        code = OPENING
    said = _understood(view["words_say"])
    words = said.words if said.asked else tuple(SAYS.split())
    asked = Asked(network(), code, words)
    spec = computed.predictor(asked.network).spec
    looks = spec.layers - spec.fusion_layer
    regions = computed.words_of(asked)
    first = next((i for i, one in enumerate(regions) if one["region"]), 0)
    return Now(
        asked, Open.read(view["words_look"], len(words), looks, spec.heads, first), view["words_about"]
    )


def _understood(text: str) -> Understood:
    from mmfusion.tasks.scenes.typed import understood

    return understood(text[:200])


def controls(view: View) -> None:
    """Write the row: a typed sentence, which network, another scene."""
    with st.container(
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="right",
        gap="xsmall",
        key="words-row",
    ):
        with st.popover("Type a sentence", key="words-type"):
            typed(view)
        choose("words_of", "network", NETWORKS, hidden=True)
        with st.popover("Another scene", key="words-another"):
            another(view)


def typed(view: View) -> None:
    """Write the field for a sentence of one's own, and what is not understood of it."""
    text = st.text_input("Your sentence", key="words_typed", on_change=_type, placeholder=SAYS, max_chars=120)
    found = _understood(text or "")
    if not text:
        note("A caption is answered with yes or no, a question with a word.")
    elif found.unknown:
        note(f"{_listed(found.unknown)}: not among the words that these networks know. They know:")
    elif found.long:
        note("Too long: networks read ten words.")
    else:
        for word, known in found.replaced.items():
            note(f"{word} is read as {known}.")
        if found.sentence is None:
            note("All words are known, but no training sentence was built like this one.")
    st.html(_vocabulary())


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def _vocabulary() -> str:
    from mmfusion.tasks.scenes import COLOURS, DOINGS, NAMES, NUMBERS, PLACES, RELATIONS, SIZES

    said = {
        "things": NAMES,
        "colours": COLOURS,
        "sizes": SIZES,
        "doing": DOINGS,
        "places": PLACES,
        "where": RELATIONS,
        "numbers": NUMBERS,
    }
    rows = "".join(f"<dt>{what}</dt><dd>{', '.join(words)}</dd>" for what, words in said.items())
    return f'<dl class="mmf-pros mmf-words">{rows}</dl>'


def _type() -> None:
    found = _understood(str(st.session_state.get("words_typed") or ""))
    if found.asked:
        put(words_say=" ".join(found.words), words_look="", words_about="")


def another(view: View) -> None:
    """Write the ways to another scene: the next one, or one that the network gets wrong."""
    st.button("Next scene", key="words_next", on_click=_next)
    st.button("The first scene", key="words_first", on_click=_first)
    st.button("One that this network gets wrong", key="words_wrong", on_click=_wrong)
    if found := st.session_state.pop("words-found", ""):
        note(found)


def form_of(view: View) -> str:
    """Return what the sentence of the link asks, a caption if it is of no form."""
    said = _understood(view["words_say"]).sentence
    return "caption" if said is None else said.form


def _shown(number: int, form: str) -> None:
    """Open a numbered scene with its question."""
    from mmfusion.tasks.scenes.as_text import saved
    from mmfusion.tasks.scenes.batches import numbered

    scene, question = numbered(form, number)
    st.session_state.pop(_MOVING, None)
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
    st.session_state.pop(_MOVING, None)
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
            st.session_state["words-found"] = f"Found after {tried} {'scene' if tried == 1 else 'scenes'}."
            return
    st.session_state["words-found"] = f"None of {TRIES} scenes: it got all of them right."


def _saved() -> Mapping[str, str]:
    return dict(st.session_state.get("view", {}))


def _form(view: Mapping[str, str]) -> str:
    said = _understood(view.get("words_say", "")).sentence
    return "caption" if said is None else said.form


def beside(view: View) -> None:
    """Show the scene in use at the foot of the sidebar."""
    shown = now(view)
    scene = computed.scene(shown.asked.scene)
    names = ", ".join(dict.fromkeys(str(one["name"]) for one in computed.drawings(scene)))
    number = view["words_number"]
    title = f"Scene {number}" if number.isdecimal() and len(number) < 7 else "Scene"
    st.sidebar.html(
        f'<div class="mmf-clip">{thumbnail(scene.picture(4))}<div><b>{title}</b>'
        f"<span>{names}</span></div></div>"
    )


def figure(view: View) -> Now:
    """Mount the figure with what is asked now; return it."""
    shown = now(view)
    number, rests = st.session_state.get(_NUMBER, 0), ""
    if st.session_state.get(_MOVING):
        rests = view["words_scene"] or OPENING
    data = computed.buffer(shown.asked, shown.open, shown.about, number, rests)
    looking(data, key=_FIGURE, on_told_change=_told)
    return shown


def _told() -> None:
    """Take what the figure tells: into the URL, unless something is still being dragged."""
    try:
        told: dict[str, Any] = json.loads(st.session_state[_FIGURE].get("told") or "{}")
    except (TypeError, ValueError):
        return
    if not isinstance(told, dict):
        return
    st.session_state[_NUMBER] = int(told.get("asked") or 0)
    if told.get("moving"):
        st.session_state[_MOVING] = str(told.get("scene") or "")
        return
    choices = {
        f"words_{name}": str(told[key])
        for name, key in (("scene", "scene"), ("say", "sentence"), ("look", "look"), ("about", "about"))
        if key in told
    }
    if "scene" in told:
        st.session_state.pop(_MOVING, None)
        choices["words_number"] = ""
    if "sentence" in told:
        found = _understood(str(told["sentence"]))
        choices["words_say"] = " ".join(found.words) if found.asked else ""
        choices["words_about"] = ""
    put(**choices)


def about() -> None:
    """Write the words of this page, folded, and where what is shown comes from."""
    words.words(GLOSSARY)
    shown = f"{computed.predictor(next(iter(NETWORKS))).card.parameters:,}"
    note(
        "Scenes and sentences are made by a program, not photographed. Drawings: OpenMoji, CC BY-SA 4.0. "
        f"Both networks have {shown} parameters and were trained on such scenes; mmfusion evaluate scenes "
        "measures them again. Attention is no explanation: it says where a word looks, not what for."
    )
