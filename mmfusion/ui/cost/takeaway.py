"""What can be taken away from the page of cost: link, notebook, numbers and figures."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.ui.cost.setting import Setting, costs
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.plotly_fold import files
from mmfusion.ui.parts.takeaway import notebook_of, opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.plotly_fold import Made


def table(shown: Setting) -> str:
    """Return the bars as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["way", "attention_macs", "other_macs", "attention_bytes"])
    for name, c in costs(shown).items():
        writer.writerow([name, c.attention, c.rest, c.memory])
    return out.getvalue()


def notebook(shown: Setting) -> str:
    """Return a notebook that computes the bars."""
    lines = [
        "from mmfusion.explain import FUSION_WAYS, Shape, fusion_cost",
        "",
        f"counts = {shown.counts!r}",
        f"shape = {shown.shape!r}",
        "found = {words: fusion_cost(way, counts, shape) for way, words in FUSION_WAYS.items()}",
        "found",
    ]
    last = [
        "from mmfusion.figures import ways",
        "",
        "parts = zip(*found.values())  # attention, all else, memory",
        "ways(*(dict(zip(found, part)) for part in parts))",
    ]
    return notebook_of("What each way to fuse costs", lines, last)


def take_away(shown: Setting, made: Sequence[Made]) -> None:
    """Write what can be taken away."""
    popover = opened()
    if popover is None:
        return
    with popover:
        figures = [
            Figure(marked("what each way to fuse costs"), ".st-key-cost-ways"),
            Figure(marked("growth"), ".st-key-cost-scaling"),
        ]
        figure_export("mmfusion-cost", *figures, key="cost-export")
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(tr("Notebook"), notebook(shown), "mmfusion-cost.ipynb", on_click="ignore")
            st.download_button(
                tr("Numbers, CSV"), table(shown), "mmfusion-cost.csv", "text/csv", on_click="ignore"
            )
        files("cost", "mmfusion-cost", made)
