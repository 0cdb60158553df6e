"""The one Plotly template, light and dark, and the palette that it is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import plotly.graph_objects as go

from mmfusion.modality import MODALITIES, Shades

FONT = "Source Sans, sans-serif"
HEADING = "Source Serif, serif"
BAR = 24
"""Height that the buttons of an explored figure have to themselves, px: on a phone they reach over it all."""
FUSED = "fused"
"""What has the colour of words: neither a modality nor the bottleneck."""


@dataclass(frozen=True)
class Palette:
    """Colours of one theme, as hex.

    `mark` is for shapes (3:1 at least against the page), `words` for text (4.5:1 at least), `ramp` the end of
    a sequential ramp that begins at `page`; all three by modality (`mmfusion.modality`) or ``"bottleneck"``.

    Example:
        >>> from mmfusion.figures.template import DARK, LIGHT
        >>> LIGHT.mark("visual"), LIGHT.words("visual"), DARK.words("visual")
        ('#0072B2', '#005F96', '#62B5E8')
        >>> LIGHT.mark("fused") == LIGHT.ink  # what is fused has the colour of words
        True

    """

    name: str
    page: str
    sidebar: str
    wash: str
    ink: str
    ink2: str
    ink3: str
    mixed: str
    ghost: str
    line: str
    hairline: str
    bottleneck: Shades
    plus: str
    minus: str
    """The two ends of a ramp with a sign."""

    @property
    def shades(self) -> dict[str, Shades]:
        """The colours of every modality and of the bottleneck, by name."""
        own = {name: one.dark if self.name == "dark" else one.light for name, one in MODALITIES.items()}
        return {**own, "bottleneck": self.bottleneck}

    def mark(self, stream: str) -> str:
        """Return the colour of a stream's shapes; ink for what is fused."""
        return self.shades[stream].mark if stream != FUSED else self.ink

    def words(self, stream: str) -> str:
        """Return the colour of a stream's words; ink for what is fused."""
        return self.shades[stream].words if stream != FUSED else self.ink

    def ramp(self, stream: str) -> list[tuple[float, str]]:
        """Return a scale from the page to a stream's colour; to ink for whatever is no stream."""
        known = self.shades
        return [(0.0, self.page), (1.0, known[stream].ramp if stream in known else self.ink)]

    @property
    def signed(self) -> list[tuple[float, str]]:
        """A scale whose middle, zero, is the page."""
        return [(0.0, self.minus), (0.5, self.page), (1.0, self.plus)]


LIGHT = Palette(
    "light",
    "#FFFFFF",
    "#F6F6F3",
    "#F1F1ED",
    "#1B1D21",
    "#55595F",
    "#6B6F75",
    "#606469",
    "#8D8F93",
    "#C6C6C1",
    "#E4E3DF",
    Shades("#CC79A7", "#A03F75", "#CC79A7"),
    "#5B3E96",
    "#8A7400",
)
DARK = Palette(
    "dark",
    "#14161A",
    "#1A1D22",
    "#20242A",
    "#ECEAE5",
    "#B7B9BD",
    "#9599A0",
    "#B4B7BB",
    "#8A8D92",
    "#474D57",
    "#2C3037",
    Shades("#CC79A7", "#E3A1C6", "#D88FB8"),
    "#B9A6EE",
    "#D6BE3A",
)


@cache
def layout(palette: Palette) -> dict[str, Any]:
    """Return the layout that every chart shares: hairlines, no boxes, room for labels at the line ends.

    Example:
        >>> from mmfusion.figures.template import DARK, layout
        >>> layout(DARK)["yaxis"]["gridcolor"] == DARK.hairline, layout(DARK)["showlegend"]
        (True, False)

    """
    axis = {
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "tickfont": {"size": 13, "color": palette.ink3},
        "automargin": False,
        "title": {"font": {"size": 13, "color": palette.ink2}},
        "fixedrange": True,
    }
    return {
        "template": go.layout.Template(),
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": palette.ink2},
        "margin": {"l": 34, "t": 8, "r": 86, "b": 36},
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": palette.page,
            "bordercolor": palette.hairline,
            "font": {"family": FONT, "color": palette.ink},
        },
        "xaxis": {**axis},
        "yaxis": {**axis, "showgrid": True, "gridcolor": palette.hairline, "gridwidth": 1, "nticks": 4},
    }


