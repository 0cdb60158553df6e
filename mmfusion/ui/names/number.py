"""How many labels a name is worth, asked before it is shown; and the curve that it is read from."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.ui.names import computed
from mmfusion.ui.parts.number import ask, number, track
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.theme import palette

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.figures.template import Palette
    from mmfusion.ui.shell.state import View

GUESSES = (".1", ".3", "1", "2", "5")
QUESTION = (
    "Hundred classes of Caltech-101, named without a label. How many labelled pictures a class make a "
    "classifier as good? Below 1, some classes have one."
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
            ask(QUESTION, GUESSES, "names_")
            return
        guess = float(view["names_guess"]) if view["names_guess"] in GUESSES else None
        number(
            f"{worth['value']:.2f}",
            f"labels a class ({worth['low']:.2f} to {worth['high']:.2f}). Names alone find the class of "
            f"{short(names['value'])} of {of['test']:,} pictures; one label a class of "
            f"{short(one['value'])}.",
            track(worth["value"], guess, 0, 5, lambda v: f"{v:.2f}"),
            own="names_",
        )


CHANCE = 0.01
"""Of hundred names."""


def chart(palette: Palette, *, covered: bool) -> go.Figure:
    """Return accuracy against labels a class; names are left out where they would give the number away.

    Without a label a classifier guesses, and names stand alone.
    """
    from mmfusion.figures.robustness import Curve, robustness

    of = computed.table()["labels"]
    own = of["all"]
    guess = {"value": CHANCE, "low": CHANCE, "high": CHANCE}
    rows = {"labels": ("visual", [guess, *own["labels"]])}
    if not covered:
        rows["labels + names"] = ("fused", [own["names"], *own["both"]])
        rows["names alone"] = ("text", [own["names"]] * (len(of["budgets"]) + 1))
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
    return robustness(curves, levels, "labelled pictures a class; up: right, %", palette, CHANCE)


def curve(view: View) -> None:
    """Draw accuracy against labels, what is covered left out."""
    import_module("pandas")  # Plotly uses it where it finds it, half imported by another thread too
    of = computed.table()["labels"]
    covered = not seen(view)
    st.html('<h2 class="mmf-h2">Names against labels</h2>')
    st.plotly_chart(
        chart(palette(), covered=covered),
        theme=None,
        config={"displayModeBar": False, "responsive": True},
        key="names-curve",
        alt="accuracy on hundred classes against labelled pictures a class",
    )
    if covered:
        note("Accuracy by names: covered, guess or reveal.")
        return
    gain = of["all"]["gain"][of["budgets"].index(1)]
    few, names = of["not seen"], of["not seen"]["names"]
    note(
        f"The same frozen features for all; {of['seeds']} splits, Student’s 95 % interval. Names added to "
        f"one label a class gain {short(gain['value'])} ({short(gain['low'])} to {short(gain['high'])}). On "
        f"classes that the backbone has not seen names alone find {short(names['value'])}, one label a class "
        f"{short(few['labels'][of['budgets'].index(1)]['value'])}."
    )
