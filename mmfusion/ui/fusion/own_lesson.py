"""Below the table: the strategy in focus, figures one click away, the formula."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.figures.confusion import confusion
from mmfusion.figures.robustness import Curve, robustness
from mmfusion.figures.template import FUSED
from mmfusion.nn import FusionSpec
from mmfusion.tasks.events import MODALITIES
from mmfusion.ui.fusion import figures
from mmfusion.ui.fusion.own_controls import LEVELS, Choice
from mmfusion.ui.parts import course
from mmfusion.ui.parts.drawing import LARGE, drawing
from mmfusion.ui.shell import lessons
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.theme import palette

if TYPE_CHECKING:
    from mmfusion.cards.card import ModelCard
    from mmfusion.tasks.events.predictor import Comparison, Lab
    from mmfusion.ui.clips.own import Source
    from mmfusion.ui.parts.plotly_fold import Made
    from mmfusion.ui.shell.state import View
CHART = {"displayModeBar": False}
FORMULAS = {
    "none": r"p = \mathrm{softmax}\bigl(\tfrac12(\ell_{\mathrm{rgb}} + \ell_{\mathrm{spec}})\bigr),\quad "
    r"\ell_i = W\, z_{i,\mathrm{cls}}^{L}",
    "self": r"z^{l+1} = \mathrm{Transformer}\bigl([z_{\mathrm{rgb}}^{l} \,\|\, z_{\mathrm{spec}}^{l}];\ "
    r"\theta\bigr),\quad l \ge L_f",
    "cross": r"z_i^{l+1} = \mathrm{MCA}\bigl(z_i^{l},\ [z_{\mathrm{rgb}}^{l} \,\|\, z_{\mathrm{spec}}^{l}];\ "
    r"\theta_i\bigr),\quad l \ge L_f",
    "bottleneck": r"[z_i^{l+1} \,\|\, \hat z_{\mathrm{fsn},i}^{l+1}] = \mathrm{Transformer}([z_i^{l} \,\|\, "
    r"z_{\mathrm{fsn}}^{l}];\ \theta_i),\quad z_{\mathrm{fsn}}^{l+1} = "
    r"\mathrm{Avg}_i\ \hat z_{\mathrm{fsn},i}^{l+1}",
    "single": r"p = \mathrm{softmax}(W\, z_{\mathrm{cls}}^{L})",
}


def architecture(card: ModelCard, focus: str) -> None:
    """Draw the strategy in focus, with its definition and what speaks for it and against it."""
    words = course.TAUGHT[focus]
    spec = FusionSpec.from_dict(card.spec)
    left, right = st.columns([4, 8], gap="medium", vertical_alignment="center")
    with left:
        drawing(spec, LARGE, key="drawing")
    with right:
        pros = "".join(
            f"<dt>{'for' if i == 0 else ''}</dt><dd>{escape(t)}</dd>" for i, t in enumerate(words.pros)
        )
        cons = "".join(
            f"<dt>{'against' if i == 0 else ''}</dt><dd>{escape(t)}</dd>" for i, t in enumerate(words.cons)
        )
        st.html(
            f'<p class="mmf-h2">{escape(words.title)}: {escape(words.family.lower())}</p>'
            f'<p style="margin:6px 0 0">{words.definition}</p><dl class="mmf-pros">{pros}{cons}</dl>'
        )
        if len(spec.modalities) > 1 and spec.exchange != "none":
            note(
                "Grey: tokens that can have received both senses, followed through the layers from the "
                "bottom up. After the first exchange the visual CLS has heard the sound; what the picture "
                "alone says is the run without it."
            )


def to_heads(card: ModelCard, focus: str, **query: str) -> None:
    """Write the way to the page of heads, on this clip and, if it reads both senses, this strategy."""
    fused = set(MODALITIES) <= set(card.spec["modalities"])
    of = {"heads_of": course.TAUGHT[focus].title} if fused else {}
    lessons.link("heads", "See what the heads look at in this clip", **query, **of)


def folded(lab: Lab, focus: str, shown: list[str]) -> None:
    """Write the expanders: confusion matrix, robustness, results."""
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
            with box:
                note("Rows are the truth, columns the answer; shares of each row in %.")
    if any(lab.cards[name].robustness for name in shown):
        box = st.expander(
            "How they hold up: noise, blur, a sense missing",
            key="robustness",
            on_change="rerun",
            bind="query-params",
        )
        if box.open:
            with box:
                _robustness(lab, focus, shown)
    for title, key, table, about in (
        ("All results", "results", figures.figures(lab), f"{figures.ABOUT} {card.split}"),
        ("Across sources", "sources", figures.sources(lab), figures.ABOUT_SOURCES),
        ("Late fusion, put together otherwise", "experts", figures.experts(lab), figures.ABOUT_EXPERTS),
    ):
        if table:
            box = st.expander(title, key=key, on_change="rerun", bind="query-params")
            if box.open:
                with box:
                    st.html(table)
                    note(about)


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
                    robustness(curves, LEVELS[kind], axis, palette(), chance),
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
        note("A sense missing: " + "; ".join(missing) + ".")


def live(comparison: Comparison, focus: str, level: int, classes: Sequence[str]) -> str:
    """Return the head's formula in LaTeX with this clip's values: each sense's logit of the first answer."""
    by_sense = {m: z[level] for m, z in comparison.cls_logits[focus].items()}
    logits = np.mean(list(by_sense.values()), axis=0)
    top = int(logits.argmax())
    p = float(np.exp(logits - logits.max())[top] / np.exp(logits - logits.max()).sum())
    name = rf"\mathrm{{{classes[top].replace(' ', '~')}}}"
    terms = " + ".join(
        rf"\textcolor{{{palette().words(m)}}}{{{f'({z[top]:.1f})' if z[top] < 0 else f'{z[top]:.1f}'}}}"
        for m, z in by_sense.items()
    )
    sum_ = rf"\tfrac{{1}}{{{len(by_sense)}}}({terms}) = {logits[top]:.1f}" if len(by_sense) > 1 else terms
    return rf"\ell_{{{name}}} = {sum_} \;\to\; p = {p:.2f}"


def formula(
    lab: Lab,
    comparison: Comparison,
    source: Source,
    view: View,
    choice: Choice,
    focus: str,
    made: Sequence[Made],
) -> None:
    """Write the formula strip: the rule in focus, this clip's values, what can be taken away."""
    from mmfusion.ui.fusion.own_takeaway import take_away

    spec = lab.cards[focus].spec
    rule = FORMULAS["single" if len(spec["modalities"]) == 1 else spec["exchange"]]
    st.html('<hr class="mmf-rule">')
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="formula"
    ):
        st.latex(rule, width="content")
        if focus in comparison.cls_logits and view.revealed:
            level = min(choice.level, len(comparison.probabilities[focus]) - 1)
            st.latex(live(comparison, focus, level, lab.classes), width="content")
        st.html('<span class="mmf-fn">mmfusion.nn.FusionTransformer</span>', width="content")
        take_away(lab, comparison, source, view, choice, focus, made)
