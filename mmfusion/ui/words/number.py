"""What word labels change on the test set, asked before it is shown; and the strip of heads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.ui.parts.chart import chart
from mmfusion.ui.parts.number import ask, number, track
from mmfusion.ui.shell.frame import note
from mmfusion.ui.words import pointing
from mmfusion.ui.words.computed import NETWORKS
from mmfusion.ui.words.pointing import ALONE, LABELS

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.ui.shell.state import View

GUESSES = ("0", ".1", ".2", ".4", ".6")
MISSING = marked(
    "What each head looks at on test sentences has not been measured for these weights: run mmfusion inspect "
    "scenes."
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
                tr(
                    "By how much does the share of a word's attention inside its region grow "
                    "once two heads are trained with word labels?"
                ),
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
            tr(
                "(± {half}): with word labels, {labels} more of a word's attention lies inside "
                "its region than its area explains; without, {alone}.",
                half=said(half),
                alone=said(alone.value),
                labels=said(labels.value),
            ),
            track(max(gain, 0.0), guess, 0, 1, said),
            own="words_",
            guesses=GUESSES,
            truth=gain,
        )


def strip(view: View) -> None:
    """Draw how well every head points on the test set, what is covered left out."""
    if not pointing.tables():
        note(tr(MISSING))
        return
    from mmfusion.figures import pointing_strip

    shown = tuple(NETWORKS) if seen(view) else (ALONE,)
    st.html(f'<h3 class="mmf-h2">{tr("Pointing accuracy, test set")}</h3>')
    chart(
        lambda colours: pointing_strip(pointing.columns(shown), colours),
        key="words-strip",
        alt=tr("share of a word's attention inside its region, a point per head"),
    )
    if not seen(view):
        note(tr("With word labels: covered, guess or reveal."))
    note(
        tr(
            "Each point is a head, a filled one was chosen on validation data. The dashed line "
            "is the region's share of the area, the dotted one the best head of an untrained "
            "network."
        )
    )
