"""The spheres and the retrieval as Plotly figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mmfusion.language import marked, tr
from mmfusion.ui.joint import computed, results
from mmfusion.ui.parts.plotly_fold import Made

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette
    from mmfusion.tasks.pairs.recorded import Recorded
    from mmfusion.ui.joint.figure import Now


CALLED = {"threads": marked("pairs"), "visual": marked("picture"), "text": marked("word")}


def figures(found: Now) -> list[Made]:
    """Return the space of the run at its end, the one beside it, and how often partners are found."""
    return [
        Made(tr("The first space at the end of its run"), partial(_space, found.left)),
        Made(tr("The space beside it"), partial(_space, found.right)),
        Made(tr(results.TITLE), partial(_results, found.seen)),
    ]


def _space(run: Recorded, palette: Palette) -> go.Figure:
    from mmfusion.figures import joint_space

    figure = joint_space({name: z[-1] for name, z in run.places.items()}, computed.names(), palette)
    for trace in figure.data:
        said = tr(CALLED[trace.name])
        trace.update(name=said, hovertemplate=f"%{{hovertext}}<extra>{said}</extra>")
    return figure


def _results(uncovered: bool, palette: Palette) -> go.Figure:
    figure = results.made(uncovered, palette)
    figure.update_layout(paper_bgcolor=palette.page, plot_bgcolor=palette.page)
    return figure
