"""The tokens of a clip as Plotly figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mmfusion.language import tr
from mmfusion.ui.parts.plotly_fold import Made
from mmfusion.ui.tokens.page import CELLS, DURATIONS, FRAMES, PATCHES, SENSES, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures.template import Palette
    from mmfusion.ui.shell.state import View


def figures(name: str, view: View) -> list[Made]:
    """Return the list of tokens and their numbers; nothing while the page's question is open."""
    if not view.uncovered("tokens_"):
        return []
    list_ = (
        [Made(tr("The list that the network receives"), partial(_barcode, name))] if shown(name).terms else []
    )
    return [*list_, Made(tr("How many tokens"), _counts)]


def _barcode(name: str, palette: Palette) -> go.Figure:
    from mmfusion.explain.trace import Label
    from mmfusion.figures import barcode
    from mmfusion.figures.labels import words
    from mmfusion.tasks.sounding.network import places

    terms = shown(name).terms
    names = {
        sense: [words(Label(sense, i, place)) for i, place in enumerate([None, *places(sense)])]
        for sense in SENSES
    }
    return barcode({sense: terms[sense].tokens for sense in SENSES}, names, palette)


def _counts(palette: Palette) -> go.Figure:
    from mmfusion.figures import counts
    from mmfusion.tasks.sounding import COLUMNS, DURATION
    from mmfusion.tasks.sounding.tokens.tokenisation import Raster

    each = DURATION / COLUMNS
    return counts(
        FRAMES,
        PATCHES,
        [[Raster(frames=n, patch=side).visual for n in FRAMES] for side in PATCHES],
        [each * columns for columns in DURATIONS],
        [each * step for step in CELLS],
        [[Raster(columns=columns, step=step).audio for columns in DURATIONS] for step in CELLS],
        palette,
    )
