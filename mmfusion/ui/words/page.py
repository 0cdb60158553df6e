"""The page of words and pictures: what is asked of which scene, and the figure that follows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.language import marked, retold, tr
from mmfusion.ui.clips.player import thumbnail
from mmfusion.ui.shell.frame import note, say
from mmfusion.ui.shell.state import put
from mmfusion.ui.words import computed, scenes
from mmfusion.ui.words.computed import NETWORKS, Asked, Open
from mmfusion.ui.words.controls import MOVING, network
from mmfusion.ui.words.looking import looking
from mmfusion.ui.words.scenes import OPENING
from mmfusion.ui.words.sentences import SAYS, understood, words_of

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

TITLE = marked("Does the word look at its object?")
LEAD = marked(
    "A small network answers questions about a drawn scene. Pin a word: blue shows where it looks in the "
    "picture. Then drag an object, or swap a word."
)
_FIGURE = "words"
_NUMBER = "words-asked"


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
        say(tr("The networks cannot answer: {error}.", error=retold(str(error))))
        st.stop()


def now(view: View) -> Now:
    """Return what the link and the finger say, each part of it if it is there."""
    from mmfusion.tasks.scenes.as_text import opened

    code = str(st.session_state.get(MOVING) or view["words_scene"])
    if opened(code) is None:
        code = OPENING
    said = understood(view["words_say"])
    words = said.words if said.asked else tuple(SAYS.split())
    asked = Asked(network(), code, words)
    spec = computed.predictor(asked.network).spec
    looks = spec.layers - spec.fusion_layer
    regions = words_of(words, scenes.scene(code))
    first = next((i for i, one in enumerate(regions) if one["region"]), 0)
    return Now(
        asked, Open.read(view["words_look"], len(words), looks, spec.heads, first), view["words_about"]
    )


def beside(view: View) -> None:
    """Show the scene in use at the foot of the sidebar."""
    shown = now(view)
    scene = scenes.scene(shown.asked.scene)
    names = ", ".join(dict.fromkeys(str(one["name"]) for one in scenes.drawings(scene)))
    number = view["words_number"]
    title = tr("Scene {number}", number=number) if number.isdecimal() and len(number) < 7 else tr("Scene")
    st.sidebar.html(
        f'<div class="mmf-clip">{thumbnail(scene.picture(4))}<div><b>{title}</b>'
        f'<span lang="en">{names}</span></div></div>'
    )


def figure(view: View) -> Now:
    """Mount the figure with what is asked now; return it."""
    shown = now(view)
    number, rests = st.session_state.get(_NUMBER, 0), ""
    if st.session_state.get(MOVING):
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
        st.session_state[MOVING] = str(told.get("scene") or "")
        return
    choices = {
        f"words_{name}": str(told[key])
        for name, key in (("scene", "scene"), ("say", "sentence"), ("look", "look"), ("about", "about"))
        if key in told
    }
    if "scene" in told:
        st.session_state.pop(MOVING, None)
        choices["words_number"] = ""
    if "sentence" in told:
        found = understood(str(told["sentence"]))
        choices["words_say"] = " ".join(found.words) if found.asked else ""
        choices["words_about"] = ""
    put(**choices)


def about() -> None:
    """Write where what is shown comes from."""
    shown = f"{computed.predictor(next(iter(NETWORKS))).card.parameters:,}"
    note(
        tr(
            "Scenes and sentences are made by a program, not photographed; the drawings are "
            "from OpenMoji, CC BY-SA 4.0. Both networks have {n} parameters and were trained "
            "on such scenes; mmfusion evaluate scenes measures them again. Attention is not an "
            "explanation: it shows where a word looks, not whether the answer depends on it.",
            n=shown,
        )
    )
