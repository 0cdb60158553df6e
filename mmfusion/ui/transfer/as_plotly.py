"""Accuracy against labels, as a Plotly figure."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mmfusion.tasks.transfer import said
from mmfusion.ui.parts.plotly_fold import Made
from mmfusion.ui.transfer import computed
from mmfusion.ui.transfer.computed import Panel

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette


def figures(panel: Panel) -> list[Made]:
    """Return the curves of every way of a panel."""
    return [Made("Accuracy against labels a class", partial(_curves, panel))]


def _curves(panel: Panel, palette: Palette) -> go.Figure:
    from mmfusion.figures import robustness
    from mmfusion.figures.robustness import Curve

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
                found["arms"][arm],
                [one["value"] for one in each],
                [one["value"] - one["half"] for one in each],
                [one["value"] + one["half"] for one in each],
                panel.stays if arm == panel.alone else "fused",
                leads=arm in (panel.alone, panel.lead[0]),
            )
        )
    levels = [said(budget) for budget in found["budgets"]]
    return robustness(curves, levels, "labels a class", palette, found["chance"])
