"""How many pictures of classes without a picture the graph tells, asked before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mmfusion.language import tr
from mmfusion.ui.graph import computed
from mmfusion.ui.parts.guide.facts import P, publish
from mmfusion.ui.parts.number import ask, number, track

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.ui.shell.state import View

GUESSES = (".10", ".30", ".50", ".70", ".90")


def seen(view: View) -> bool:
    """Return whether the number may be seen."""
    return view.uncovered("graph_")


def short(value: float, digits: int = 2) -> str:
    """Return a share without its leading nought, with a true minus sign."""
    text = f"{value:.{digits}f}".replace("0.", ".", 1)
    return text.replace("-", "−") if float(text) else text.replace("-", "")


def half(own: dict[str, Any]) -> str:
    """Return the half-width of an interval."""
    return short((own["high"] - own["low"]) / 2)


def headline(view: View, place: DeltaGenerator) -> None:
    """Ask how many pictures of unseen classes get their class by the graph, or write it."""
    of = computed.table()
    own, one = of["arms"]["graph"]["top-1"], of["arms"]["one label"]["top-1"]
    with place:
        if not seen(view):
            ask(
                tr(
                    "Fifteen classes without a picture: for what share of test pictures does "
                    "the graph give the correct class? Chance is {chance}, one labelled "
                    "picture a class gives {one}.",
                    chance=short(of["chance"]),
                    one=short(one["value"]),
                ),
                GUESSES,
                "graph_",
            )
            return
        guess = float(view["graph_guess"]) if view["graph_guess"] in GUESSES else None
        plain, words = of["arms"]["name"]["top-1"], of["arms"]["hypernyms"]["top-1"]
        publish("graph", graph=P(own["value"]), bare=P(plain["value"]), words=P(words["value"]))
        number(
            short(own["value"]),
            tr(
                "± {half} correct by the graph, chance {chance}. By the bare name {plain}, "
                "with hypernyms in words {words}, by one labelled picture {one}.",
                half=half(own),
                chance=short(of["chance"]),
                plain=short(plain["value"]),
                words=short(words["value"]),
                one=short(one["value"]),
            ),
            track(own["value"], guess, 0, 1, short),
            own="graph_",
            guesses=GUESSES,
            truth=own["value"],
        )
