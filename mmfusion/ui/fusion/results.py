"""Folded away below a clip of one's own: what is taken for what, how strategies hold up, all results."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.figures.confusion import confusion
from mmfusion.figures.robustness import Curve, robustness
from mmfusion.figures.template import FUSED
from mmfusion.language import marked, tr
from mmfusion.tasks.events import MODALITIES
from mmfusion.ui.clips import own
from mmfusion.ui.clips.own_changed import SPOILS
from mmfusion.ui.fusion import aggregators, figures
from mmfusion.ui.parts import course
from mmfusion.ui.parts.chart import chart
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.tasks.events.predictor import Lab
    from mmfusion.ui.fusion.now import Now

SPLIT = marked(
    "Cross-validation has five folds over groups: recordings by the folds list (speech by "
    "speaker and source), pictures by group, with near-duplicates in one group. The two halves "
    "of a pair share a class, not a moment. The shipped weights never saw fold 1."
)
"""How the cards of this task say that their data are split."""


def folded(now: Now) -> None:
    """Write the expanders: confusion matrix, robustness, results; none of weights that no card describes."""
    lab, focus = own.lab(), now.focus
    if not lab.trained:
        return
    shown = now.shown
    card, title = lab.cards[focus], tr(course.TAUGHT[focus].title)
    if card.confusion:
        box = st.expander(
            tr("Confusion matrix: {strategy}", strategy=title),
            key="confusion",
            on_change="rerun",
            bind="query-params",
        )
        if box.open:
            with box, st.container(key="confusion-chart"):
                chart(
                    partial(confusion, card.confusion, [tr(name) for name in lab.classes]),
                    width="content",
                    alt=tr("confusion matrix of {strategy} on the test pairs", strategy=title),
                )
                # Where the chart is wider than a phone, arrow keys move it once this has the focus.
                about = tr(
                    "Rows are the ground truth, columns the answers; each row adds up to all clips "
                    "of its answer."
                )
                st.html(f'<p class="mmf-note" tabindex="0">{about}</p>')
    if any(lab.cards[name].robustness for name in shown):
        box = st.expander(
            tr("Robustness: noise, blur, a missing modality"),
            key="robustness",
            on_change="rerun",
            bind="query-params",
        )
        if box.open:
            with box:
                _robustness(lab, focus, shown)
    experts = aggregators.tables(lab)
    for title, key, table, about in (
        (tr("Real clips from other sources"), "elsewhere", figures.real_clips(lab), _about_real(lab)),
        (tr("All results"), "results", figures.figures(lab), f"{tr(figures.ABOUT)} {tr(SPLIT)}"),
        (tr("Accuracy across sources"), "sources", figures.sources(lab), tr(figures.ABOUT_SOURCES)),
        (
            tr("Late fusion: other ways to combine the outputs"),
            "experts",
            experts,
            aggregators.about(lab) if experts else "",
        ),
    ):
        if table:
            figures.folded(title, key, table, about)


def _about_real(lab: Lab) -> str:
    counts = (len(card.elsewhere.get("clips", ())) for card in lab.cards.values())
    return tr(figures.ABOUT_REAL, n=max(counts))


def _titled(name: str) -> str:
    """Return a strategy's title; late fusion, shown by other rules too, says which one was measured."""
    title = tr(course.TAUGHT[name].title)
    return f"{title} ({tr(course.TOGETHER)})" if name == "late" else title


def _robustness(lab: Lab, focus: str, shown: list[str]) -> None:
    chance = 1 / len(lab.classes)
    axes = {
        "noise": tr("signal-to-noise ratio of the sound; accuracy, %"),
        "blur": tr("px on the short side of the picture; accuracy, %"),
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
                        tr(course.TAUGHT[name].title),
                        given["value"],
                        given["low"],
                        given["high"],
                        senses[0] if len(senses) == 1 else FUSED,
                        name == focus,
                    )
                )
        if curves:
            levels = [tr(level) for level in SPOILS[kind].levels]
            with column:
                chart(
                    partial(robustness, curves, levels, axis, chance=chance),
                    key=f"curve-{kind}",
                    alt=axis,
                )
    missing = []
    for name in shown:
        metrics = lab.cards[name].metrics
        if {"without sound", "without picture"} <= set(metrics):
            both, seen, heard = (
                metrics[name]["value"] for name in ("accuracy", "without sound", "without picture")
            )
            missing.append(
                tr(
                    "{strategy} {both:.1f} % with both, {seen:.1f} % without sound, {heard:.1f} % without "
                    "picture",
                    strategy=_titled(name),
                    both=100 * both,
                    seen=100 * seen,
                    heard=100 * heard,
                )
            )
    if missing:
        note(tr("Accuracy with a missing modality: {list}.", list="; ".join(missing)))
