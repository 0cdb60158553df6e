"""Flips by copies, accuracy by size, by random poison and by blur, as Plotly figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mmfusion.language import marked, tr
from mmfusion.tasks.store.measured import stored
from mmfusion.ui.parts.plotly_fold import Made

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette

FIGURES = {
    "sizes": (
        marked("Accuracy against pictures stored a class"),
        marked("pictures a class"),
        marked("accuracy, %"),
    ),
    "spread": (
        marked("Accuracy against wrong names at random"),
        marked("share of wrong names"),
        marked("accuracy, %"),
    ),
    "blurred": (marked("Accuracy and confidence against blur"), marked("blur, px of 160"), "%"),
    "aimed": (
        marked("Answers flipped against wrong copies"),
        marked("copies"),
        marked("right answers that flip, %"),
    ),
}
"""Title and axes of each experiment that has levels."""

ARMS = (
    marked("store"),
    marked("other picture"),
    marked("other name"),
    marked("others"),
    marked("weights, accuracy"),
    marked("weights, confidence"),
    marked("store, accuracy"),
    marked("store, confidence"),
    marked("both, accuracy"),
    marked("both, confidence"),
)
"""What the experiments' arms are called, beside those that the page itself names."""
CHANCE = 0.01


def figures(*, covered: bool) -> list[Made]:
    """Return what may be seen: flips are what the headline asks."""
    names = [name for name in FIGURES if not (covered and name == "aimed")]
    return [Made(tr(FIGURES[name][0]), partial(_curves, name)) for name in names]


def _curves(name: str, palette: Palette) -> go.Figure:
    from mmfusion.figures import robustness
    from mmfusion.figures.robustness import Curve
    from mmfusion.figures.template import explored

    table = stored()
    title, x, y = (tr(text) for text in FIGURES[name])
    arms = table["figures"][name]
    curves = [
        Curve(
            tr(arm),
            [one["value"] for one in own],
            [one["low"] for one in own],
            [one["high"] for one in own],
            "visual" if arm.startswith("weights") else "fused",
            leads=arm in ("weights", "store", "similarity"),
        )
        for arm, own in arms.items()
    ]
    figure = robustness(curves, [str(level) for level in table["levels"][name]], x, palette, CHANCE)
    explored(figure, palette, title, "", margin={"r": 16 + 7 * max(len(tr(arm)) for arm in arms)})
    return figure.update_yaxes(title_text=y)
