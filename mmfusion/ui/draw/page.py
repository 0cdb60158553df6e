"""The page *draw it, say it*: which picture, which voice, what is missing, and the figure that follows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.ui.clips.choose import not_shown
from mmfusion.ui.draw import computed, live, recording
from mmfusion.ui.draw.believing import believing
from mmfusion.ui.draw.buffer import buffer, ends
from mmfusion.ui.draw.computed import ENERGIES, PICTURE, VOICE, Pair
from mmfusion.ui.draw.missing import KEY, WITHOUT, bring_back
from mmfusion.ui.parts import glossary
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.shell.frame import note, say
from mmfusion.ui.shell.said import real
from mmfusion.ui.shell.state import put

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

TITLE = "Draw it, say it: whom does it believe?"
LEAD = (
    "A drawn digit and a spoken one that need not agree. Draw, or speak, then drag <i>voice to noise</i>: "
    "each "
    "strategy turns from the voice to the picture, not all at the same level."
)
_FIGURE = "draw"
_NUMBER = "draw-asked"
_ALL = "draw-all"
EMPTY = "s"
"""How a link says that nothing is drawn: strokes, but none."""
AT = 0.0
"""Voice to noise when the page opens, dB."""
GLOSSARY = {
    "voice to noise": "power of the voice over power of white noise that is added to it, in dB; 0 dB: "
    "equal power",
    "turns at": (
        "the level at which a strategy's answers for the picture's and for the voice's digit are equal: "
        "above it, "
        "it believes the voice"
    ),
    "energy": (
        "share of the training pictures' variance in the principal components that are kept; as the "
        "pictures of "
        "AV-MNIST were spoiled (Vielzeuf et al., 2018)"
    ),
    "late": "two networks, one for each modality, trained together on the mean of their logits",
    "two experts": (
        "two networks trained apart; log-probabilities add, each divided by its own temperature T first. "
        "Where T "
        "is fitted on clean pairs only, the noisy voice is too sure of itself"
    ),
    "logit": "a score before softmax; T divides it, so that of answers with p ≈ .8 four in five are right",
}


@dataclass(frozen=True)
class Now:
    """The pair, the level and the row that is open."""

    pair: Pair
    at: float
    open: str


def other_clip(view: View) -> None:
    """Say that the clip of the link is not shown here, if there is one."""
    not_shown(view, "it is about digits, drawn and spoken", aside=True)


def networks_or_reason() -> None:
    """Look whether all networks and the stored pairs are there; where one is not, say why and stop."""
    try:
        computed.stored()
        computed.predictors()
    except (FileNotFoundError, ValueError) as error:
        say(f"The networks cannot answer: {error}.")
        st.stop()


def controls(view: View) -> None:
    """Write the row: stored digits and voices, a recording, what is missing, another pair."""
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="controls"
    ):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
            with st.popover("A stored digit", key="draw-stored"):
                _stored_pictures()
            with st.popover("A voice", key="draw-voices"):
                _voices(view)
            st.button("A pair that disagrees", key="draw_next", on_click=_another)
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
            choose("draw_energy", "energy left in the picture", ENERGIES, hidden=True)
            choose(KEY, "what is there", WITHOUT, hidden=True)


def _stored_pictures() -> None:
    note("Test pictures of MNIST. Each button shows another one of its digit.")
    with st.container(horizontal=True, gap="xsmall"):
        for digit in range(10):
            st.button(str(digit), key=f"draw_digit_{digit}", on_click=_picture_of, args=(digit,))


def _picture_of(digit: int) -> None:
    mine = np.flatnonzero(computed.stored().written == digit)
    now = _number(st.session_state.get("view", {}).get("draw_picture", ""))
    later = [i for i in mine if now is not None and i > now]
    put(draw_picture=f"t{later[0] if later else mine[0]}")
    bring_back("visual")


def _number(code: str) -> int | None:
    return computed.number(code, len(computed.stored().written)) if code.startswith("t") else None


def _voices(view: View) -> None:
    recording.record(view)
    note("Recorded test voices of two speakers that no network was trained on.")
    with st.container(horizontal=True, gap="xsmall"):
        for digit in range(10):
            st.button(str(digit), key=f"draw_voice_{digit}", on_click=_voice_of, args=(digit,))


def _voice_of(digit: int) -> None:
    mine = np.flatnonzero(computed.stored().spoken == digit)
    now = computed.number(
        st.session_state.get("view", {}).get("draw_voice", ""), len(computed.stored().waves)
    )
    later = [i for i in mine if now is not None and i > now]
    put(draw_voice=str(later[0] if later else mine[0]))
    bring_back("audio")


def _another() -> None:
    """Open the next pair of stored ones whose digits differ."""
    found, turn = computed.stored(), int(st.session_state.get("draw-pairs", 0)) + 1
    st.session_state["draw-pairs"] = turn
    rng = np.random.default_rng(turn)
    picture = int(rng.integers(len(found.written)))
    voice = int(rng.choice(np.flatnonzero(found.spoken != found.written[picture])))
    put(draw_picture=f"t{picture}", draw_voice=str(voice))
    bring_back("visual", "audio")


def now(view: View) -> Now:
    """Return what the link and the finger say, each part of it if it is there."""
    picture = view["draw_picture"]
    if picture != EMPTY and computed.ink(picture) is None:
        picture = f"t{PICTURE}"
    voice = view["draw_voice"]
    if computed.wave(voice) is None:
        voice = str(VOICE)
    energy = _held("draw_energy", ENERGIES, "1")
    without = _held(KEY, WITHOUT, "")
    if picture == EMPTY:
        without = "visual"  # the field was cleared: the voice answers alone until something is drawn
    at = real(view["draw_at"], -24.0, 24.0)
    return Now(Pair(picture, voice, energy, without), AT if at is None else at, view["draw_open"])


def _held(key: str, options: dict[str, str], default: str) -> str:
    said = st.session_state.get(key)
    return str(said) if said in options else default


def figure(view: View) -> Now:
    """Mount the figure with what is asked now; return it."""
    if st.session_state.pop(_ALL, False):
        st.rerun()  # the row of choices says it too
    shown = now(view)
    run = live.own()
    data = buffer(shown.pair, shown.at, shown.open, int(st.session_state.get(_NUMBER, 0)), run)
    believing(data, key=_FIGURE, on_told_change=_told)
    disagreement(shown)
    return shown


def disagreement(shown: Now) -> None:
    """Say whether picture and voice disagree."""
    found = computed.believed(shown.pair)
    a, b, disagree = ends(found)
    if disagree:
        words = f"They disagree: the picture alone says {a}, the voice alone says {b}."
    elif found.seen is not None and found.heard is not None:
        words = (
            f"They agree: both say {a}. The bars show {a} and, at the right, the likeliest other answer, {b}."
        )
    elif found.heard is None:
        words = f"Without a voice the picture answers alone, {a}; noise changes nothing."
    else:
        words = (
            f"Without a picture the voice answers alone, {b}; at the left, the likeliest other answer, {a}."
        )
    st.html(f'<p class="mmf-note" role="status">{words}</p>')


def _told() -> None:
    """Take what the figure tells into the URL."""
    try:
        told: Any = json.loads(st.session_state[_FIGURE].get("told") or "{}")
    except (TypeError, ValueError):
        return
    if not isinstance(told, dict):
        return
    st.session_state[_NUMBER] = int(told.get("asked") or 0)
    if "strokes" in told:
        code = f"s{told['strokes']}"
        put(draw_picture=code if code == EMPTY or computed.ink(code) is not None else "")
        if code != EMPTY and bring_back("visual"):
            st.session_state[_ALL] = True
    if "at" in told:
        at = real(str(told["at"]), -24.0, 24.0)
        put(draw_at="" if at is None else f"{at:g}")
    if "open" in told:
        put(draw_open=str(told["open"])[:24])


def about() -> None:
    """Write the words of this page, folded, and where what is shown comes from."""
    glossary.words(GLOSSARY)
    note(
        "Pictures: MNIST, CC BY-SA 3.0. Voices: Free Spoken Digit Dataset, CC BY-SA 4.0, split by speaker. "
        "A pair "
        "shares a class, not a moment and not a writer: given the digit, picture and voice are "
        "independent, so that "
        "no strategy can beat ideal late fusion here."
    )
