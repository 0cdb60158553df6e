"""Where every strategy changes its mind on this pair, and robustness, as Plotly figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

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
        Made(f"Probability of {a}, what the picture says", partial(_pair, now, a)),
        Made(f"Probability of {b}, what the voice says", partial(_pair, now, b)),
        Made("When the two agree: noise on the voice", partial(number.chart, "agree, dB")),
        Made("When the two agree: energy of the picture", partial(number.chart, "agree, energy")),
    ]


def _pair(now: Now, digit: int, palette: Palette) -> go.Figure:
    from mmfusion.figures.robustness import Curve, robustness
    from mmfusion.tasks.digits.believing import RATIOS

    found = computed.believed(now.pair)
    curves = []
    for name, (title, note) in TITLES.items():
        if name in found.logits:
            p = found.probabilities(name)[:, digit].tolist()
            said = f"{title}, {note}" if title == "Two experts" else title
            sense = name if name in ("visual", "audio") else "fused"
            curves.append(Curve(said, p, p, p, sense, leads=name == "late"))
    return robustness(
        curves, [f"{d:g}".replace("-", "−") for d in RATIOS], "voice to noise, dB", palette, 0.1
    )
