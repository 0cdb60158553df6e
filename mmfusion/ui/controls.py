"""The row of controls: what is looked at on the left, changes to the clip on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
UNITS = {"noise": "signal to noise", "blur": "left on the short side"}
STEPS = {str(i): str(i) for i in range(5)}


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
        sense = choose("sense", "senses", SENSES, hidden=True)
        with st.container(horizontal=True, width="content", gap="small", key="changes"):
            spoil, level = _spoil()
            swap = _swap()
            another_clip(view)
    return Choice(sense, spoil if level else None, level, swap)


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
    options: dict[str, Source] = {source.name: source for source in cache.samples()}
    chosen = held("swap", {name: name for name in (OWN, *options)}, OWN)
    label = f"Sound: {chosen}" if chosen != OWN else "Swap the sound"
    with st.popover(label, key="swapping"):
        picked = choose("swap", "the sound is", {name: name for name in (OWN, *options)}, wrap=True)
        st.html('<p class="mmf-note">The picture stays; what is heard comes from another clip.</p>')
    return options[picked].key if picked in options else None


def choose(
    key: str,
    label: str,
    options: Mapping[str, str],
    default: str | None = None,
    *,
    hidden: bool = False,
    wrap: bool | None = None,
    on_change: Callable[[], None] | None = None,
) -> str:
    """Write a choice that is always made and lives in the URL; return the key of what is chosen.

    Args:
        key: of the widget, and its name in the URL.
        label: what is chosen.
        options: value -> what stands on its segment.
        default: a value; the first if None.
        hidden: whether the label is for screen readers only.
        wrap: whether segments may take several lines.
        on_change: called when another one is chosen.

    """
    first = default or next(iter(options))
    chosen = st.segmented_control(
        label,
        list(options),
        format_func=options.__getitem__,
        default=first,
        required=True,
        key=key,
        bind="query-params",
        label_visibility="collapsed" if hidden else "visible",
        wrap=wrap,
        on_change=on_change,
    )
    return chosen if chosen in options else first


def how_spoiled(
    what: str,
    much: str,
    spoils: Mapping[str, str],
    meanings: Mapping[str, Sequence[str]],
    units: Mapping[str, str],
) -> tuple[str, int]:
    """Write the choice of what is spoiled and how much, with what the levels mean; return both.

    Args:
        what: key of the first choice.
        much: key of the second.
        spoils: value -> what stands on its segment.
        meanings: value -> what its levels 0 to 4 are.
        units: value -> the unit of its levels; left out where there is none.

    """
    spoil = choose(what, "what is spoiled", spoils, hidden=True)
    level = int(choose(much, "how much, of four steps", STEPS))
    unit = f" ({units[spoil]})" if spoil in units else ""
    st.html(f'<p class="mmf-note">{", ".join(meanings[spoil])}{unit}</p>')
    return spoil, level


def held(key: str, options: Mapping[str, str], default: str) -> str:
    """Return what a widget will hold: at the first run of a link only the URL knows, by value or by label."""
    held = st.session_state.get(key) or st.query_params.get(key)
    return next((value for value, label in options.items() if held in (value, label)), default)
