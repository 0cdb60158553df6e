"""Below the table: the strategy in focus, what is folded away, the formula, what can be taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.nn import FusionSpec
from mmfusion.ui.fusion import as_plotly, experts
from mmfusion.ui.fusion.takeaway import take_away
from mmfusion.ui.parts import course
from mmfusion.ui.parts.drawing import LARGE, drawing
from mmfusion.ui.parts.formula import strip
from mmfusion.ui.shell import lessons
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.theme import palette

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mmfusion.ui.fusion.now import Now
    from mmfusion.ui.parts.plotly_fold import Made

FORMULAS = {
    "either": r"\ell_k = \log\bigl(e^{b + v_k + a_k} + e^{c + v_k + a_{\mathrm{none}}} + "
    r"e^{c + v_{\mathrm{none}} + a_k}\bigr),\quad "
    r"\ell_{\mathrm{none}} = n + v_{\mathrm{none}} + a_{\mathrm{none}}",
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

GREY = marked(
    "A grey token can hold information from both modalities; the layers follow each other from "
    "the bottom up. After the first exchange the CLS token of the picture depends on the sound "
    "too: the answer of the picture alone comes from a run without the sound."
)


def architecture(now: Now) -> None:
    """Draw the strategy in focus, with its definition and what speaks for it and against it."""
    words, card = course.TAUGHT[now.focus], now.lab.cards[now.focus]
    spec = FusionSpec.from_dict(card.spec)
    left, right = st.columns([4, 8], gap="medium", vertical_alignment="center")
    with left:
        drawing(spec, LARGE, key="drawing")
    with right:
        pros, cons = _points(tr("for"), words.pros), _points(tr("against"), words.cons)
        said = course.joined(words.definition, card.spec)
        if now.by_experts:
            said = tr(experts.DEFINITION, rule=tr(experts.RULES[now.aggregator].words))
        st.html(
            f'<p class="mmf-h2">{escape(tr(words.title))}: {escape(tr(words.family))}</p>'
            f'<p style="margin:6px 0 0">{said}</p><dl class="mmf-pros">{pros}{cons}</dl>'
        )
        if len(spec.modalities) > 1 and spec.exchange != "none":
            note(tr(GREY))


def _points(label: str, points: Sequence[str]) -> str:
    """Return what speaks for a strategy, or against it, as HTML; the label beside the first."""
    return "".join(
        f"<dt>{'' if i else escape(label)}</dt><dd>{escape(tr(t))}</dd>" for i, t in enumerate(points)
    )


def to_heads(now: Now) -> None:
    """Write the way to the page of heads, on this clip and, if it reads both senses, this strategy."""
    fused = set(now.changed.subsets[0]) <= set(now.lab.cards[now.focus].spec["modalities"])
    of = {"heads_of": course.TAUGHT[now.focus].title} if fused else {}
    label = tr("See what the attention heads look at in this clip")
    lessons.link("heads", label, **now.changed.query, **of)


def as_figures(now: Now) -> tuple[list[Made], list[Made]]:
    """Return the Plotly figures of any clip: its answers unless they are to be guessed; the sound, if any."""
    changed = now.changed
    tables = {name: now.probabilities[name] for name in now.shown}
    titles = {name: now.title(name) for name in tables}
    classes = [tr(name) for name in changed.classes]
    answers = as_plotly.answers(
        tables, titles, changed.change.level, classes, changed.truth, tr(changed.heading)
    )
    sound = [as_plotly.sound(changed.clip)] if changed.heard() else []
    return [] if now.asked else [answers], sound


def live(now: Now) -> str:
    """Return the head's formula in LaTeX with this clip's values: each sense's logit of the first answer.

    Where the logits are not known it is the first answer's probability; "" where nothing is answered.
    """
    if now.by_experts:
        return experts.values(now)
    classes, level = [tr(name) for name in now.changed.classes], now.level
    if now.answers.logits is None:
        p = next(p for p in now.answers.probabilities[now.focus][level] if not np.isnan(p[0]))
        return rf"p(\mathrm{{{classes[int(p.argmax())].replace(' ', '~')}}}) = {p.max():.2f}"
    if now.focus not in now.answers.logits:
        return ""
    by_sense = {m: z[level] for m, z in now.answers.logits[now.focus].items()}
    p = next(p for p in now.answers.probabilities[now.focus][level] if not np.isnan(p[0]))
    top = int(p.argmax())
    name = rf"\mathrm{{{classes[top].replace(' ', '~')}}}"
    if len(by_sense) > 1 and now.lab.cards[now.focus].spec.get("read_out") == "either":
        return rf"\ell_{{{name}}} = {_either(now, by_sense, top)} \;\to\; p {experts.stands(p[top])}"
    terms = " + ".join(_in_colour(m, z[top]) for m, z in by_sense.items())
    mean = np.mean([z[top] for z in by_sense.values()])
    sum_ = rf"\tfrac{{1}}{{{len(by_sense)}}}({terms}) = {mean:.1f}" if len(by_sense) > 1 else terms
    return rf"\ell_{{{name}}} = {sum_} \;\to\; p {experts.stands(p[top])}"


def _in_colour(modality: str, value: float) -> str:
    said = f"({value:.1f})" if value < 0 else f"{value:.1f}"
    return rf"\textcolor{{{palette().words(modality)}}}{{{said}}}"


def _either(now: Now, by_sense: Mapping[str, NDArray[np.float64]], top: int) -> str:
    """Return the sum of *either* in LaTeX: an exponent for each set of senses that may show the class."""
    import torch

    card = now.lab.cards[now.focus]
    heat = card.temperature(tuple(by_sense))
    read_out = now.lab.predictors[now.focus].network.fusion.either
    with torch.inference_mode():
        terms = read_out.terms({m: torch.from_numpy(z * heat).float() for m, z in by_sense.items()})
    logs = {who: float(score[top]) for who, score in terms.items() if torch.isfinite(score[top])}
    sum_ = " + ".join(
        rf"e^{{{_in_colour(who[0], x)}}}" if len(who) == 1 else rf"e^{{{x:.1f}}}" for who, x in logs.items()
    )
    total = float(np.logaddexp.reduce(list(logs.values())))
    return rf"\log\bigl({sum_}\bigr) = {total:.1f},\; T = {heat:.2f}"


def formula(now: Now, made: Sequence[Made]) -> None:
    """Write the formula strip: the rule in focus, this clip's values, what can be taken away."""
    spec = now.lab.cards[now.focus].spec
    rule = FORMULAS["single" if len(spec["modalities"]) == 1 else spec["exchange"]]
    if len(spec["modalities"]) > 1 and spec["exchange"] == "none" and spec.get("read_out") == "either":
        rule = FORMULAS["either"]
    function = "mmfusion.nn.FusionTransformer"
    if now.by_experts:
        rule, function = experts.RULES[now.aggregator].formula, "mmfusion.measure.aggregation.aggregate"
    values = "" if now.asked else live(now)
    with strip(function, rule, *filter(None, [values])):
        take_away(now, made)
