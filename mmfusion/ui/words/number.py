"""What word labels change on the test set, asked before it is shown; and the strip of heads."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.ui.parts.number import ask, number, track
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.theme import palette
from mmfusion.ui.words import pointing
from mmfusion.ui.words.computed import NETWORKS
from mmfusion.ui.words.pointing import ALONE, LABELS

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.ui.shell.state import View

GUESSES = ("0", ".1", ".2", ".4", ".6")
MISSING = (
    "What each head looks at on test sentences has not been read of these weights: mmfusion inspect scenes."
)


def seen(view: View) -> bool:
    """Return whether the number may be seen."""
    return view.uncovered("words_")


def said(value: float) -> str:
    """Return a share with two digits and without its leading nought."""
    return f"{value:.2f}".replace("0.", ".", 1).replace("-", "−")


def headline(view: View, place: DeltaGenerator) -> None:
    """Ask what word labels change, or write it; nothing where it was not read of these weights."""
    found = pointing.tables()
    if not found:
        return
    with place:
        if not seen(view):
            ask(
                "How much more of a word's attention lies on what it speaks of once two heads are "
                "trained with "
                "word labels, as a share?",
                GUESSES,
                "words_",
            )
            return
        alone, labels = (pointing.mean_over_groups(found[name]) for name in (ALONE, LABELS))
        gain = labels.value - alone.value
        half = (((alone.high - alone.low) / 2) ** 2 + ((labels.high - labels.low) / 2) ** 2) ** 0.5
        guess = float(view["words_guess"]) if view["words_guess"] in GUESSES else None
        number(
            f"+{said(gain)}" if gain >= 0 else said(gain),
            f"(± {said(half)}) of a word's attention, best head, above the share of area: "
            f"{said(alone.value)} to "
            f"{said(labels.value)} once two heads are trained with word labels.",
            track(max(gain, 0.0), guess, 0, 1, said),
            own="words_",
        )


def strip(view: View) -> None:
    """Draw how well every head points on the test set, what is covered left out."""
    if not pointing.tables():
        note(MISSING)
        return
    # Plotly uses pandas where it finds it, half imported by another thread too: wait until it is whole.
    import_module("pandas")
    from mmfusion.figures import pointing_strip

    shown = tuple(NETWORKS) if seen(view) else (ALONE,)
    st.html('<h3 class="mmf-h2">Pointing accuracy, test set</h3>')
    st.plotly_chart(
        pointing_strip(pointing.columns(shown), palette()),
        theme=None,
        config={"displayModeBar": False, "responsive": True},
        key="words-strip",
        alt="share of a word's attention inside its region, a point a head",
    )
    covered = "" if seen(view) else "With word labels: covered, guess or reveal. "
    note(
        f"{covered}A point a head; filled: chosen on validation. Dashed: the region's share of the area. "
        "Dotted: the best head of an untrained network."
    )
