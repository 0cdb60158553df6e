"""Accuracy against labels, as a Plotly figure."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mmfusion.tasks.transfer import said
from mmfusion.ui.parts.plotly_fold import Made
from mmfusion.ui.transfer import computed
from mmfusion.ui.transfer.computed import WAYS, Panel

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette


TITLE = "Accuracy against labels a class"
SHORT = {
    "alone": "alone",
    "names": "names, MiniLM",
    "glove": "names, GloVe",
    "same class": "same class",
    "shuffled": "shuffled",
    "random": "random pairs",
    "autoencoder": "autoencoder",
    "distilled": "distilled",
    "self": "plain teacher",
    "smoothed": "label smoothing",
    "teacher": "the teacher",
    "hallucination": "hallucination",
    "hallucination shuffled": "h. of shuffled",
    "dropout": "dropout",
    "pretrained": "pretrained",
    "pretrained shuffled": "pretr., shuffled",
}
"""What ways are called at the end of a line, where there is little room."""


def figures(panel: Panel) -> list[Made]:
    """Return the curves of every way of a panel."""
    return [Made(TITLE, partial(_curves, panel))]


def _curves(panel: Panel, palette: Palette) -> go.Figure:
    from mmfusion.figures import robustness
    from mmfusion.figures.robustness import Curve
    from mmfusion.figures.template import explored

    found = computed.figures(panel)
    curves = []
    for arm in (
        panel.alone,
        *(
            arm
            for arm in panel.arms
            if not arm.startswith("half")  # another problem: half of the classes
        ),
    ):
        each = found["figures"][arm]["accuracy"]
        curves.append(
            Curve(
                SHORT[arm],
                [one["value"] for one in each],
                [one["value"] - one["half"] for one in each],
                [one["value"] + one["half"] for one in each],
                panel.stays if arm == panel.alone else "fused",
                leads=arm in (panel.alone, panel.lead[0]),
            )
        )
    levels = [said(budget) for budget in found["budgets"]]
    figure = robustness(curves, levels, "labels a class", palette, found["chance"])
    explored(figure, palette, TITLE, WAYS[panel.way], margin={"r": 16 + 7 * max(map(len, SHORT.values()))})
    top = max(max(curve.high) for curve in curves)
    return figure.update_yaxes(title_text="accuracy, %", range=[0, 100 * min(1.0, top + 0.05)])
