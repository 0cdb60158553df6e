"""Where every strategy switches on this pair, and robustness, as Plotly figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mmfusion.language import tr
from mmfusion.ui.draw import computed, number
from mmfusion.ui.draw.buffer import ends
from mmfusion.ui.draw.computed import TITLES
from mmfusion.ui.parts.plotly_fold import Made

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mmfusion.figures import Palette
    from mmfusion.ui.draw.page import Now


def figures(now: Now) -> list[Made]:
    """Return the figures of what is open."""
    a, b, _ = ends(computed.believed(now.pair))
    return [
        Made(tr("Probability of {digit}, the picture’s digit", digit=a), partial(_pair, now, a)),
        Made(tr("Probability of {digit}, the voice’s digit", digit=b), partial(_pair, now, b)),
        Made(tr("Pairs that agree: noise on the voice"), partial(number.lines, "agree, dB")),
        Made(tr("Pairs that agree: energy of the picture"), partial(number.lines, "agree, energy")),
    ]


def _pair(now: Now, digit: int, palette: Palette) -> go.Figure:
    from mmfusion.figures.robustness import Curve, robustness
    from mmfusion.tasks.digits.believing import RATIOS

    found = computed.believed(now.pair)
    curves = []
    for name in TITLES:
        if name in found.logits:
            p = found.probabilities(name)[:, digit].tolist()
            sense = name if name in ("visual", "audio") else "fused"
            curves.append(Curve(computed.name_of(name), p, p, p, sense, leads=name == "late"))
    return robustness(
        curves, [f"{d:g}".replace("-", "−") for d in RATIOS], tr("signal-to-noise ratio, dB"), palette, 0.1
    )
