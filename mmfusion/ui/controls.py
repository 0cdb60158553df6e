"""The row of controls: what is looked at on the left, changes to the clip on the right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from mmfusion.ui import cache
from mmfusion.ui.cache import Source
from mmfusion.ui.clips import another_clip
from mmfusion.ui.state import View, forget

SENSES = {"both": "the clip as it is", "visual": "no sound", "audio": "no picture"}
SPOILS = {"noise": "noise on the sound", "blur": "blur on the picture"}
LEVELS = {
    "noise": ("clean", "20 dB", "10 dB", "0 dB", "−10 dB"),
    "blur": ("sharp", "96 px", "48 px", "32 px", "20 px"),
}
"""What the five levels mean: signal to noise, and px left on the short side (mmfusion.data.events.cache)."""
OWN = "its own"
_STEPS = {str(i): str(i) for i in range(5)}


@dataclass(frozen=True)
class Choice:
    """What is looked at: senses, kind and level of spoiling, the sample whose sound replaces the clip's."""

    sense: str
    spoil: str | None
    level: int
    swap: str | None


def controls(view: View) -> Choice:
    """Write the row; a link with ``hide=controls`` keeps it out of sight, and what it holds in force."""
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="controls"
    ):
        sense = st.segmented_control(
            "senses",
            list(SENSES),
            format_func=SENSES.__getitem__,
            default="both",
            required=True,
            key="sense",
            bind="query-params",
            label_visibility="collapsed",
        )
        with st.container(horizontal=True, width="content", gap="small", key="changes"):
            spoil, level = _spoil()
            swap = _swap()
            another_clip(view)
    return Choice(sense or "both", spoil if level else None, level, swap)


def _spoil() -> tuple[str, int]:
    now, level = held("spoil", SPOILS, "noise"), int(held("level", _STEPS, "0"))
    label = f"{'Noise' if now == 'noise' else 'Blur'}, {LEVELS[now][level]}" if level else "Spoil the clip"
    with st.popover(label, key="spoiling"):
        spoil = (
            st.segmented_control(
                "what is spoiled",
                list(SPOILS),
                format_func=SPOILS.__getitem__,
                default="noise",
                required=True,
                key="spoil",
                bind="query-params",
                label_visibility="collapsed",
            )
            or "noise"
        )
        chosen = st.segmented_control(
            "how much, of four steps",
            list(_STEPS),
            default="0",
            required=True,
            key="level",
            bind="query-params",
        )
        level = int(chosen or 0)
        meaning = ", ".join(LEVELS[spoil])
        unit = "signal to noise" if spoil == "noise" else "left on the short side"
        st.html(f'<p class="mmf-note">{meaning} ({unit})</p>')
        st.button(
            "Reset", key="reset", on_click=forget, args=("spoil", "level", "swap", "sense"), type="tertiary"
        )
    return spoil, level


def _swap() -> str | None:
    options: dict[str, Source] = {source.name: source for source in cache.samples()}
    chosen = held("swap", {name: name for name in (OWN, *options)}, OWN)
    label = f"Sound: {chosen}" if chosen != OWN else "Swap the sound"
    with st.popover(label, key="swapping"):
        picked = st.segmented_control(
            "the sound is",
            [OWN, *options],
            default=OWN,
            required=True,
            key="swap",
            bind="query-params",
            wrap=True,
        )
        st.html('<p class="mmf-note">The picture stays; what is heard comes from another clip.</p>')
    return options[picked].key if picked in options else None


def held(key: str, options: Mapping[str, str], default: str) -> str:
    """Return what a widget will hold: at the first run of a link only the URL knows, by value or by label."""
    held = st.session_state.get(key) or st.query_params.get(key)
    return next((value for value, label in options.items() if held in (value, label)), default)
