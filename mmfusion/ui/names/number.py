"""How many labels a name is worth, asked before it is shown; and the curve that it is read from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.ui.names import computed
from mmfusion.ui.parts.chart import chart
from mmfusion.ui.parts.guide.facts import publish
from mmfusion.ui.parts.number import ask, number, track
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.figures.template import Palette
    from mmfusion.ui.shell.state import View

GUESSES = (".1", ".3", "1", "2", "5")
QUESTION = marked(
    "Names alone classify 100 classes. How many labelled pictures per class make a classifier as good? "
    "Below 1, some classes have none."
)


def seen(view: View) -> bool:
    """Return whether the number may be seen."""
    return view.uncovered("names_")


def short(value: float, digits: int = 2) -> str:
    """Return a share without its leading nought."""
    return f"{value:.{digits}f}".removeprefix("0")


def headline(view: View, place: DeltaGenerator) -> None:
    """Ask how many labels a name is worth, or write it."""
    of = computed.table()["labels"]
    worth, names = of["all"]["worth"], of["all"]["names"]
    one = of["all"]["labels"][of["budgets"].index(1)]
    with place:
        if not seen(view):
            ask(tr(QUESTION), GUESSES, "names_")
            return
        publish("names", worth=worth["value"])
        guess = float(view["names_guess"]) if view["names_guess"] in GUESSES else None
        number(
            f"{worth['value']:.2f}",
            tr(
                "labels per class are worth as much as names ({low:.2f} to {high:.2f}). Accuracy on {test} "
                "test pictures: names alone {names}, one label per class {one}.",
                low=worth["low"],
                high=worth["high"],
                test=of["test"],
                names=short(names["value"]),
                one=short(one["value"]),
            ),
            track(worth["value"], guess, 0, 5, lambda v: f"{v:.2f}"),
            own="names_",
            guesses=GUESSES,
            truth=worth["value"],
        )


CHANCE = 0.01
"""Of a hundred names."""


def lines(palette: Palette, *, covered: bool) -> go.Figure:
    """Return accuracy against labels a class; names are left out where they would give the number away.

    Without a label a classifier guesses, and names stand alone.
    """
    from mmfusion.figures.robustness import Curve, robustness

    of = computed.table()["labels"]
    own = of["all"]
    guess = {"value": CHANCE, "low": CHANCE, "high": CHANCE}
    rows = {tr("labels"): ("visual", [guess, *own["labels"]])}
    if not covered:
        rows[tr("labels + names")] = ("fused", [own["names"], *own["both"]])
        rows[tr("names alone")] = ("text", [own["names"]] * (len(of["budgets"]) + 1))
    curves = [
        Curve(
            name,
            value=[one["value"] for one in values],
            low=[one["low"] for one in values],
            high=[one["high"] for one in values],
            sense=sense,
            leads=sense == "fused",
        )
        for name, (sense, values) in rows.items()
    ]
    levels = ["0", *(f"{budget:g}".removeprefix("0") for budget in of["budgets"])]
    return robustness(
        curves,
        levels,
        tr("labelled pictures per class; upwards: accuracy, %").replace("; ", ";<br>"),
        palette,
        CHANCE,
    )


def curve(view: View) -> None:
    """Draw accuracy against labels, what is covered left out."""
    of = computed.table()["labels"]
    covered = not seen(view)
    st.html(f'<h2 class="mmf-h2">{tr("Names against labels")}</h2>')
    chart(
        partial(lines, covered=covered),
        key="names-curve",
        alt=tr("accuracy on a hundred classes against labelled pictures per class"),
    )
    if covered:
        note(tr("The accuracy of names is covered: guess or reveal."))
        return
    gain = of["all"]["gain"][of["budgets"].index(1)]
    few, names = of["not seen"], of["not seen"]["names"]
    note(
        tr(
            "All use the same frozen features; mean of {seeds} splits with Student’s 95 % "
            "interval. Names added to one label per class raise the accuracy by {gain} ({low} "
            "to {high}). On classes that the backbone has not seen, names alone reach {names}, "
            "one label per class {one}.",
            seeds=of["seeds"],
            gain=short(gain["value"]),
            low=short(gain["low"]),
            high=short(gain["high"]),
            names=short(names["value"]),
            one=short(few["labels"][of["budgets"].index(1)]["value"]),
        )
    )
