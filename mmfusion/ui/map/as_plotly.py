"""The map as a Plotly figure: ideas in rows and columns, their numbers, what each says on hover."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mmfusion.language import marked, tr
from mmfusion.ui.map import computed
from mmfusion.ui.parts.plotly_fold import Made

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette

TITLE = marked("The course as a map")
SAID: Mapping[str, str] = {
    "runs": marked("runs"),
    "come": marked("to come"),
    "none": marked("tested: no gain"),
}
COLUMNS = 3
"""Ideas beside each other: as many as a phone has room for."""
ROW = 80
"""Height of a row of ideas, px."""
_SIGNS = {"runs": "circle", "come": "circle-open", "none": "diamond-open"}


def figures() -> list[Made]:
    """Return the map."""
    return [Made(tr(TITLE), _map)]


def _map(palette: Palette) -> go.Figure:
    import plotly.graph_objects as go

    from mmfusion.figures.template import explored

    nodes, parts = computed.nodes(), computed.parts()
    figure = go.Figure()
    places: dict[str, tuple[int, int]] = {}
    row, used = 0, 0
    for number, part in enumerate(parts):
        own = [node for node in nodes if node["part"] == number]
        if used and used + len(own) > COLUMNS:
            row, used = row + 1, 0
        first, begins = used, row
        for node in own:
            if used == COLUMNS:
                row, used = row + 1, 0
            places[node["key"]] = row, used
            used += 1
        figure.add_annotation(
            x=first - 0.45,
            y=-begins,
            yshift=22,
            xanchor="left",
            text=f"<b>{part['title']}</b>",
            showarrow=False,
            font={"size": 14, "color": palette.ink},
        )
    for state, words in SAID.items():
        own = [node for node in nodes if node["state"] == state]
        if not own:
            continue
        figure.add_scatter(
            x=[places[node["key"]][1] for node in own],
            y=[-places[node["key"]][0] for node in own],
            mode="markers+text",
            name=tr(words),
            marker={"symbol": _SIGNS[state], "size": 9, "color": palette.ink, "line": {"width": 2}},
            text=[f"<b>{node['value'] or tr(words)}</b><br>{node['name']}" for node in own],
            textposition="bottom center",
            textfont={"size": 13, "color": palette.ink},
            customdata=[[node["title"], node["what"], node["page"], node["code"]] for node in own],
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>"
            "%{customdata[3]}<extra></extra>",
        )
    figure = explored(
        figure,
        palette,
        tr(TITLE),
        tr("filled: it runs; diamond: tested against a control, no gain"),
        height=ROW * (row + 1) + 100,
        margin={"l": 4, "r": 4, "b": 8},
    )
    figure.update_xaxes(visible=False, range=[-0.55, COLUMNS - 0.45])
    figure.update_yaxes(visible=False, range=[-row - 0.7, 0.5])
    figure.update_layout(showlegend=False)
    return figure
