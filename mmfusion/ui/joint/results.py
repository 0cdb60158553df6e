"""How often a name finds its picture, by method and control; what is asked above is covered here too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.ui.joint import computed
from mmfusion.ui.joint.number import seen
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.theme import palette

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
NAME = "R@10, name to picture"


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

    rows = {name: (own["value"], own["low"], own["high"]) for name, own in methods(uncovered).items()}
    return retrieval(rows, computed.chance(), colours, CONTROLS)


def section(view: View) -> None:
    """Write the chart, and what ridge is worth against the best."""
    st.html('<h2 class="mmf-h2">Name finds its picture, R@10</h2>')
    st.plotly_chart(
        made(seen(view), palette()),
        theme=None,
        config={"displayModeBar": False, "responsive": True},
        key="joint-results",
        alt="R@10 of every method with its interval",
    )
    found = computed.table()["words"]["minilm"]
    counts = found["held out"]
    note(
        f"k = 64, five splits, {min(counts)} to {max(counts)} held-out candidates; dashed: chance. Hollow: "
        f"controls. All are tuned on validation, ridge too. {against()}"
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
        parts.append(f"{name} {100 * less['value']:+.1f} ± {100 * half:.1f}".replace("-", "−"))
    return f"Difference to ridge, in points: {', '.join(parts)}."
