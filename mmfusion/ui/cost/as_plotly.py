"""What each way to fuse costs, as Plotly figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mmfusion.language import tr
from mmfusion.ui.cost.growth import timed
from mmfusion.ui.cost.number import covered
from mmfusion.ui.cost.setting import Setting, costs
from mmfusion.ui.parts.plotly_fold import Made

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette
    from mmfusion.ui.shell.state import View


def figures(shown: Setting, view: View) -> list[Made]:
    """Return the bars, not before the page's own example has been guessed, and how a layer grows."""
    ways = [] if covered(shown, view) else [Made(tr("What each way to fuse costs"), partial(_ways, shown))]
    return [*ways, Made(tr("How a layer grows with its tokens"), partial(_scaling, shown))]


def _ways(shown: Setting, palette: Palette) -> go.Figure:
    from mmfusion.figures import ways

    found = costs(shown)
    return ways(
        {tr(name): c.attention for name, c in found.items()},
        {tr(name): c.rest for name, c in found.items()},
        {tr(name): c.memory for name, c in found.items()},
        palette,
    )


def _scaling(shown: Setting, palette: Palette) -> go.Figure:
    from mmfusion.figures import scaling

    figure = scaling(sum(shown.counts.values()), shown.width, shown.ratio, palette, timed(shown))
    figure.update_layout(paper_bgcolor=palette.page, plot_bgcolor=palette.page, dragmode="zoom", height=380)
    figure.update_xaxes(fixedrange=False)
    figure.update_yaxes(fixedrange=False, title_text=tr("multiply-adds"), automargin=True)
    return figure
