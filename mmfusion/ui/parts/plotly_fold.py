"""The same as a Plotly figure: folded away below a page's own figure, and as files to take along.

Nothing is computed, made or sent before the fold is opened, or a file is asked for.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.language import marked, tr, trn
from mmfusion.ui.parts.chart import chart
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.theme import palette

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette

TITLE = marked("The same as a Plotly figure")
COVERED = marked("Covered until you have guessed.")
CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "displayModeBar": True,
    "scrollZoom": False,
    "responsive": True,
    "modeBarButtonsToRemove": ["lasso2d", "autoScale2d"],
}
"""Zoom and pan, a box that selects, and all of it back again."""
SELECTED = ("bar", "scatter", "scatterternary")
"""Kinds of traces whose points a box can hold; cells and ribbons it cannot."""

TITLE_ROOM = 60
"""What a title and its subtitle take of a figure's height (`mmfusion.figures.template.explored`), px."""


@dataclass(frozen=True)
class Made:
    """A figure that a page offers.

    Attributes:
        title: what it is called where there is a choice.
        make: makes it, in the colours of a theme.

    """

    title: str
    make: Callable[[Palette], go.Figure]


def fold(page: str, figures: Sequence[Made], *, covered: bool = False) -> None:
    """Write the fold, closed, with a choice where there are several figures.

    Args:
        page: whose; the fold is ``{page}_plotly`` in the URL.
        figures: what may be seen.
        covered: whether there are more that would give an answer away.

    """
    box = st.expander(tr(TITLE), key=f"{page}_plotly", on_change="rerun", bind="query-params")
    if not box.open:
        return
    with box:
        one = _chosen(f"{page}_plotly_of", figures)
        if one is not None:
            _figure(f"{page}_plotly_figure_{figures.index(one)}", one)
        if covered:
            note(tr(COVERED))


@st.fragment
def _figure(key: str, one: Made) -> None:
    """Write a figure, and what a box holds that is drawn on it; the page itself stays as it is."""
    figure = one.make(palette())
    if figure.layout.title.text:  # others are named where they are chosen
        st.html(_headed(figure))
    if not any(trace.type in SELECTED for trace in figure.data):
        chart(lambda _: figure, config=CONFIG, key=key, alt=tr(one.title))
        return
    picked = chart(
        lambda _: figure,
        config=CONFIG,
        key=key,
        alt=tr(one.title),
        on_select="rerun",
        selection_mode="box",
    )
    selection: Any = picked.get("selection") or {}
    said = held(figure, selection.get("points", []))
    if said:
        note(said)


def _headed(figure: go.Figure) -> str:
    """Take a figure's title and subtitle out of it, as HTML: a drawing does not wrap its words."""
    title = figure.layout.title
    said = f'<h4 class="mmf-h2">{title.text}</h4>' + (
        f"<p>{about}</p>" if (about := title.subtitle.text) else ""
    )
    figure.update_layout(
        title={"text": None, "subtitle": {"text": None}},
        height=figure.layout.height - TITLE_ROOM,
        margin_t=figure.layout.margin.t - TITLE_ROOM,
    )
    return f'<div class="mmf-plotly-title">{said}</div>'


def held(figure: go.Figure, points: Sequence[Mapping[str, Any]]) -> str:
    """Return what is in a box: how many points, and from where to where they go in a trace each."""
    by: dict[str, list[float]] = {}
    for point in points:
        trace, index = figure.data[int(point["curve_number"])], int(point["point_index"])
        if trace.type == "scatterternary":  # a weighting: its worth is what is drawn
            worth = trace.customdata
        else:
            worth = trace.x if getattr(trace, "orientation", None) == "h" else trace.y
        if worth is not None:
            by.setdefault(str(trace.name), []).append(float(worth[index]))
    parts = [
        f"{name}: {_range(values)}" if len(values) > 1 else f"{name}: {values[0]:.3g}"
        for name, values in by.items()
    ]
    count = len(points)
    if not count:
        return ""
    said = trn("In the box {n} point.", "In the box {n} points.", count)
    return f"{said} {'; '.join(parts)}." if parts else said


def _range(values: Sequence[float]) -> str:
    return tr("{low:.3g} to {high:.3g}", low=min(values), high=max(values))


def files(page: str, name: str, figures: Sequence[Made]) -> None:
    """Write the buttons of *Take away* that save a figure as HTML and as JSON, each made when asked for.

    Args:
        page: whose.
        name: of the files, without their endings.
        figures: what may be seen; no button where there is none.

    """
    one = _chosen(f"{page}_plotly_file", figures)
    if one is None:
        return
    colours, title = palette(), tr(one.title)  # there is no page where a button's data is made
    with st.container(horizontal=True, gap="xsmall"):
        st.download_button(
            tr("Plotly, HTML"),
            lambda: as_html(one.make(colours), title),
            f"{name}-plotly.html",
            "text/html",
            on_click="ignore",
            key=f"{page}_plotly_html",
        )
        st.download_button(
            tr("Plotly, JSON"),
            lambda: str(one.make(colours).to_json()),
            f"{name}-plotly.json",
            "application/json",
            on_click="ignore",
            key=f"{page}_plotly_json",
        )


def _chosen(key: str, figures: Sequence[Made]) -> Made | None:
    by_title: Mapping[str, Made] = {one.title: one for one in figures}
    if len(by_title) < 2:
        return next(iter(by_title.values()), None)
    said = st.selectbox(
        tr("Plotly figure"), list(by_title), key=key, label_visibility="collapsed", format_func=tr
    )
    return by_title.get(str(said), figures[0])


def as_html(figure: go.Figure, title: str) -> str:
    """Return a page that needs nothing else: plotly.js is in it, and the ground is the figure's own."""
    text = str(
        figure.to_html(
            full_html=True, include_plotlyjs=True, auto_play=False, config=CONFIG | {"responsive": True}
        )
    )
    ground = figure.layout.paper_bgcolor
    head = f"<head><title>{html.escape(title)}</title>"
    return text.replace("<head>", head, 1).replace(
        "<body>", f'<body style="margin:0;background:{ground}">', 1
    )
