"""Late fusion of two experts, explained: the rule in words, in LaTeX, and with this clip's values."""

from __future__ import annotations

from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING

import numpy as np

from mmfusion.language import marked, tr
from mmfusion.ui.parts.number import shown
from mmfusion.ui.shell.theme import palette

if TYPE_CHECKING:
    from mmfusion.ui.fusion.now import Now

DEFINITION = marked(
    "Each modality has an expert that is trained and calibrated alone; only their probabilities are "
    "put together, here: {rule}."
)


@dataclass(frozen=True)
class Rule:
    """One of `mmfusion.measure.aggregation.AGGREGATORS`, said.

    Args:
        words: what it computes.
        formula: LaTeX of it, with p_v and p_a of the experts.
        values: the same with $v and $a for the experts' values, $prior, and the weights $first and $second.

    """

    words: str
    formula: str
    values: str = ""


RULES = {
    "mean probability": Rule(marked("their mean"), r"p = \tfrac12(p_v + p_a)", r"= \tfrac12($v + $a)"),
    "product / prior": Rule(
        marked("their product, divided once by the prior, which both of them contain"),
        r"p \propto p_v\, p_a \,/\, \pi",
        r"\propto $v \cdot $a \,/\, $prior",
    ),
    "max": Rule(
        marked("for each answer the larger of the two, so that whoever is sure decides"),
        r"p \propto \max(p_v,\, p_a)",
        r"\propto \max($v,\, $a)",
    ),
    "learned weights": Rule(
        marked("their product, each to a power that is fitted on validation clips"),
        r"p \propto p_v^{\,w_v}\, p_a^{\,w_a}",
        r"\propto {$v}^{\,$first} \cdot {$a}^{\,$second}",
    ),
    "either": Rule(
        marked("Bayes’ rule for what is seen or heard, so that one of them is enough"),
        r"p \propto e^{\ell},\ \ell_k = \log\bigl(e^{b + v_k + a_k} + e^{c + v_k + a_{\mathrm{none}}} + "
        r"e^{c + v_{\mathrm{none}} + a_k}\bigr),\ v = \log \tfrac{p_v}{\pi},\ a = \log \tfrac{p_a}{\pi}",
    ),
}
"""Aggregator -> how it is said."""


def values(now: Now) -> str:
    """Return the rule in LaTeX with this clip's values: what the experts give the first answer, and its p."""
    rows = now.probabilities["late"][now.level]
    p = next(row for row in rows if not np.isnan(row[0]))
    top = int(p.argmax())
    name = rf"p(\mathrm{{{tr(now.changed.classes[top]).replace(' ', '~')}}})"
    if np.isnan(rows[:, 0]).any():  # there is one expert alone
        return f"{name} {stands(p[top])}"
    seen, heard = (_coloured(m, rows[i, top]) for i, m in ((1, "visual"), (2, "audio")))
    rule, given = RULES[now.aggregator], now.lab.cards["late"].experts
    if not rule.values:
        return rf"p_v = {seen},\ p_a = {heard} \;\to\; {name} {stands(p[top])}"
    prior, first, second = (f"{value:.2f}" for value in (given["prior"][top], *given["weights"]))
    said = Template(rule.values).substitute(v=seen, a=heard, prior=prior, first=first, second=second)
    result = stands(p[top]) if said.startswith("=") else rf"\;\to\; {stands(p[top]).removeprefix('= ')}"
    return f"{name} {said} {result}"


def stands(p: float) -> str:
    """Return ``= 0.87``, and ``> 0.99`` where two digits would round to certainty."""
    said = shown(p)
    return f"{said[0]} {said[1:]}" if said[0] in "<>" else f"= {said}"


def _coloured(modality: str, p: float) -> str:
    return rf"\textcolor{{{palette().words(modality)}}}{{{shown(p)}}}"
