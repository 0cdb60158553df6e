"""Where late fusion turns from voice to picture on the test set, asked before it is shown; and robustness."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.digits import EXPERTS, SPOILED_ENERGY, TURNS, TURNS_SPOILED
from mmfusion.ui.draw import computed
from mmfusion.ui.parts.chart import chart
from mmfusion.ui.parts.guide.facts import publish
from mmfusion.ui.parts.number import ask, number, track
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.figures import Palette
    from mmfusion.figures.robustness import Curve
    from mmfusion.ui.shell.state import View

GUESSES = {"12": "+12", "6": "+6", "0": "0", "-6": "−6", "-12": "−12"}
"""Guesses, dB -> what stands on its segment."""
LEFT = f"{100 * SPOILED_ENERGY:.0f} %"
BEYOND = 24.0
"""A median above the levels is said to be above them."""
SHOWN = ("visual", "audio", "early", "bottleneck-mid", "late")
"""Strategies whose accuracy is drawn."""
EXPERTS_ON = {"clean": f"{EXPERTS}-clean", "spoiled": EXPERTS}
"""What the two experts' T is fitted on -> their strategy."""
HEADS = {
    "clean": marked("clean"),
    f"{100 * SPOILED_ENERGY:.0f} % energy and −5 dB": marked("{share} energy and −5 dB"),
    "no voice": marked("no voice"),
    "no picture": marked("no picture"),
}
"""State of the test pairs -> what its column is called."""


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
                tr(
                    "At which signal-to-noise ratio of the voice does late fusion switch to a "
                    "picture with {left} of its energy? Median over test pairs that disagree.",
                    left=LEFT,
                ),
                GUESSES,
                "draw_",
                tr("your guess, dB"),
            )
            return
        value, low, high = (float(found[key]) for key in ("value", "low", "high"))
        guess = float(view["draw_guess"]) if view["draw_guess"] in GUESSES else None
        whole = float(late.card.metrics[TURNS]["value"])
        more = tr("above 24 dB") if whole >= BEYOND else tr("at {level} dB", level=said(whole))
        publish("draw", turns=said(value))
        number(
            said(value),
            tr(
                "is where late fusion switches to a picture with {left} of its energy ({low} "
                "to {high}; median, mean of {n} splits). With the whole picture: {more}.",
                left=LEFT,
                low=said(low),
                high=said(high),
                n=int(found["n"]),
                more=more,
            ),
            track(value, guess, -24, 24, said),
            unit=" dB",
            own="draw_",
            guesses=GUESSES,
            truth=value,
        )


def robust() -> None:
    """Draw accuracy against noise where picture and voice agree."""
    predictors = computed.predictors()
    if not all(one.trained for one in predictors.values()):
        return
    st.html(f'<h3 class="mmf-h2">{tr("Pairs that agree")}</h3>')
    chart(
        partial(lines, "agree, dB"),
        key="draw-robust",
        alt=tr("accuracy of each strategy against the signal-to-noise ratio, on pairs that agree"),
    )
    seeds = int(predictors["late"].card.metrics["clean"]["n"])
    note(
        tr(
            "Accuracy in % on test pairs of one class, whole pictures; {n} splits by speaker. Pairs share a "
            "class, not a moment: late fusion is hard to beat here.",
            n=seeds,
        )
    )


def table() -> str:
    """Return what each strategy gets right, by what is spoiled or missing, as HTML."""
    from mmfusion.tasks.digits.table import strategy_table

    cards = [one.card for one in computed.predictors().values()]
    head, *rows = strategy_table(cards)
    tops = "".join(f"<th>{escape(tr(HEADS[state], share=LEFT))}</th>" for state in head[1:-1])
    body = "".join(
        f"<tr><th>{escape(_title(row[0]))}</th>{''.join(map(_cell, row[1:-1]))}</tr>" for row in rows
    )
    return (
        '<div class="mmf-results mmf-draw-table" tabindex="0" role="region" '
        f'aria-label="{tr("accuracy on test pairs")}">'
        f"<table><thead><tr><th>{tr('accuracy, %')}</th>{tops}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(words: str) -> str:
    """Return a cell: a share, its interval below it, so that all columns stand on a phone."""
    value, _, half = words.partition(" ± ")
    return f"<td>{escape(value)}{f'<small>± {escape(half)}</small>' if half else ''}</td>"


def _title(strategy: str) -> str:
    """Return what a row is called: as in the figure."""
    kind = strategy.removeprefix("experts, T on ")
    return computed.name_of(strategy if kind == strategy else EXPERTS_ON[kind])


def missing() -> None:
    """Write accuracy by what is spoiled or missing, folded."""
    if not all(one.trained for one in computed.predictors().values()):
        return
    box = st.expander(
        tr("Accuracy with spoiled inputs, or one modality missing"),
        key="draw_missing",
        on_change="rerun",
        bind="query-params",
    )
    if not box.open:
        return
    with box:
        st.html(table())
        note(
            tr(
                "Pairs that agree. The two experts were trained and calibrated apart: training "
                "both modalities together does not beat them here, since a pair shares nothing "
                "but its class."
            )
        )


def lines(name: str, palette: Palette) -> go.Figure:
    """Return accuracy against what is spoiled, from the cards: ``agree, dB`` or ``agree, energy``."""
    from mmfusion.figures.robustness import robustness

    levels = [float(level) for level in computed.predictors()["late"].card.robustness[name]]
    noise = name.endswith("dB")
    # Every fourth level is named: all of them would stand on end where the column is narrow.
    said = [f"{100 * d:.0f} %" if not noise else "" if d % 12 else f"{d:g}".replace("-", "−") for d in levels]
    axis = tr("signal-to-noise ratio, dB") if noise else tr("energy left in the picture, clean voice")
    return robustness(curves(name), said, axis, palette, chance=0.1, height=300)


def curves(name: str) -> list[Curve]:
    """Return the curve of each strategy from its card."""
    from mmfusion.figures.robustness import Curve

    out = []
    for strategy in SHOWN:
        found = computed.predictors()[strategy].card.robustness[name].values()
        value, low, high = ([float(one[key]) for one in found] for key in ("value", "low", "high"))
        sense = strategy if strategy in ("visual", "audio") else "fused"
        out.append(Curve(computed.name_of(strategy), value, low, high, sense, leads=strategy == "late"))
    return out
