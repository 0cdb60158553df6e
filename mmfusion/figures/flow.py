"""What passes through a bottleneck, layer by layer: who writes into its tokens, who reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import plotly.graph_objects as go
from numpy.typing import NDArray

from mmfusion.figures.template import LIGHT, Palette, explored, tint
from mmfusion.language import tr
from mmfusion.modality import title


class Exchange(Protocol):
    """The attention of one layer that exchanges, as `mmfusion.explain.exchange.Flow` holds it."""

    @property
    def layer(self) -> int:
        """From 0."""

    @property
    def reads(self) -> Mapping[str, NDArray[Any]]:
        """By modality."""

    @property
    def loaded(self) -> bool:
        """Whether what is read here holds anything of a clip yet."""

    @property
    def heard(self) -> bool:
        """Whether any layer reads what is written here."""

    def read_share(self, modality: str) -> NDArray[Any]:
        """Share of each token's update `(B,)` that is read of a modality."""

    def taken_share(self, modality: str) -> NDArray[Any]:
        """Share of a modality's attention `(B,)` on each token."""


def flow(exchanges: Sequence[Exchange], palette: Palette = LIGHT) -> go.Figure:
    """Return a Sankey diagram of the bottleneck, layers to the right, ribbons as wide as attention shares.

    A ribbon into a token is what its update reads of a modality, in that modality's colour; a ribbon out of
    it is what a modality's tokens, on the mean, give to it. What holds nothing of the clip yet, and what no
    layer reads, is paler.

    Args:
        exchanges: of one clip, in the order of the layers.
        palette: of the theme.

    Raises:
        ValueError: nothing exchanges.

    Example:
        >>> import numpy as np
        >>> from mmfusion.figures.flow import flow
        >>> class One:
        ...     layer, loaded, heard = 1, True, True
        ...     reads = {"visual": np.ones((2, 5)), "audio": np.ones((2, 3))}
        ...     def read_share(self, modality): return np.array([0.4, 0.3])
        ...     def taken_share(self, modality): return np.array([0.05, 0.1])
        >>> flow([One()]).data[0].link.value
        (0.4, 0.3, 0.05, 0.1, 0.4, 0.3, 0.05, 0.1)

    """
    if not exchanges:
        raise ValueError("nothing exchanges")
    nodes = _Nodes(exchanges, palette)
    links: dict[str, list[Any]] = {key: [] for key in ("source", "target", "value", "color", "customdata")}
    for one in exchanges:
        for modality in one.reads:
            read, taken, own = one.read_share(modality), one.taken_share(modality), title(modality)
            for j, share in enumerate(read):
                said = tr(
                    "{modality} → token {n}, layer {layer}<br>{p:.1f} % of its update is read "
                    "from this modality",
                    modality=own,
                    n=j + 1,
                    layer=one.layer + 1,
                    p=100 * share,
                )
                said += "" if one.heard else f"<br>{tr('no layer reads it')}"
                alpha = 0.55 if one.heard else 0.2
                _link(
                    links,
                    nodes.at(modality, one.layer),
                    nodes.at(j, one.layer + 1),
                    share,
                    tint(palette.mark(modality), alpha),
                    said,
                )
            for j, share in enumerate(taken):
                said = tr(
                    "token {n} → {modality}, layer {layer}<br>{p:.1f} % of the attention of "
                    "this modality goes to it",
                    n=j + 1,
                    modality=own,
                    layer=one.layer + 1,
                    p=100 * share,
                )
                said += "" if one.loaded else f"<br>{tr('it holds nothing of the clip yet')}"
                alpha = 0.6 if one.loaded else 0.2
                _link(
                    links,
                    nodes.at(j, one.layer),
                    nodes.at(modality, one.layer + 1),
                    share,
                    tint(palette.mark("bottleneck"), alpha),
                    said,
                )
    figure = go.Figure(
        go.Sankey(
            arrangement="fixed",
            node={
                "label": nodes.labels,
                "x": nodes.x,
                "y": nodes.y,
                "color": nodes.colours,
                "customdata": nodes.hovers,
                "hovertemplate": "%{customdata}<extra></extra>",
                "pad": 6,
                "thickness": 12,
                "line": {"width": 0},
            },
            link={**links, "hovertemplate": "%{customdata}<extra></extra>"},
            textfont={"size": 13, "color": palette.ink2, "shadow": "none"},
        )
    )
    explored(
        figure,
        palette,
        tr("What crosses the bottleneck"),
        tr("The width is a share of attention, a mean over heads: what is read, not what is used."),
        height=520,
        margin={"l": 24, "r": 24, "b": 40},
    )
    first, steps = exchanges[0].layer, nodes.steps
    for i in range(steps + 1):
        figure.add_annotation(
            x=i / steps,
            y=-0.08,
            xref="paper",
            yref="paper",
            text=tr("layer {n}", n=first + i) if first + i else tr("input"),
            showarrow=False,
            font={"size": 13, "color": palette.ink3},
            xanchor="left" if i == 0 else "right" if i == steps else "center",
        )
    return figure


def _link(links: dict[str, list[Any]], source: int, target: int, value: float, color: str, said: str) -> None:
    for key, one in zip(
        ("source", "target", "value", "color", "customdata"),
        (source, target, float(value), color, said),
        strict=True,
    ):
        links[key].append(one)


class _Nodes:
    """Modalities and bottleneck tokens at every depth, and where they stand."""

    def __init__(self, exchanges: Sequence[Exchange], palette: Palette) -> None:
        self.first = exchanges[0].layer
        self.steps = exchanges[-1].layer + 1 - self.first
        modalities = list(exchanges[0].reads)
        count = len(exchanges[0].read_share(modalities[0]))
        self.number: dict[tuple[str | int, int], int] = {}
        self.labels: list[str] = []
        self.hovers: list[str] = []
        self.colours: list[str] = []
        self.x: list[float] = []
        self.y: list[float] = []
        heights = _heights(modalities, count)
        for depth in range(self.first, self.first + self.steps + 1):
            for who, y in heights.items():
                self.number[who, depth] = len(self.labels)
                token = isinstance(who, int)
                name = f"{who + 1}" if isinstance(who, int) else title(who)
                self.labels.append(name if depth == self.first or token else "")
                where = tr("after layer {n}", n=depth) if depth else tr("as input")
                self.hovers.append(
                    tr("bottleneck token {n}, {where}", n=name, where=where) if token else f"{name} {where}"
                )
                self.colours.append(palette.mark("bottleneck" if isinstance(who, int) else who))
                self.x.append(min(max((depth - self.first) / self.steps, 0.001), 0.999))
                self.y.append(y)

    def at(self, who: str | int, depth: int) -> int:
        """Return the number of a modality or a token after `depth` layers."""
        return self.number[who, depth]


def _heights(modalities: Sequence[str], count: int) -> dict[str | int, float]:
    """Return heights: the first modality on top, the others below, the tokens between."""
    out: dict[str | int, float] = {modalities[0]: 0.12}
    for j in range(count):
        out[j] = 0.3 + 0.4 * (j + 0.5) / count
    for i, name in enumerate(modalities[1:]):
        out[name] = 0.88 - 0.14 * (len(modalities) - 2 - i)
    return out
