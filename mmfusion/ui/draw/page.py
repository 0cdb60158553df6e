"""The page *draw it, say it*: which picture, which voice, what is missing, and the figure that follows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.language import marked, retold, tr
from mmfusion.ui.clips.choose import not_shown
from mmfusion.ui.draw import computed, live, recording
from mmfusion.ui.draw.believing import believing
from mmfusion.ui.draw.buffer import buffer, ends
from mmfusion.ui.draw.computed import ENERGIES, PICTURE, VOICE, Pair
from mmfusion.ui.draw.missing import KEY, WITHOUT, bring_back
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.shell.frame import note, say
from mmfusion.ui.shell.said import real
from mmfusion.ui.shell.state import locked, put

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

TITLE = marked("Draw it, say it: whom does it believe?")
LEAD = marked(
    "A drawn and a spoken digit may disagree. Draw or speak, then lower the voice’s <i>signal-to-noise "
    "ratio</i>: each strategy switches to the picture at its own level."
)
_FIGURE = "draw"
DIGITS = marked("Test pictures of MNIST; every press shows another one of that digit.")
VOICES = marked("Record a digit, or take a test voice; no network was trained on these two speakers.")
_NUMBER = "draw-asked"
_ALL = "draw-all"
EMPTY = "s"
"""How a link says that nothing is drawn: strokes, but none."""
AT = 0.0
"""Signal-to-noise ratio of the voice when the page opens, dB."""


@dataclass(frozen=True)
class Now:
    """The pair, the level and the row that is open."""

    pair: Pair
    at: float
    open: str


def other_clip(view: View) -> None:
    """Say that the clip of the link is not shown here, if there is one."""
    not_shown(view, tr("it is about digits, drawn and spoken"), aside=True)


def networks_or_reason() -> None:
    """Look whether all networks and the stored pairs are there; where one is not, say why and stop."""
    try:
        computed.stored()
        computed.predictors()
    except (FileNotFoundError, ValueError) as error:
        say(tr("The networks cannot answer: {error}.", error=retold(str(error))))
        st.stop()


def controls(view: View) -> None:
    """Write the row: stored digits and voices, a recording, what is missing, another pair."""
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="controls"
    ):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
            with st.popover(tr("Stored digits"), key="draw-stored", disabled=locked(), help=tr(DIGITS)):
                _stored_pictures()
            with st.popover(tr("Voices"), key="draw-voices", disabled=locked(), help=tr(VOICES)):
                _voices(view)
            st.button(
                tr("A pair that disagrees"),
                key="draw_next",
                on_click=_another,
                disabled=locked(),
                help=tr("Opens another test picture and another test voice of different digits."),
            )
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
            choose("draw_energy", marked("energy left in the picture"), ENERGIES, hidden=True)
            choose(KEY, marked("modalities given"), WITHOUT, hidden=True)


def _stored_pictures() -> None:
    note(tr(DIGITS))
    with st.container(horizontal=True, gap="xsmall"):
        for digit in range(10):
            st.button(
                str(digit), key=f"draw_digit_{digit}", on_click=_picture_of, args=(digit,), disabled=locked()
            )


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
    note(tr(VOICES))
    with st.container(horizontal=True, gap="xsmall"):
        for digit in range(10):
            st.button(
                str(digit), key=f"draw_voice_{digit}", on_click=_voice_of, args=(digit,), disabled=locked()
            )


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
        words = tr("They disagree: the picture alone says {a}, the voice alone says {b}.", a=a, b=b)
    elif found.seen is not None and found.heard is not None:
        words = tr(
            "They agree: both say {a}. The bars show {a} and, at the right, the likeliest other answer, {b}.",
            a=a,
            b=b,
        )
    elif found.heard is None:
        words = tr("Without a voice the picture answers alone, {a}; noise changes nothing.", a=a)
    else:
        words = tr(
            "Without a picture the voice answers alone, {b}; at the left, the likeliest other answer, {a}.",
            a=a,
            b=b,
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
    """Write where what is shown comes from."""
    note(
        tr(
            "Pictures: MNIST, CC BY-SA 3.0. Voices: Free Spoken Digit Dataset, CC BY-SA 4.0, "
            "split by speaker. A pair shares a class, not a moment and not a writer: given the "
            "digit, picture and voice are independent, so that no strategy can beat ideal late "
            "fusion here."
        )
    )
