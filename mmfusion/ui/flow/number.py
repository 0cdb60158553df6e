"""Who tells whom: the number of the page of the bottleneck, asked before it is shown."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.modality import title
from mmfusion.ui.flow.page import ASKED, CLOSED, WAYS
from mmfusion.ui.parts.number import ask, number

if TYPE_CHECKING:
    from mmfusion.tasks.sounding.exchange import ExchangeFigures, Replacement
    from mmfusion.ui.shell.state import View

GUESSES = {
    "audio-visual": marked("sound → picture"),
    "visual-audio": marked("picture → sound"),
    "both": marked("both"),
}
TOLD = 2.0
"""Points of accuracy from which a direction is said to tell something."""


def headline(found: ExchangeFigures | None, why: str, question: str, view: View) -> None:
    """Ask who tells whom, or write what each direction is worth on this question."""
    if found is None:
        st.html(
            '<div class="mmf-number"><p>'
            + tr(
                "No accuracy is shown: {why}. The figure and the answers are those of this network.",
                why=escape(tr(why)),
            )
            + "</p></div>"
        )
        return
    guesses = {way: tr(words) for way, words in GUESSES.items()}
    if not view.uncovered("flow_"):
        ask(
            tr(
                "Which direction costs more accuracy on <i>{question}</i> when it is cut?",
                question=escape(tr(ASKED[question])),
            ),
            guesses,
            "flow_",
            of=question,
        )
        return
    lost = {way: points(found, question, way, "mean") for way in WAYS if way != CLOSED}
    (most, first), (_, second) = sorted(lost.items(), key=lambda item: -item[1])
    sender, reader = (title(m) for m in most.split("-"))
    if first < TOLD:
        swap = max(points(found, question, way, "swap") for way in lost)
        words = tr(
            "points on <i>{question}</i>, whichever direction is cut: one modality is enough. "
            "Replaced by another clip instead of the mean: {swap}.",
            question=escape(tr(ASKED[question])),
            swap=minus(swap),
        )
    else:
        words = tr(
            "points on <i>{question}</i> when the direction <b>{sender} → {reader}</b> is cut. The other "
            "direction: {second}. n\u00a0=\u00a0{n:,}.",
            question=escape(tr(ASKED[question])),
            sender=sender,
            reader=reader,
            second=minus(second),
            n=found.clips,
        )
    number(
        minus(first, 0 if first >= 10 else 1),
        words,
        track(lost, view["flow_guess"]),
        own="flow_",
        guesses=guesses,
        truth=truth(lost),
        of=question,
    )


def points(found: ExchangeFigures, question: str, way: str, how: Replacement) -> float:
    """Return the points of accuracy that a direction costs when it is cut at all layers."""
    from mmfusion.tasks.sounding.exchange import named

    sender, reader = way.split("-")
    return 100 * found.lost[question][named(sender, reader, how)]["value"]


def truth(lost: dict[str, float]) -> str | None:
    """Return which guess is right: the direction that is missed most, or both; None if none is missed.

    Both are missed alike where neither costs twice as many points as the other.
    """
    (most, first), (_, second) = sorted(lost.items(), key=lambda item: -item[1])
    return None if first < TOLD else most if second < first / 2 else "both"


def minus(lost: float, digits: int = 1) -> str:
    """Return points lost with their sign, −59.9; nothing lost is 0.0."""
    text = f"{abs(lost):.{digits}f}"
    return text if float(text) == 0 else f"{'−' if lost > 0 else '+'}{text}"


def track(lost: dict[str, float], guess: str) -> str:
    """Return the axis below the number: both directions as dots, what was guessed as a hollow triangle."""
    most = float(np.ceil(max(*lost.values(), 10) / 10) * 10)
    at = {way: min(max(100 * value / most, 0), 100) for way, value in lost.items()}
    near = max(at.values()) - min(at.values()) < 52  # their names would lie on each other
    marks = []
    for way, place in at.items():
        name = tr(GUESSES[way])
        if not near:
            ends = (
                f"left:{place:.1f}%;transform:translateX(-{place:.1f}%)"  # within the track, however narrow
            )
            marks.append(f'<b class="half" style="{ends}">{name} {minus(lost[way], 0)}</b>')
        marks.append(f'<i class="dot" style="left:{place:.1f}%"></i>')
    if near:
        marks.append('<span style="left:50%">' + tr("both within a few points") + "</span>")
    own = {**at, "both": float(np.mean(list(at.values())))}.get(guess)
    if own is not None:
        marks.append(f'<u style="left:{own:.1f}%" title="{tr("your guess")}">▽</u>')
    return f'<div class="mmf-track">{"".join(marks)}</div>'
