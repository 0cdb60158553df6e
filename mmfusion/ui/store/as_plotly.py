"""Flips by copies, accuracy by size, by random poison and by blur, as Plotly figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mmfusion.tasks.store.measured import stored
from mmfusion.ui.parts.plotly_fold import Made

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette

FIGURES = {
    "sizes": ("Accuracy against pictures stored a class", "pictures a class", "accuracy, %"),
    "spread": ("Accuracy against wrong names at random", "share of wrong names", "accuracy, %"),
    "blurred": ("Accuracy and confidence against blur", "blur, px of 160", "%"),
    "aimed": ("Answers flipped against wrong copies", "copies", "right answers that flip, %"),
}
"""Title and axes of each experiment that has levels."""


CHANCE = 0.01


def figures(*, covered: bool) -> list[Made]:
    """Return what may be seen: flips are what the headline asks."""
    names = [name for name in FIGURES if not (covered and name == "aimed")]
    return [Made(FIGURES[name][0], partial(_curves, name)) for name in names]


def _curves(name: str, palette: Palette) -> go.Figure:
    from mmfusion.figures import robustness
    from mmfusion.figures.robustness import Curve
    from mmfusion.figures.template import explored

    table = stored()
    title, x, y = FIGURES[name]
    arms = table["figures"][name]
    curves = [
        Curve(
            arm,
            [one["value"] for one in own],
            [one["low"] for one in own],
            [one["high"] for one in own],
            "visual" if arm.startswith("weights") else "fused",
            leads=arm in ("weights", "store", "similarity"),
        )
        for arm, own in arms.items()
    ]
    figure = robustness(curves, [str(level) for level in table["levels"][name]], x, palette, CHANCE)
    explored(figure, palette, title, "", margin={"r": 16 + 7 * max(map(len, arms))})
    return figure.update_yaxes(title_text=y)
