"""The formula strip: cross-attention, with the score and the weight of the pinned word's strongest cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mmfusion.modality import title
from mmfusion.tasks.scenes import GRID
from mmfusion.ui.parts.formula import strip
from mmfusion.ui.parts.plotly_fold import fold
from mmfusion.ui.shell.theme import palette
from mmfusion.ui.words import as_plotly, computed
from mmfusion.ui.words.number import seen
from mmfusion.ui.words.takeaway import take_away

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View
    from mmfusion.ui.words.page import Now

RULE = (
    r"\text{MCA}(\textcolor{TEXT}{\text{WORDS}},\textcolor{PICTURE}{\text{SEEN}})="
    r"\text{softmax}\!\left(\frac{\textcolor{TEXT}{Q}\,\textcolor{PICTURE}{K}^{\top}}{\sqrt{d_k}}\right)"
    r"\textcolor{PICTURE}{V}"
)


def formula(now: Now, view: View) -> None:
    """Write the strip, and below it, folded, the same as Plotly figures."""
    made = as_plotly.figures(now, seen(view))
    colours = palette()
    rule = RULE.replace("WORDS", title("text")).replace("SEEN", title("visual"))
    rule = rule.replace("TEXT", colours.words("text")).replace("PICTURE", colours.words("visual"))
    with strip("mmfusion.nn.attention", rule, values(now)):
        take_away(now, made)
    fold("words", made, covered=not seen(view))


def values(now: Now) -> str:
    """Return the formula's second half: score and weight of the pinned word's strongest cell."""
    found = computed.looked(now.asked)
    weights = found.weights[now.open.layer, now.open.head, now.open.word]
    best = int(np.argmax(weights))
    scaled = float(found.scores[now.open.layer, now.open.head, now.open.word, best])
    spec = computed.predictor(now.asked.network).spec
    width = spec.width // spec.heads
    colours = palette()
    word = rf"\textcolor{{{colours.words('text')}}}{{\text{{{now.word}}}}}"
    row, column = divmod(best, GRID)
    return (
        rf"{word}:\ \frac{{q\,k_{{{row + 1},{column + 1}}}^{{\top}}}}{{\sqrt{{d_k}}}}="
        rf"\frac{{{scaled * np.sqrt(width):.2f}}}{{\sqrt{{{width}}}}}={scaled:.2f}\;\rightarrow\;"
        rf"w=\textcolor{{{colours.words('visual')}}}{{{weights[best]:.2f}}}"
    )
