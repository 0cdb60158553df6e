"""Accuracy against labels, as a Plotly figure."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mmfusion.language import marked, tr
from mmfusion.tasks.transfer import said
from mmfusion.ui.parts.plotly_fold import Made
from mmfusion.ui.transfer import computed
from mmfusion.ui.transfer.computed import WAYS, Panel

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette


TITLE = marked("Accuracy against labels per class")
SHORT = {
    "alone": marked("alone"),
    "names": marked("names, MiniLM"),
    "glove": marked("names, GloVe"),
    "same class": marked("same class"),
    "shuffled": marked("shuffled"),
    "random": marked("random pairs"),
    "autoencoder": marked("autoencoder"),
    "distilled": marked("distilled"),
    "self": marked("self-distilled"),
    "smoothed": marked("label smoothing"),
    "teacher": marked("teacher"),
    "hallucination": marked("hallucinated"),
    "hallucination shuffled": marked("hall., shuffled"),
    "dropout": marked("dropout"),
    "pretrained": marked("pretrained"),
    "pretrained shuffled": marked("pretr., shuffled"),
}
"""What ways are called at the end of a line, where there is little room."""


def figures(panel: Panel) -> list[Made]:
    """Return the curves of every way of a panel."""
    return [Made(tr(TITLE), partial(_curves, panel))]


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
                tr(SHORT[arm]),
                [one["value"] for one in each],
                [one["value"] - one["half"] for one in each],
                [one["value"] + one["half"] for one in each],
                panel.stays if arm == panel.alone else "fused",
                leads=arm in (panel.alone, panel.lead[0]),
            )
        )
    levels = [tr(said(budget)) for budget in found["budgets"]]
    figure = robustness(curves, levels, tr("labels per class"), palette, found["chance"])
    longest = max(len(tr(name)) for name in SHORT.values())
    explored(figure, palette, tr(TITLE), tr(WAYS[panel.way]), margin={"r": 16 + 7 * longest})
    top = max(max(curve.high) for curve in curves)
    names = [float(one.y) for one in figure.layout.annotations if one.yref != "paper"]
    highest = max(100 * min(1.0, top + 0.05), *(at + 3 for at in names))  # the name of a line stands within
    return figure.update_yaxes(title_text=tr("accuracy, %"), range=[0, highest])
