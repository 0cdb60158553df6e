"""Folded away below a clip of one's own: what is taken for what, how strategies hold up, all results."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.figures.confusion import confusion
from mmfusion.figures.robustness import Curve, robustness
from mmfusion.figures.template import FUSED
from mmfusion.tasks.events import MODALITIES
from mmfusion.ui.clips import own
from mmfusion.ui.clips.own_changed import SPOILS
from mmfusion.ui.fusion import figures
from mmfusion.ui.parts import course
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.theme import palette

if TYPE_CHECKING:
    from mmfusion.tasks.events.predictor import Lab
    from mmfusion.ui.fusion.now import Now

CHART = {"displayModeBar": False}


def folded(now: Now) -> None:
    """Write the expanders: confusion matrix, robustness, results; none of weights that no card describes."""
    lab, focus = own.lab(), now.focus
    if not lab.trained:
        return
    shown = now.shown
    card, title = lab.cards[focus], course.TAUGHT[focus].title.lower()
    if card.confusion:
        box = st.expander(
            f"What {title} takes for what", key="confusion", on_change="rerun", bind="query-params"
        )
        if box.open:
            with box, st.container(key="confusion-chart"):
                st.plotly_chart(
                    confusion(card.confusion, lab.classes, palette()),
                    theme=None,
                    width=660,
                    config=CHART,
                    alt=f"confusion matrix of {title} on the test pairs",
                )
                # Where the chart is wider than a phone, arrow keys move it once this has the focus.
                about = "Rows are the truth, columns the answer; shares of each row in %."
                st.html(f'<p class="mmf-note" tabindex="0">{about}</p>')
    if any(lab.cards[name].robustness for name in shown):
        box = st.expander(
            "How they hold up: noise, blur, a modality missing",
            key="robustness",
            on_change="rerun",
            bind="query-params",
        )
        if box.open:
            with box:
                _robustness(lab, focus, shown)
    for title, key, table, about in (
        ("Real clips from elsewhere", "elsewhere", figures.real_clips(lab), _about_real(lab)),
        ("All results", "results", figures.figures(lab), f"{figures.ABOUT} {card.split}"),
        ("Across sources", "sources", figures.sources(lab), figures.ABOUT_SOURCES),
        ("Late fusion, put together otherwise", "experts", figures.experts(lab), figures.ABOUT_EXPERTS),
    ):
        if table:
            figures.folded(title, key, table, about)


def _about_real(lab: Lab) -> str:
    counts = (len(card.elsewhere.get("clips", ())) for card in lab.cards.values())
    return figures.ABOUT_REAL.format(n=max(counts))


def _robustness(lab: Lab, focus: str, shown: list[str]) -> None:
    chance = 1 / len(lab.classes)
    axes = {
        "noise": "signal to noise of the sound; accuracy, %",
        "blur": "px left of the picture; accuracy, %",
    }
    for column, (kind, axis) in zip(st.columns(2), axes.items(), strict=True):
        curves = []
        singles = [name for name in MODALITIES if name in lab.cards]
        for name in dict.fromkeys([*singles, *shown]):
            given = lab.cards[name].robustness.get(kind)
            if given:
                senses = lab.cards[name].spec["modalities"]
                curves.append(
                    Curve(
                        course.TAUGHT[name].title.lower(),
                        given["value"],
                        given["low"],
                        given["high"],
                        senses[0] if len(senses) == 1 else FUSED,
                        name == focus,
                    )
                )
        if curves:
            with column:
                st.plotly_chart(
                    robustness(curves, SPOILS[kind].levels, axis, palette(), chance),
                    theme=None,
                    config=CHART,
                    key=f"curve-{kind}",
                    alt=f"accuracy against {axis}",
                )
    missing = []
    for name in shown:
        metrics = lab.cards[name].metrics
        if {"without sound", "without picture"} <= set(metrics):
            seen, heard = metrics["without sound"]["value"], metrics["without picture"]["value"]
            missing.append(
                f"{course.TAUGHT[name].title.lower()} {100 * seen:.1f} % without sound, "
                f"{100 * heard:.1f} % without picture"
            )
    if missing:
        note("A modality missing: " + "; ".join(missing) + ".")
