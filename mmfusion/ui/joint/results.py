"""How often a name finds its picture, by method and control; what is asked above is covered here too."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.ui.joint import computed
from mmfusion.ui.joint.number import seen
from mmfusion.ui.parts.chart import chart
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette
    from mmfusion.ui.shell.state import View

ORDER = (
    "kernel CCA",
    "CCA",
    "InfoNCE",
    "SigLIP",
    "margin",
    "deep CCA",
    "ridge",
    "InfoNCE, no negatives",
    "CCA, not regularised",
    "unaligned",
    "InfoNCE, shuffled pairs",
    "CCA, shuffled pairs",
)
CONTROLS = ("ridge", "InfoNCE, no negatives", "unaligned", "InfoNCE, shuffled pairs", "CCA, shuffled pairs")
NAMES = {
    "kernel CCA": marked("kernel CCA"),
    "CCA": "CCA",
    "InfoNCE": "InfoNCE",
    "SigLIP": "SigLIP",
    "margin": marked("margin"),
    "deep CCA": marked("deep CCA"),
    "ridge": marked("ridge regression"),
    "InfoNCE, no negatives": marked("InfoNCE, no negatives"),
    "CCA, not regularised": marked("CCA, not regularised"),
    "unaligned": marked("not aligned"),
    "InfoNCE, shuffled pairs": marked("InfoNCE, shuffled pairs"),
    "CCA, shuffled pairs": marked("CCA, shuffled pairs"),
}
"""Method as the table has it -> what it is called here."""
NAME = "R@10, name to picture"
TITLE = marked("R@10, name to picture")


def methods(uncovered: bool) -> dict[str, dict[str, float]]:
    """Return R@10 by method; without what is asked, unless it is uncovered."""
    found = computed.table()["words"]["minilm"]["methods"]
    return {
        name: found[name]["figures"][NAME]
        for name in ORDER
        if name in found and (uncovered or "no negatives" not in name)
    }


def made(uncovered: bool, colours: Palette) -> go.Figure:
    """Return the chart."""
    from mmfusion.figures import retrieval

    rows = {
        _called(name): (own["value"], own["low"], own["high"]) for name, own in methods(uncovered).items()
    }
    return retrieval(rows, computed.chance(), colours, [_called(name) for name in CONTROLS])


def _called(name: str) -> str:
    return tr(NAMES[name])


def section(view: View) -> None:
    """Write the chart, and what ridge is worth against the best."""
    st.html(f'<h2 class="mmf-h2">{tr(TITLE)}</h2>')
    chart(
        partial(made, seen(view)),
        key="joint-results",
        alt=tr("R@10 of every method with its interval"),
    )
    found = computed.table()["words"]["minilm"]
    counts = found["held out"]
    note(
        tr(
            "Share of names whose picture is among the ten nearest, k = 64, mean of five "
            "splits, {low} to {high} held-out candidates; dashed: chance; hollow: controls. "
            "All are tuned on validation pairs, ridge regression too.",
            low=min(counts),
            high=max(counts),
        )
        + " "
        + against()
    )


def against() -> str:
    """Say how the joint spaces do against ridge: paired by split, whichever way it falls."""
    found = computed.table()["words"]["minilm"]["methods"]
    parts = []
    for name in ("kernel CCA", "CCA", "InfoNCE", "SigLIP", "margin", "deep CCA"):
        if name not in found:
            continue
        less = found[name]["less ridge"][NAME]
        half = (less["high"] - less["low"]) / 2
        value = f"{100 * less['value']:+.1f}".replace("-", "−")
        parts.append(f"{_called(name)} {value} ± {100 * half:.1f}")
    return tr("Difference to ridge regression, in percentage points: {found}.", found=", ".join(parts))
