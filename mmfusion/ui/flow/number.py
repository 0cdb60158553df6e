"""Who tells whom: the number of the page of the bottleneck, asked before it is shown."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.modality import title
from mmfusion.ui.flow.page import ASKED, CLOSED, WAYS
from mmfusion.ui.parts.number import ask, number

if TYPE_CHECKING:
    from mmfusion.tasks.sounding.exchange import ExchangeFigures, Replacement
    from mmfusion.ui.shell.state import View

GUESSES = {"audio-visual": "sound tells", "visual-audio": "picture tells", "both": "both"}
TOLD = 2.0
"""Points of accuracy from which a direction is said to tell something."""


def headline(found: ExchangeFigures | None, why: str, question: str, view: View) -> None:
    """Ask who tells whom, or write what each direction is worth on this question."""
    if found is None:
        st.html(
            f'<div class="mmf-number"><p>No accuracy is shown: {escape(why)}. What is drawn and said here '
            "is this network's all the same.</p></div>"
        )
        return
    if not view.uncovered("flow_"):
        ask(
            "Whose contribution is missed, when it no longer reaches the other, on "
            f"<i>{escape(ASKED[question])}</i>",
            GUESSES,
            "flow_",
        )
        return
    lost = {way: points(found, question, way, "mean") for way in WAYS if way != CLOSED}
    (most, first), (_, second) = sorted(lost.items(), key=lambda item: -item[1])
    sender, reader = (title(m) for m in most.split("-"))
    if first < TOLD:
        swap = max(points(found, question, way, "swap") for way in lost)
        words = (
            f"points on <i>{escape(ASKED[question])}</i>, whichever way is cut: one modality is enough. With "
            f"another clip's put in instead of the mean: {minus(swap)}."
        )
    else:
        words = (
            f"points on <i>{escape(ASKED[question])}</i> when what the <b>{sender}</b> puts in is replaced, "
            f"for the {reader} alone. The reverse: {minus(second)}. n\u00a0=\u00a0{found.clips:,}."
        )
    number(minus(first, 0 if first >= 10 else 1), words, track(lost, view["flow_guess"]), own="flow_")


def points(found: ExchangeFigures, question: str, way: str, how: Replacement) -> float:
    """Return the points of accuracy that a direction costs when it is cut at all layers."""
    from mmfusion.tasks.sounding.exchange import named

    sender, reader = way.split("-")
    return 100 * found.lost[question][named(sender, reader, how)]["value"]


def minus(lost: float, digits: int = 1) -> str:
    """Return points lost with their sign, −59.9; nothing lost is 0.0."""
    text = f"{abs(lost):.{digits}f}"
    return text if float(text) == 0 else f"{'−' if lost > 0 else '+'}{text}"


def track(lost: dict[str, float], guess: str) -> str:
    """Return the axis below the number: both directions as dots, what was guessed as a hollow triangle."""
    most = float(np.ceil(max(*lost.values(), 10) / 10) * 10)
    at = {way: min(max(100 * value / most, 0), 100) for way, value in lost.items()}
    near = max(at.values()) - min(at.values()) < 34
    marks = []
    for way, place in at.items():
        name = f"{title(way.split('-')[0])} tells"
        if not near:
            edge = min(max(place, 13), 87)
            marks.append(f'<b style="left:{edge:.1f}%">{name} {minus(lost[way], 0)}</b>')
        marks.append(f'<i class="dot" style="left:{place:.1f}%"></i>')
    if near:
        marks.append('<span style="left:50%">both within a few points</span>')
    own = {**at, "both": float(np.mean(list(at.values())))}.get(guess)
    if own is not None:
        marks.append(f'<u style="left:{own:.1f}%" title="your guess">▽</u>')
    return f'<div class="mmf-track">{"".join(marks)}</div>'
