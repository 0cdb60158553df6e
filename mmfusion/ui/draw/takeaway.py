"""What can be taken away from the page *draw it, say it*: link, figure, numbers, a notebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.ui.draw import computed
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.plotly_fold import Made, files
from mmfusion.ui.parts.takeaway import notebook_of, opened

if TYPE_CHECKING:
    from mmfusion.ui.draw.page import Now


def table(now: Now) -> str:
    """Return every strategy's answers as CSV: a row a strategy and ratio, a column a digit."""
    from mmfusion.tasks.digits.believing import RATIOS

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["strategy", "voice_to_noise_db", *range(10)])
    found = computed.believed(now.pair)
    for name in found.logits:
        for ratio, row in zip(RATIOS, found.probabilities(name), strict=True):
            writer.writerow([name, f"{ratio:g}", *(f"{p:.6f}" for p in row)])
    return out.getvalue()


def notebook(now: Now) -> str:
    """Return a notebook that asks the same of the same pair; a recording of one's own has to be put in."""
    pair = now.pair
    shown = (
        f"drawn({pair.picture[1:]!r})"
        if pair.picture[:1] == "s"
        else f"stored().pictures[{pair.picture[1:]}]"
    )
    own = computed.number(pair.voice, len(computed.stored().waves)) is None
    voice = (
        "trimmed(samples)  # your recording, 8 kHz, mono, float32" if own else f"stored().waves[{pair.voice}]"
    )
    lines = [
        "import mmfusion",
        "from mmfusion.tasks.digits import STRATEGIES, believe, drawn, stored, trimmed",
        "",
        "networks = {name: mmfusion.load('digits', name) for name in STRATEGIES}",
        f"whole = {shown}",
        f"picture = stored().lessons.energy.left(whole[None], {pair.energy})[0]",
        f"voice = {voice}",
    ]
    given = {
        "": "believe(networks, picture, voice, whole)",
        "visual": "believe(networks, None, voice)",
        "audio": "believe(networks, picture, None, whole)",
    }
    more = [
        f"found = {given[pair.without]}",
        "found.seen, found.heard, {name: found.turns(name) for name in found.logits}  # dB",
    ]
    last = [
        "from mmfusion.figures import LIGHT, Curve, robustness",
        "from mmfusion.tasks.digits import RATIOS",
        "",
        "digit = found.seen if found.seen is not None else found.heard",
        "p = {name: found.probabilities(name)[:, digit] for name in found.logits}",
        "curves = [Curve(name, v, v, v, leads=name == 'late') for name, v in p.items()]",
        "robustness(curves, [f'{d:g}' for d in RATIOS], 'signal-to-noise ratio, dB', LIGHT, chance=0.1)",
    ]
    return notebook_of(tr("A drawn and a spoken digit"), lines, more, last)


def take_away(now: Now, made: Sequence[Made]) -> None:
    """Write the popover."""
    popover = opened()
    if popover is None:
        return
    name = "mmfusion-draw"
    with popover:
        figure_export(name, Figure(marked("Draw it, say it"), ".believing"), key="draw-export")
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(tr("Notebook"), notebook(now), f"{name}.ipynb", on_click="ignore")
            st.download_button(
                tr("All answers, CSV"), table(now), f"{name}.csv", "text/csv", on_click="ignore"
            )
        files("draw", name, made)
