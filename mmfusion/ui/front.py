"""The front page: a sample under one playhead, what one and two senses make of it, a map of the pages."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.data.events import CLASSES
from mmfusion.media import Clip
from mmfusion.ui import cache, course, headline, strategies
from mmfusion.ui.body import say
from mmfusion.ui.frame import note
from mmfusion.ui.lessons import LESSONS
from mmfusion.ui.player import buffer, player

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.predictor import Lab

FUSED = "mid"
BARS = (
    ("audio", "audio", "sound alone"),
    ("visual", "visual", "picture alone"),
    (FUSED, "both", "both, fused"),
)


@st.cache_resource(show_spinner=False)
def stage() -> bytes | None:
    """Return the first sample for the large player, once for everyone."""
    sample = cache.opening()
    got = cache.clip(sample, 0.0) if sample is not None else None
    return buffer(got, stage=True) if isinstance(got, Clip) else None


def clip_and_answers(place: DeltaGenerator) -> None:
    """Show the sample at once; then the answers of one and of two senses, and what fusion gains."""
    shown, source = stage(), cache.opening()
    if shown is None or source is None:
        say("The samples are missing from assets/samples: on the next page, open a clip of your own.")
        return
    left, right = st.columns([11, 19], gap="large")
    with left:
        player(shown, key="stage")
    with right:
        try:
            lab = cache.lab()
        except (FileNotFoundError, ValueError) as error:
            say(f"The networks cannot answer: {error}.")
            return
        p = cache.comparison(source, 0.0, None, None).probabilities
        rows = [
            bar(sense, label, p[name][0, ("both", "visual", "audio").index(sense)])
            for name, sense, label in BARS
            if name in p
        ]
        st.html(f'<div class="mmf-bars">{"".join(rows)}</div>')
        note(
            f"Bar: probability of the first answer. Tick: chance, 1 in {len(CLASSES)}. "
            f"This sample: {source.credit}."
        )
        note(course.PAIRS if lab.trained else course.UNTRAINED)
        note("Open or record a clip of your own on the next page: it never leaves this computer.")
    with place:
        gain(lab)


def bar(sense: str, label: str, p: NDArray[np.float64]) -> str:
    """Return one answer as a bar in the sense's colour, ink for what is fused, with chance as a tick."""
    top = int(p.argmax())
    mark = "ink" if sense == "both" else sense
    color = "ink" if sense == "both" else f"{sense}-words"
    return (
        f'<div class="said"><b style="color:var(--mmf-{color})">{label}</b>'
        f"<span>says {escape(CLASSES[top])}</span></div>"
        f'<div class="track"><i style="width:{100 * p[top]:.1f}%;background:var(--mmf-{mark})"></i>'
        f'<u style="left:{100 / len(CLASSES):.1f}%"></u></div><strong>{p[top]:.2f}</strong>'
    )


def gain(lab: Lab) -> None:
    """Write what the second sense adds on the test set, if the weights are those that were measured."""
    if not lab.trained or not {"visual", "audio", FUSED} <= set(lab.cards):
        return
    figure = lab.cards[FUSED].metrics.get("gain, clean")
    best = strategies.best_single(lab)
    alone, both = strategies.accuracy(lab.cards[best]), strategies.accuracy(lab.cards[FUSED])
    if figure is None or alone is None or both is None:
        return
    value, low, high = (100 * float(figure[key]) for key in ("value", "low", "high"))
    sense = "the picture" if best == "visual" else "the sound"
    headline.number(
        f"{'+' if value >= 0 else '−'}{abs(value):.1f}",
        f"points from the second sense on the test set ({low:.1f} to {high:.1f}): {sense} alone "
        f"{100 * alone['value']:.1f} %, both {100 * both['value']:.1f} %.".replace("-", "−").replace(
            " %", "\u00a0%"
        ),
    )


def lessons() -> None:
    """Write the map of the pages that there are, one question each."""
    st.html('<p class="mmf-h2" style="margin-top:20px">The lessons, one question each</p>')
    for index, lesson in enumerate(LESSONS[1:]):
        with st.container(horizontal=True, vertical_alignment="center", gap="medium", key=f"map-{index}"):
            st.page_link(lesson.page, label=f"**{lesson.title}**", width=150)
            st.html(f"<span>{escape(lesson.question)}</span>", width="content")
