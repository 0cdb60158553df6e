"""The formula strip with this question's votes, and what can be taken away."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.caltech.splits import PROBES
from mmfusion.tasks.store.measured import stored
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.formula import strip
from mmfusion.ui.parts.plotly_fold import files, fold
from mmfusion.ui.parts.takeaway import notebook_of, opened
from mmfusion.ui.store import as_plotly, computed
from mmfusion.ui.store.page import Now, seen, short

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

RULE = r"\small p(y)\propto\textstyle\sum_{k\le 15} w_k\,[y_k=y],\quad w_k="


def formula(now: Now, view: View) -> None:
    """Write the rule with the shares of this question, and what can be taken away."""
    covered = not seen(view)
    made = as_plotly.figures(covered=covered)
    weight = rf"e^{{\cos_k/{now.asked.tau:g}}}" if now.vote == "similarity" else "1"
    with strip("mmfusion.colearning.neighbours", RULE + weight, numbers(now)):
        _take_away(now, covered=covered)
    fold("store", made, covered=covered)


def numbers(now: Now) -> str:
    """Return the store's shares of what the question shows and of the copies' name."""
    shares = now.asked.answers(now.copies, now.gone, now.vote)["store"]
    names = computed.setting().names
    return r",\quad ".join(
        rf"\small p(\text{{{names[label]}}})={short(float(shares[label]))}"
        for label in (now.asked.picture, now.asked.wrong)
    )


def _take_away(now: Now, *, covered: bool) -> None:
    popover = opened()
    if popover is None:
        return
    name = "mmfusion-store"
    with popover:
        shown = [
            Figure(marked("three answers"), ".retrieved .three"),
            Figure(marked("new classes"), ".retrieved .later"),
        ]
        if not covered:
            shown.append(Figure(marked("flipped answers"), ".retrieved .flipped"))
        figure_export(name, *shown, key="store-export")
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(tr("Notebook"), notebook(now), f"{name}.ipynb", on_click="ignore")
            st.download_button(
                tr("Numbers, CSV"), numbers_csv(covered=covered), f"{name}.csv", "text/csv", on_click="ignore"
            )
        files("store", name, as_plotly.figures(covered=covered))


def numbers_csv(*, covered: bool) -> str:
    """Return every figure with its interval as CSV; flips are left out while they are asked for."""
    table = stored()
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["experiment", "arm", "level", "value", "low", "high"])
    for part in ("figures", "differences"):
        for name, arms in table[part].items():
            if covered and name == "aimed":
                continue
            for arm, own in arms.items():
                for level, one in zip(table["levels"][name], own, strict=True):
                    writer.writerow([name, arm, level, one["value"], one["low"], one["high"]])
    return out.getvalue()


def notebook(now: Now) -> str:
    """Return a notebook that asks the question in view again."""
    asked = [
        "import numpy as np",
        "from mmfusion.tasks.store import Setting",
        "",
        "own = Setting(seed=0)",
        f"probe, wrong = {PROBES * now.asked.picture}, {now.asked.wrong}",
        f"copies = own.copies[probe, :{now.copies}]",
        "store = own.store.joined(copies, np.full(len(copies), wrong))",
        "items, cosines = store.nearest(own.probes[[probe]])",
        "list(zip([own.names[i] for i in store.labels[items[0]]], cosines[0].round(2)))",
    ]
    again = [
        f"shares = store.shares(own.probes[[probe]], {now.vote!r})[0]",
        "{own.names[i]: shares[i] for i in shares.argsort()[::-1][:2]}",
    ]
    return notebook_of("Knowledge in weights or in a store", asked, again)
