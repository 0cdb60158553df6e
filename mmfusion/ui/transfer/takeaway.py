"""The formula strip with the live values, and what can be taken away: link, figures, numbers, notebook."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.transfer import said
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.formula import strip
from mmfusion.ui.parts.plotly_fold import files, fold
from mmfusion.ui.parts.takeaway import notebook_of, opened
from mmfusion.ui.shell.theme import palette
from mmfusion.ui.transfer import as_plotly, computed
from mmfusion.ui.transfer.page import at

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View
    from mmfusion.ui.transfer.computed import Panel

RULES = {
    "pretraining": (
        r"\small f=\arg\min\textstyle\sum_{\text{PAIRS}}\|f(x)-t\|^2+\lambda\|f\|^2,\ \allowbreak "
        r"\hat y=V f(x)",
        "mmfusion.colearning.transfer",
    ),
    "distillation": (
        r"\small \mathcal L=(1-\alpha)\,\mathrm{CE}(y,s)+\alpha T^2\,"
        r"\mathrm{KL}(\mathrm{softmax}\tfrac tT\,\|\,\mathrm{softmax}\tfrac sT)",
        "mmfusion.colearning.distillation",
    ),
    "extra": (
        r"\small \mathcal L=\textstyle\sum\mathrm{CE}+\gamma\,"
        r"\|\sigma(h_{\text{HALLUCINATED}})-\sigma(h_{\text{LOST}})\|^2",
        "mmfusion.colearning.extra_modality",
    ),
}


def formula(panel: Panel, view: View) -> None:
    """Write the formula strip: the rule, and accuracy alone and by the way in view at the budget."""
    found = computed.figures(panel)
    place = at(found, view)
    alone, lead = (found["figures"][arm]["accuracy"][place]["value"] for arm in (panel.alone, panel.lead[0]))
    colour = palette().words(panel.stays)
    rule, function = RULES.get(panel.way, RULES["pretraining"])
    for word, said_so in (("PAIRS", tr("pairs")), ("HALLUCINATED", tr("hallucinated")), ("LOST", tr("lost"))):
        rule = rule.replace(word, said_so)
    made = as_plotly.figures(panel)
    values = (
        rf"\small {100 * lead:.1f}-\textcolor{{{colour}}}{{{100 * alone:.1f}}}={100 * (lead - alone):+.1f}"
    )
    with strip(function, rule, values):
        _take_away(panel, view)
    fold("transfer", made)


def _take_away(panel: Panel, view: View) -> None:
    popover = opened()
    if popover is None:
        return
    name = "mmfusion-transfer"
    with popover:
        figure_export(name, Figure(marked("figure"), ".budget"), key="transfer-export")
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(tr("Notebook"), notebook(panel, view), f"{name}.ipynb", on_click="ignore")
            st.download_button(
                tr("Numbers, CSV"), numbers(panel), f"{name}.csv", "text/csv", on_click="ignore"
            )
        files("transfer", name, as_plotly.figures(panel))


def numbers(panel: Panel) -> str:
    """Return every draw's accuracy, way by way, as CSV."""
    found = computed.figures(panel)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["way", "labels_a_class", *(f"draw_{i}" for i in range(found["seeds"]))])
    for arm, draws in found["raw"].items():
        for i, budget in enumerate(found["budgets"]):
            writer.writerow([found["arms"][arm], said(budget), *(draw[i] for draw in draws)])
    return out.getvalue()


def notebook(panel: Panel, view: View) -> str:
    """Return a notebook that measures the cell in view again, on the first draw."""
    found = computed.figures(panel)
    budget = found["budgets"][at(found, view)]
    voice = panel.task == "voice"
    code = [
        "from mmfusion.tasks.transfer import VoiceDraw"
        if voice
        else "from mmfusion.tasks.transfer import EmojiDraw",
        "",
        "draw = VoiceDraw(seed=0)" if voice else "draw = EmojiDraw(seed=0)",
    ]
    if panel.networks:
        code[:1] = [code[0], "from mmfusion.tasks.transfer import Classroom"]
        code.append("draw = Classroom.of(draw)")
    code += [
        f"ways = {panel.live!r}",
        f"{{way: draw.reached(way, {budget}) for way in ways}}",
    ]
    rows = [
        "from mmfusion.figures import LIGHT, Curve, robustness",
        "from mmfusion.tasks.transfer import figures_of",
        "",
        f"found = figures_of({panel.source!r})",
        "curves = []",
        f"for way in {(panel.alone, *panel.arms)!r}:",
        "    if not way.startswith('half'):  # another problem: half of the classes",
        "        each = found['figures'][way]['accuracy']",
        "        value, half = ([one[key] for one in each] for key in ('value', 'half'))",
        "        low, high = ([v + s * h for v, h in zip(value, half)] for s in (-1, 1))",
        "        curves.append(Curve(found['arms'][way], value, low, high, leads=way in ways))",
        "levels = [str(budget or 'all') for budget in found['budgets']]",
        "robustness(curves, levels, 'labels per class', LIGHT, found['chance'])",
    ]
    return notebook_of(tr("What a lost modality is worth in labels"), code, rows)