def tint(color: str, alpha: float) -> str:
    """Return a hex colour as ``rgba(...)`` with the given opacity.

    Example:
        >>> from mmfusion.figures.template import tint
        >>> tint("#0072B2", 0.16)
        'rgba(0,114,178,0.16)'

    """
    r, g, b = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({r},{g},{b},{alpha})"


def mixed(base: str, over: str, share: float) -> str:
    """Return the colour `share` of the way from one hex colour to another, as hex: a tint that is opaque.

    Example:
        >>> from mmfusion.figures.template import mixed
        >>> mixed("#FFFFFF", "#000000", 0.5)
        '#808080'

    """
    pairs = ((int(base[i : i + 2], 16), int(over[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def end_label(figure: go.Figure, x: float, y: float, text: str, color: str, bold: bool = True) -> None:
    """Write a series' name 8 px after its last point.

    Example:
        >>> import plotly.graph_objects as go
        >>> from mmfusion.figures.template import end_label
        >>> end_label(figure := go.Figure(), 3.0, 72.5, "late", "#1B1D21")
        >>> figure.layout.annotations[0].text, figure.layout.annotations[0].y
        ('<b>late</b>', 72.5)

    """
    figure.add_annotation(
        x=x,
        y=y,
        text=f"<b>{text}</b>" if bold else text,
        showarrow=False,
        xanchor="left",
        xshift=8,
        font={"size": 14, "color": color},
    )


def explored(
    figure: go.Figure,
    palette: Palette,
    title: str,
    about: str = "",
    *,
    height: int = 420,
    margin: Mapping[str, int] | None = None,
) -> go.Figure:
    """Dress a figure that stands by itself, in place, and return it: a title, a ground, axes that zoom.

    Args:
        figure: all of its axes are dressed alike.
        palette: of the theme.
        title: what is shown.
        about: one line below it: of what, on which scale.
        height: px.
        margin: px, where the usual ones do not fit.

    """
    base = {key: value for key, value in layout(palette).items() if key not in ("xaxis", "yaxis")}
    room = {"l": 64, "r": 24, "t": 84, "b": 52, **(margin or {})}
    figure.update_layout(base)
    figure.update_layout(
        paper_bgcolor=palette.page,
        plot_bgcolor=palette.page,
        height=height + BAR,
        margin={**room, "t": room["t"] + BAR},
        dragmode="zoom",
        modebar={
            "bgcolor": "rgba(0,0,0,0)",
            "color": palette.ink3,
            "activecolor": palette.ink,
            "orientation": "h",
        },
        title={
            "text": title,
            "font": {"family": HEADING, "size": 18, "color": palette.ink},
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "pad": {"l": 12, "t": 14 + BAR},
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "subtitle": {"text": about, "font": {"family": FONT, "size": 13, "color": palette.ink2}},
        },
    )
    axis = {
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "tickfont": {"size": 13, "color": palette.ink3},
        "title": {"font": {"size": 13, "color": palette.ink2}, "standoff": 8},
        "automargin": True,
        "linecolor": palette.line,
    }
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    return figure


def colour_bar(palette: Palette, title: str, **more: Any) -> dict[str, Any]:
    """Return a thin bar that states a colour's scale; `more` is its place."""
    return {
        "title": {"text": title, "side": "right", "font": {"size": 13, "color": palette.ink2}},
        "thickness": 10,
        "outlinewidth": 0,
        "ticks": "",
        "nticks": 4,
        "tickfont": {"size": 13, "color": palette.ink3},
        **more,
    }
