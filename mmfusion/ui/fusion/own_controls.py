"""The row of controls: what is looked at on the left, changes to the clip on the right."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from mmfusion.cards.subset import Subset, key, subset
from mmfusion.modality import without
from mmfusion.tasks.events import MODALITIES, SUBSETS
from mmfusion.ui.clips import own
from mmfusion.ui.clips.choose import another_clip
from mmfusion.ui.clips.own import Source
from mmfusion.ui.parts.controls import STEPS, choose, held, how_spoiled
from mmfusion.ui.shell.state import View, forget

SENSES = {key(s): without(s, MODALITIES, "the clip as it is") for s in SUBSETS}
"""What is left of the clip: key of a subset -> what stands on its segment."""
SPOILS = {"noise": "noise on the sound", "blur": "blur on the picture"}
LEVELS = {
    "noise": ("clean", "20 dB", "10 dB", "0 dB", "−10 dB"),
    "blur": ("sharp", "96 px", "48 px", "32 px", "20 px"),
}
"""What the five levels mean: signal to noise, and px left on the short side (mmfusion.tasks.events.cache)."""
OWN = "its own"
UNITS = {"noise": "signal to noise", "blur": "left on the short side"}


@dataclass(frozen=True)
class Choice:
    """What is looked at: senses, kind and level of spoiling, the sample whose sound replaces the clip's."""

    senses: Subset
    spoil: str | None
    level: int
    swap: str | None


def controls(view: View) -> Choice:
    """Write the row; a link with ``hide=controls`` keeps it out of sight, and what it holds in force."""
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="controls"
    ):
        sense = choose("sense", "senses", SENSES, hidden=True)
        with st.container(horizontal=True, width="content", gap="small", key="changes"):
            spoil, level = _spoil()
            swap = _swap()
            another_clip(view)
    return Choice(subset(sense), spoil if level else None, level, swap)


def _spoil() -> tuple[str, int]:
    now, level = held("spoil", SPOILS, "noise"), int(held("level", STEPS, "0"))
    label = f"{'Noise' if now == 'noise' else 'Blur'}, {LEVELS[now][level]}" if level else "Spoil the clip"
    with st.popover(label, key="spoiling"):
        spoil, level = how_spoiled("spoil", "level", SPOILS, LEVELS, UNITS)
        st.button(
            "Reset", key="reset", on_click=forget, args=("spoil", "level", "swap", "sense"), type="tertiary"
        )
    return spoil, level


def _swap() -> str | None:
    options: dict[str, Source] = {source.name: source for source in own.samples()}
    chosen = held("swap", {name: name for name in (OWN, *options)}, OWN)
    label = f"Sound: {chosen}" if chosen != OWN else "Swap the sound"
    with st.popover(label, key="swapping"):
        picked = choose("swap", "the sound is", {name: name for name in (OWN, *options)}, wrap=True)
        st.html('<p class="mmf-note">The picture stays; what is heard comes from another clip.</p>')
    return options[picked].key if picked in options else None
