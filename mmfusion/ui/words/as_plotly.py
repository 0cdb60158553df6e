"""What the pinned word looks at, all heads, and the strip of the test set, as Plotly figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from mmfusion.language import tr
from mmfusion.tasks.scenes import GRID
from mmfusion.ui.parts.plotly_fold import Made
from mmfusion.ui.words import computed, pointing
from mmfusion.ui.words.computed import NETWORKS, VIEWS
from mmfusion.ui.words.scenes import scene
from mmfusion.ui.words.sentences import words_of

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from numpy.typing import NDArray

    from mmfusion.figures import Palette
    from mmfusion.ui.words.page import Now


def figures(now: Now, seen: bool) -> list[Made]:
    """Return the figures of what is open; those of the test set that are covered are left out."""
    made = [Made(tr("What “{word}” looks at", word=now.word), partial(_map, now, False))]
    if now.open.view != VIEWS[0]:
        made.append(
            Made(tr("Evidence for and against, through “{word}”", word=now.word), partial(_map, now, True))
        )
    made.append(Made(tr("All heads"), partial(_heads, now)))
    if pointing.tables():
        shown = tuple(NETWORKS) if seen else (pointing.ALONE,)
        made.append(Made(tr("Pointing accuracy, test set"), partial(_strip, shown)))
    return made


def _region(now: Now) -> NDArray[np.bool_] | None:
    cells = words_of(now.asked.words, scene(now.asked.scene))[now.open.word]["region"]
    if cells is None:
        return None
    region = np.zeros(GRID * GRID, dtype=bool)
    region[cells] = True
    return region.reshape(GRID, GRID)


def _map(now: Now, signed: bool, palette: Palette) -> go.Figure:
    from mmfusion.figures import scene_map

    word, layer, head = now.open.word, now.open.layer, now.open.head
    about = computed.about(now.asked, now.about)
    whole = computed.signed(now.asked, about) if signed else computed.looked(now.asked).weights
    values = whole[layer, head, word].reshape(GRID, GRID)
    if signed and now.open.view == "clamped":
        values = np.maximum(values, 0)
    heading = (
        tr("Through “{word}”, for and against “{answer}”", word=now.word, answer=about)
        if signed
        else tr("What “{word}” looks at", word=now.word)
    )
    return scene_map(
        values,
        palette,
        heading=heading,
        about=tr(
            "Layer {layer}, head {head}. {sentence}",
            layer=layer + 1,
            head=head + 1,
            sentence=" ".join(now.asked.words),
        ),
        value=tr("attention × gradient") if signed else tr("weight"),
        picture=scene(now.asked.scene).picture(4),
        region=_region(now),
    )


def _heads(now: Now, palette: Palette) -> go.Figure:
    from mmfusion.figures import Statistic, heads

    weights = computed.looked(now.asked).weights[:, :, now.open.word]
    region = _region(now)
    values = weights.max(axis=-1) if region is None else weights[:, :, region.ravel()].sum(axis=-1)
    label = tr("largest weight") if region is None else tr("share inside its region")
    of = {(layer, "text", head): float(v) for (layer, head), v in np.ndenumerate(values)}
    return heads([Statistic(f"“{now.word}”: {label}", of, "visual", 0.0)], palette)


def _strip(shown: tuple[str, ...], palette: Palette) -> go.Figure:
    from mmfusion.figures import pointing as strip

    return strip(pointing.columns(shown), palette)
