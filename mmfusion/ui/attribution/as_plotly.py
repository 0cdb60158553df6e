"""Maps of an answer, what their orders do to it, coalitions and bits, as Plotly figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mmfusion.language import tr
from mmfusion.ui.attribution import computed, information, modalities
from mmfusion.ui.clips.map_figure import over_clip
from mmfusion.ui.parts.plotly_fold import Made

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette
    from mmfusion.ui.clips.subject import Watched


def figures(watched: Watched, answer: int, pick: str) -> list[Made]:
    """Return a figure of each method's map, the curves of all, coalitions and bits; computed when asked for.

    Args:
        watched: the clip and the network.
        answer: whose maps they are.
        pick: the method that lies over the clip: its curves are drawn on top.

    """
    names = computed.methods(watched)
    first = [name for name in names if name == pick]
    out = [
        Made(
            tr("Evidence for the answer: {method}", method=computed.in_words(name)),
            partial(_map, watched, answer, name),
        )
        for name in [*first, *(name for name in names if name != pick)]
    ]
    out += [Made(tr("Deletion and insertion, method by method"), partial(_curves, watched, answer, pick))]
    if len(modalities.players(watched)) > 1:
        out += [
            Made(
                tr("What each modality adds to {answer}", answer=name_of(watched, answer)),
                partial(_added, watched, answer),
            )
        ]
    if information.asked(watched) is not None:
        out += [Made(tr(information.TITLE), partial(_bits, watched))]
    return out


def name_of(watched: Watched, answer: int) -> str:
    """Return an answer in words."""
    return tr(watched.subject.classes(watched.subject.asks)[answer])


def _map(watched: Watched, answer: int, method: str, palette: Palette) -> go.Figure:
    from mmfusion.explain.compared import shares

    found = shares(computed.explained(watched, answer, method).map)
    heading = tr(
        "Evidence for {answer}: {method}",
        answer=name_of(watched, answer),
        method=computed.in_words(method),
    )
    return over_clip(watched, found, heading, tr("share of the map"), method in computed.SIGNED, palette)


def _curves(watched: Watched, answer: int, pick: str, palette: Palette) -> go.Figure:
    from mmfusion.figures import removal_curves

    names = computed.methods(watched)
    own = {computed.in_words(name): computed.in_its_order(watched, answer, name) for name in names}
    chance = computed.by_chance(watched, answer)
    return removal_curves(
        {name: curves.deletion[0] for name, curves in own.items()},
        {name: curves.insertion[0] for name, curves in own.items()},
        (chance.deletion, chance.insertion),
        answer=name_of(watched, answer),
        leads=computed.in_words(pick) if pick in names else "",
        palette=palette,
    )


def _added(watched: Watched, answer: int, palette: Palette) -> go.Figure:
    from mmfusion.figures import side_by_side

    rows = modalities.bars(modalities.ways(watched, answer))
    ways = {tr(way): [row.spans[way][1] for row in rows] for way in rows[0].spans}
    return side_by_side(
        ways,
        [row.words for row in rows],
        heading=tr("What each modality adds to {answer}", answer=name_of(watched, answer)),
        axis=f"p({name_of(watched, answer)})",
        of=tr("coalition"),
        streams=[row.stream for row in rows],
        palette=palette,
    )


def _bits(watched: Watched, palette: Palette) -> go.Figure:
    from mmfusion.figures import side_by_side

    columns = information.columns(watched)
    values = {tr(name): list(by.values()) for name, by in columns.items() if name != information.OTHER}
    labels = [tr(words) for words in information.PARTS.values()]
    return side_by_side(
        values, labels, heading=tr(information.TITLE), axis=tr("bits"), of=tr("part"), palette=palette
    )
