"""Where late fusion turns from voice to picture on the test set, asked before it is shown; and robustness."""

from __future__ import annotations

from html import escape
from importlib import import_module
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.tasks.digits import SPOILED_ENERGY, TURNS, TURNS_SPOILED
from mmfusion.ui.draw import computed
from mmfusion.ui.parts.number import ask, number, track
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.theme import palette

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.figures import Palette
    from mmfusion.figures.robustness import Curve
    from mmfusion.ui.shell.state import View

GUESSES = {"12": "+12", "6": "+6", "0": "0", "-6": "−6", "-12": "−12"}
"""Guesses, dB -> what stands on its segment."""
LEFT = f"{100 * SPOILED_ENERGY:.0f} %"
BEYOND = 24.0
"""A median above the levels is said to be above them."""
SHOWN = {
    "visual": "picture",
    "audio": "voice",
    "early": "early",
    "bottleneck-mid": "bottleneck",
    "late": "late",
}


def seen(view: View) -> bool:
    """Return whether the number may be seen."""
    return view.uncovered("draw_")


def said(value: float) -> str:
    """Return a level in dB, with its sign."""
    return f"{value:+.0f}".replace("-", "−").replace("+0", "0").replace("−0", "0")


def headline(view: View, place: DeltaGenerator) -> None:
    """Ask at which level late fusion turns, or write it; nothing where the card is not of these weights."""
    late = computed.predictors()["late"]
    found = late.card.metrics.get(TURNS_SPOILED)
    if found is None or not late.trained:
        return
    with place:
        if not seen(view):
            ask(
                "At which voice to noise, in dB, does late fusion turn from the voice to a picture that has "
                f"{LEFT} of its energy left? Median over test pairs that disagree.",
                GUESSES,
                "draw_",
                "your guess, dB",
            )
            return
        value, low, high = (float(found[key]) for key in ("value", "low", "high"))
        guess = float(view["draw_guess"]) if view["draw_guess"] in GUESSES else None
        whole = float(late.card.metrics[TURNS]["value"])
        more = "above 24 dB" if whole >= BEYOND else f"at {said(whole)} dB"
        number(
            said(value),
            f"is where late fusion turns to a picture with {LEFT} of its energy ({said(low)} to "
            f"{said(high)}): median, {int(found['n'])} splits. Whole picture: {more}.",
            track(value, guess, -24, 24, said),
            unit=" dB",
            own="draw_",
        )


def robust() -> None:
    """Draw accuracy against noise where picture and voice agree."""
    predictors = computed.predictors()
    if not all(one.trained for one in predictors.values()):
        return
    # Plotly uses pandas where it finds it, half imported by another thread too: wait until it is whole.
    import_module("pandas")
    st.html('<h3 class="mmf-h2">When the two agree</h3>')
    st.plotly_chart(
        chart("agree, dB", palette()),
        theme=None,
        config={"displayModeBar": False, "responsive": True},
        key="draw-robust",
        alt="accuracy against voice to noise of each strategy, pairs that agree",
    )
    seeds = int(predictors["late"].card.metrics["clean"]["n"])
    note(
        f"Accuracy on test pairs of one class, whole pictures; {seeds} splits by speaker. Pairs share a "
        f"class, not a "
        "moment: late fusion is hard to beat here."
    )


def table() -> str:
    """Return what each strategy gets right, by what is spoiled or missing, as HTML."""
    from mmfusion.tasks.digits.table import strategy_table

    cards = [one.card for one in computed.predictors().values()]
    head, *rows = strategy_table(cards)
    tops = "".join(f"<th>{escape(words)}</th>" for words in head[1:-1])
    body = "".join(
        f"<tr><th>{escape(_title(row[0]))}</th>{''.join(map(_cell, row[1:-1]))}</tr>" for row in rows
    )
    return (
        '<div class="mmf-results mmf-draw-table" tabindex="0" role="region" aria-label="right on test pairs">'
        f"<table><thead><tr><th>right, %</th>{tops}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(words: str) -> str:
    """Return a cell: a share, its interval below it, so that all columns stand on a phone."""
    value, _, half = words.partition(" ± ")
    return f"<td>{escape(value)}{f'<small>± {escape(half)}</small>' if half else ''}</td>"


def _title(strategy: str) -> str:
    """Return what a row is called: networks as in the figure, experts as the table has them."""
    found = computed.TITLES.get(strategy)
    return strategy.replace("experts", "two experts") if found is None else found[0]


def missing() -> None:
    """Write accuracy by what is spoiled or missing, folded."""
    if not all(one.trained for one in computed.predictors().values()):
        return
    box = st.expander(
        "Spoiled, or one modality missing", key="draw_missing", on_change="rerun", bind="query-params"
    )
    if not box.open:
        return
    with box:
        st.html(table())
        note(
            "Pairs that agree. The two experts were trained apart and calibrated apart: what trains both "
            "modalities "
            "together does not beat them here, since a pair shares nothing but its class."
        )


def chart(name: str, palette: Palette) -> go.Figure:
    """Return accuracy against what is spoiled, from the cards: ``agree, dB`` or ``agree, energy``."""
    from mmfusion.figures.robustness import robustness

    levels = [float(level) for level in computed.predictors()["late"].card.robustness[name]]
    noise = name.endswith("dB")
    # Every fourth level is named: all of them would stand on end where the column is narrow.
    said = [f"{100 * d:.0f} %" if not noise else "" if d % 12 else f"{d:g}".replace("-", "−") for d in levels]
    axis = "voice to noise, dB" if noise else "energy left in the picture, clean voice"
    return robustness(curves(name), said, axis, palette, chance=0.1, height=300)


def curves(name: str) -> list[Curve]:
    """Return the curve of each strategy from its card."""
    from mmfusion.figures.robustness import Curve

    out = []
    for strategy, title in SHOWN.items():
        found = computed.predictors()[strategy].card.robustness[name].values()
        value, low, high = ([float(one[key]) for one in found] for key in ("value", "low", "high"))
        sense = strategy if strategy in ("visual", "audio") else "fused"
        out.append(Curve(title, value, low, high, sense, leads=strategy == "late"))
    return out
