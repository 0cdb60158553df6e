"""The map as a Plotly figure: ideas in rows and columns, their numbers, what each says on hover."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mmfusion.ui.map import computed
from mmfusion.ui.parts.plotly_fold import Made

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette

TITLE = "The course as a map"
SAID: Mapping[str, str] = {"runs": "runs", "come": "to come", "none": "tested: no gain"}
_SIGNS = {"runs": "circle", "come": "circle-open", "none": "line-ew-open"}


def figures() -> list[Made]:
    """Return the map."""
    return [Made(TITLE, _map)]


def _map(palette: Palette) -> go.Figure:
    import plotly.graph_objects as go

    from mmfusion.figures.template import explored

    nodes, parts = computed.nodes(), computed.parts()
    figure = go.Figure()
    places: dict[str, tuple[int, int]] = {}
    used: dict[int, int] = {}
    for number, part in enumerate(parts):
        row, first = part["row"], used.get(part["row"], 0)
        used[row] = first + part["columns"]
        for i, node in enumerate(own for own in nodes if own["part"] == number):
            places[node["key"]] = row, first + i
        figure.add_annotation(
            x=first - 0.45,
            y=-row - 0.42,
            yshift=62,
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
            name=words,
            marker={"symbol": _SIGNS[state], "size": 9, "color": palette.ink, "line": {"width": 2}},
            text=[f"<b>{node['value'] or words}</b><br>{node['name']}" for node in own],
            textposition="bottom center",
            textfont={"size": 13, "color": palette.ink},
            customdata=[[node["title"], node["what"], node["page"], node["code"]] for node in own],
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>"
            "%{customdata[3]}<extra></extra>",
        )
    figure = explored(
        figure, palette, TITLE, "filled: runs; line: tested against a control, no gain", height=520
    )
    figure.update_xaxes(visible=False, range=[-0.6, 8.7])
    figure.update_yaxes(visible=False, range=[-3.7, 0.5])
    figure.update_layout(showlegend=False)
    return figure
