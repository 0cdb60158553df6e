"""A Plotly chart on a page: as wide as its place, in the theme's colours, larger in present mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from numbers import Real
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.ui.shell import present
from mmfusion.ui.shell.theme import palette

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette

STILL: Mapping[str, Any] = {"displayModeBar": False, "responsive": True}
LARGER = 1.3
"""How many times as large type and marks are in present mode (`present.rules` takes the zoom back)."""
PIXELS = frozenset(
    {"xshift", "yshift", "ax", "ay", "standoff", "thickness", "borderpad", "gridwidth", "linewidth"}
)
"""What is measured in px wherever it stands."""
OWN = {
    "font": frozenset({"size"}),
    "marker": frozenset({"size"}),
    "line": frozenset({"width"}),
    "layout": frozenset({"width", "height"}),
    "margin": frozenset("ltrb"),
    "pad": frozenset("ltrb"),
}
"""What is measured in px under a name alone: the width of a line is, the width of a bar is not."""


def chart(
    make: Callable[[Palette], go.Figure],
    *,
    key: str | None = None,
    alt: str,
    config: Mapping[str, Any] = STILL,
    **more: Any,
) -> Any:
    """Write a chart; return what `st.plotly_chart` returns.

    Args:
        make: makes the figure, in the colours of a theme.
        key: of the chart, unique on the page.
        alt: what it shows, for who does not see it.
        config: of Plotly; without its buttons unless given.
        more: as `st.plotly_chart` takes it.

    """
    import_module("pandas")  # Plotly uses it where it finds it, half imported by another thread too
    made: Any = make(palette())
    if present.on():
        made = larger(made, LARGER)
    return st.plotly_chart(made, theme=None, config=dict(config), key=key, alt=alt, **more)


def larger(figure: go.Figure, by: float) -> dict[str, Any]:
    """Return a figure as Plotly's JSON, with type, lines, points, margins and size `by` times as large.

    Example:
        >>> import plotly.graph_objects as go
        >>> from mmfusion.ui.parts.chart import larger
        >>> figure = go.Figure(layout={"height": 100, "font": {"size": 13}, "xaxis": {"range": [0, 5]}})
        >>> twice = larger(figure, 2)["layout"]
        >>> twice["height"], twice["font"]["size"], twice["xaxis"]["range"]
        (200, 26, [0, 5])

    """
    return {key: _grown(part, key, by) for key, part in figure.to_plotly_json().items()}


def _grown(value: Any, under: str, by: float) -> Any:
    if isinstance(value, Mapping):
        px = PIXELS | OWN.get("font" if under.endswith("font") else under, frozenset())
        return {
            key: by * part if key in px and isinstance(part, Real) else _grown(part, key, by)
            for key, part in value.items()
        }
    if isinstance(value, list | tuple):
        return [_grown(part, under, by) for part in value]
    return value
