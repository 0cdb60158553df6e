"""The row of controls of a drawn clip: the question on the left, changes to the clip on the right."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from mmfusion.cards.subset import Subset, key, subset
from mmfusion.modality import without
from mmfusion.tasks.sounding import MODALITIES, SUBSETS
from mmfusion.ui.clips.choose import another_clip
from mmfusion.ui.clips.drawn import OPENING, SOUNDS, Drawn
from mmfusion.ui.parts.controls import STEPS, choose, held, how_spoiled
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.state import View, forget, forgotten, put

QUESTIONS = {
    "kind": "what is it?",
    "left": "what is on the left?",
    "pitch": "how high?",
    "side": "which one sounds?",
    "sync": "in time?",
}
"""The five questions; *right* is asked beside *left*, of the same clips, and stands in the tables."""
SPOILS = {"noise": "noise", "blur": "blur", "frames": "frames lost", "late": "sound late"}
MEANINGS = {
    "noise": ("clean", "10 dB", "0 dB", "−10 dB", "−20 dB"),
    "blur": ("sharp", "3 px", "6 px", "12 px", "18 px"),
    "frames": ("all 8", "2 lost", "4 lost", "6 lost", "7 lost"),
    "late": ("as it is", "0.1 s", "0.2 s", "0.3 s", "0.4 s"),
}
SENSES = {key(s): without(s, MODALITIES, "both senses") for s in SUBSETS}
"""What is left of the clip: key of a subset -> what stands on its segment."""
WHOLE = key(MODALITIES)
FIRST = "side"
"""The question that opens the page."""
MOST = 9_999_999
"""The last drawn clip."""
WIDGETS = ("ask", "harm", "much", "minus", "heard")


@dataclass(frozen=True)
class DrawnChoice:
    """What is looked at: the clip, how it is spoiled, which senses are left."""

    drawn: Drawn
    spoil: str | None
    level: int
    senses: Subset


def number_of(view: View) -> int | None:
    """Return the number of the drawn clip that a link names; None if it names another clip."""
    clip = view["clip"]
    if not clip:
        return OPENING
    return whole(clip.removeprefix("drawn-"), MOST) if clip.startswith("drawn-") else None


def asked() -> str:
    """Return the question that the row will hold: at the first run of a link only the URL knows."""
    return held("ask", QUESTIONS, FIRST)


def controls(view: View, number: int) -> DrawnChoice:
    """Write the row."""
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="controls"
    ):
        question = choose(
            "ask", "question", QUESTIONS, FIRST, hidden=True, on_change=lambda: put(**forgotten("question"))
        )
        with st.container(horizontal=True, width="content", gap="small", key="changes"):
            spoil, level, sense = _spoil()
            sound = _swap(question)
            with st.container(horizontal=True, gap="small", width="content"):
                another_clip(view)
    return DrawnChoice(Drawn(number, question, sound), spoil if level else None, level, subset(sense))


def _spoil() -> tuple[str, int, str]:
    now, level, sense = (
        held("harm", SPOILS, "noise"),
        int(held("much", STEPS, "0")),
        held("minus", SENSES, WHOLE),
    )
    words = [f"{SPOILS[now]}: {MEANINGS[now][level]}"] if level else []
    words += [SENSES[sense]] if sense != WHOLE else []
    label = ", ".join(words).capitalize() or "Spoil the clip"
    with st.popover(label, key="spoiling"):
        spoil, level = how_spoiled("harm", "much", SPOILS, MEANINGS, {})
        left = choose("minus", "senses left", SENSES)
        st.button("Reset", key="reset", on_click=forget, args=WIDGETS[1:], type="tertiary")
    return spoil, level, left


def _swap(question: str) -> str:
    if question == "kind":
        options = {SOUNDS[0]: SOUNDS[0], SOUNDS[3]: "another kind's"}
    else:
        options = {name: name for name in SOUNDS}
    chosen = held("heard", options, SOUNDS[0])
    label = f"Sound: {options[chosen]}" if chosen != SOUNDS[0] else "Swap the sound"
    with st.popover(label, key="swapping"):
        picked = choose("heard", "the sound is", options, wrap=True)
        st.html('<p class="mmf-note">Same moments, same pitch: only what sounds is another.</p>')
    return picked
