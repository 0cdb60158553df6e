"""The formula strip with the live values, and what can be taken away: link, figures, numbers, notebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.formula import strip
from mmfusion.ui.parts.plotly_fold import Made, files, fold
from mmfusion.ui.parts.takeaway import notebook_of, opened
from mmfusion.ui.shell.theme import palette
from mmfusion.ui.vokens import computed
from mmfusion.ui.vokens.page import header, seen

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

RULE = (
    r"\small \mathcal L=-\tfrac1{|M|}\textstyle\sum_{i\in M}\ln p(w_i|h_i)"
    r"-\tfrac{\lambda}{N}\sum_i\ln q(c_i|h_i),"
    r"\quad s=b+\tfrac1N\sum_i\sum_k q_i(k)\,W_k"
)


def formula(text: str, view: View, made: Sequence[Made]) -> None:
    """Write the loss, the score, and the sum of the score in view with vokens and with codes."""
    with strip("mmfusion.colearning.vokenization.masked", RULE, values(text, view)):
        _take_away(text, view, made)
    fold("vokens", made, covered=not seen(view))


def values(text: str, view: View) -> str:
    """Return the score in view with vokens, word by word where a picture was put, in numbers."""
    own, shown = computed.reading(text), header(text, view)
    at = shown["topic"]
    swaps = {row[0]: row[1] for row in shown["swaps"]}
    before, after = (float(own.scores("vokens", put)[at]) for put in ({}, swaps))
    if not swaps:
        bias = shown["bias"][1][at]
        return rf"\small s_{{\text{{vokens}}}}={bias:.2f}{after - bias:+.2f}={after:.2f}"
    colour = palette().words("text")
    word = own.words[min(swaps)]
    change = rf"\textcolor{{{colour}}}{{{after - before:+.2f}}}"
    return rf"\small s_{{\text{{vokens}}}}={before:.2f}{change}={after:.2f}\ (\text{{{word}}})"


def _take_away(text: str, view: View, made: Sequence[Made]) -> None:
    popover = opened()
    if popover is None:
        return
    name = "mmfusion-vokens"
    with popover:
        figure_export(name, Figure(marked("figure"), ".pictured"), key="vokens-export")
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(tr("Notebook"), notebook(text, view), f"{name}.ipynb", on_click="ignore")
            if seen(view):
                st.download_button(
                    tr("Numbers, CSV"), numbers(), f"{name}.csv", "text/csv", on_click="ignore"
                )
        files("vokens", name, made)


def numbers() -> str:
    """Return every seed's accuracy, arm by arm, as CSV."""
    own = computed.measured()
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["table", "arm", "labels", "seed", "accuracy"])
    tables = {"topics": own["topics"], "joint": own["joint"]}
    for words in ("minilm", "glove"):
        tables[f"colour, {words}"] = {**own["colour"][words], "budgets": own["colour"]["budgets"]}
    for name, found in tables.items():
        for arm, seeds in found["raw"].items():
            for seed, row in enumerate(seeds):
                for budget, value in zip(found["budgets"], row, strict=True):
                    writer.writerow([name, arm, budget, seed, value])
    return out.getvalue()


def notebook(text: str, view: View) -> str:
    """Return a notebook that reads the same sentence with the same pictures with mmfusion alone."""
    shown = header(text, view)
    swaps = {row[0]: row[1] for row in shown["swaps"]}
    return notebook_of(
        "Does a word need a picture?",
        [
            "from mmfusion.tasks.vokens import looks, read",
            "",
            f"own = read({text!r})",
            f"swaps = {swaps!r}  # place of a word: number of a voken",
            "{arm: own.scores(arm, swaps).round(4).tolist() for arm in own.parts}",
        ],
        [f"looks({text!r})"],
        [
            "from mmfusion.tasks.vokens import measured",
            "",
            "topics = measured()['topics']",
            "{name: [round(one['value'], 3) for one in row] for name, row in topics['accuracy'].items()}",
        ],
    )
