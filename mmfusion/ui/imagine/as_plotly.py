"""The curves of the page, and the figure's lists, as Plotly figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mmfusion.language import marked, tr
from mmfusion.tasks.imagine.amounts import DEEP, RAW, SHUFFLED
from mmfusion.tasks.imagine.colours import COLOURS, NAME, SHADES, histograms
from mmfusion.ui.imagine import computed
from mmfusion.ui.parts.plotly_fold import Made

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette

SHORT = {
    "imagined": marked("imagined alone"),
    "with imagined": marked("name, imagined"),
    NAME: marked("name alone"),
    "with shuffled": marked("shuffled"),
}
"""What arms are called at the end of a line; the others stand in the table."""


def figures(item: int, words: str, everything: bool, corrected: bool, say: str) -> list[Made]:
    """Return the figures of what is in view, and the measured curves, made when they are asked for."""
    return [
        Made(tr("What is nearest"), partial(_nearest, item, words, everything, corrected, say)),
        Made(tr("Imagined colours"), partial(_colours, item, words, say)),
        Made(tr("R@10 against pairs"), amounts),
        Made(tr("Colours against labels"), colours),
    ]


def _nearest(
    item: int, words: str, everything: bool, corrected: bool, say: str, palette: Palette
) -> go.Figure:
    import plotly.graph_objects as go

    from mmfusion.figures.template import explored
    from mmfusion.tasks.pairs import pairs

    names, maps = pairs().names, computed.maps(words)
    if say:
        found, title = computed.typed(say), say
        near = found.every if everything else found.held
    else:
        near, title = maps.names(item, everything, corrected, computed.SHOWN), names[maps.held[item]]
    figure = go.Figure()
    figure.add_bar(
        x=near.cosines[::-1], y=[names[row] for row in near.rows[::-1]], orientation="h", name=tr("cosine"),
        marker={"color": palette.mark("text")}, text=[f"{c:.2f}" for c in near.cosines[::-1]],
        textposition="outside",
    )  # fmt: skip
    figure.update_xaxes(title={"text": tr("cosine")}, range=[0, 1])
    return explored(figure, palette, tr("Nearest to {name}", name=title), "", height=320, margin={"r": 48})


def _colours(item: int, words: str, say: str, palette: Palette) -> go.Figure:
    import plotly.graph_objects as go

    from mmfusion.figures.template import explored
    from mmfusion.tasks.pairs import pairs

    maps, (shares, coloured) = computed.maps(words), histograms()
    row = maps.held[item]
    imagined = computed.typed(say).colours if say else maps.colours[row]
    figure = go.Figure()
    figure.add_bar(
        x=[tr(one) for one in COLOURS], y=imagined, name=tr("imagined from the name"),
        marker={"color": palette.page, "line": {"color": palette.ink, "width": 1.6}},
    )  # fmt: skip
    if not say and coloured[row]:
        shades = [f"#{codes[0]}" for codes in SHADES.values()]
        figure.add_bar(
            x=[tr(one) for one in COLOURS],
            y=shares[row],
            name=tr("in the drawing"),
            marker={"color": shades},
        )
    figure.update_yaxes(title={"text": tr("share")})
    return explored(figure, palette, tr("Imagined colours"), say or pairs().names[row], height=340)


def amounts(palette: Palette) -> go.Figure:
    """Return R@10 from picture to name against pairs."""
    from mmfusion.figures.robustness import Curve, robustness

    found = computed.table()["pairs"]
    rows = found["picture to name"]["R@10"]
    curves = [
        Curve(
            tr(name),
            [one["value"] for one in rows[key]],
            [one["low"] for one in rows[key]],
            [one["high"] for one in rows[key]],
            sense,
            leads=key != SHUFFLED,
        )
        for key, name, sense in (
            (DEEP, marked("deep feature"), "fused"),
            (RAW, marked("raw pixels"), "visual"),
            (SHUFFLED, marked("shuffled"), "fused"),
        )
    ]
    figure = robustness(
        curves, [str(n) for n in found["pairs"]], tr("pairs; up: R@10, %"), palette, found["chance"], 280
    )
    return figure.update_yaxes(range=[0, 55], tickvals=[10, 20, 30, 40, 50])


def colours(palette: Palette) -> go.Figure:
    """Return accuracy of the colour against labels a class, by names of MiniLM."""
    from mmfusion.figures.robustness import Curve, robustness

    found = computed.table()["colours"]
    rows = found["minilm"]["figures"]
    curves = [
        Curve(
            tr(name),
            [one["value"] for one in rows[arm]["accuracy"]],
            [one["low"] for one in rows[arm]["accuracy"]],
            [one["high"] for one in rows[arm]["accuracy"]],
            "text" if arm == NAME else "fused",
            leads=arm in (NAME, "imagined"),
        )
        for arm, name in SHORT.items()
    ]
    levels = [str(budget or tr("all")) for budget in found["budgets"]]
    figure = robustness(curves, levels, tr("labels a class; up: accuracy, %"), palette, found["chance"], 320)
    return figure.update_yaxes(range=[5, 50], tickvals=[10, 20, 30, 40])
