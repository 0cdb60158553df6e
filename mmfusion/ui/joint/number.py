"""The headline: what is still found when nothing is held apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.language import tr
from mmfusion.ui.joint import computed
from mmfusion.ui.parts.guide.facts import publish
from mmfusion.ui.parts.number import ask, number, track

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.ui.shell.state import View

GUESSES = ("1", "3", "10", "20", "40")
ALONE = "InfoNCE, no negatives"


def seen(view: View) -> bool:
    """Return whether the number is uncovered."""
    return view.uncovered("joint_")


def headline(view: View, place: DeltaGenerator) -> None:
    """Ask for the number, or write it."""
    with place:
        if not seen(view):
            ask(
                tr(
                    "Without negatives the loss falls to 0. For how many % of names is their "
                    "picture still among the ten nearest of 360, in k = 64 dimensions?"
                ),
                GUESSES,
                "joint_",
                tr("your guess, %"),
            )
            return
        own = computed.figure(ALONE)
        less = 50 * (own["high"] - own["low"])
        loss = computed.table()["words"]["minilm"]["methods"][ALONE]["said"]["loss"]["value"]
        publish("joint", alone=100 * own["value"], whole=100 * computed.figure("InfoNCE")["value"])
        guess = float(view["joint_guess"]) if view["joint_guess"] in GUESSES else None
        number(
            f"{100 * own['value']:.0f}",
            tr(
                "± {less:.0f} of names have their picture among the ten nearest without "
                "negatives (k = 64); with them {whole:.0f} %, by chance {chance:.0f} %. The "
                "loss is {loss:.2f}.",
                less=less,
                whole=100 * computed.figure("InfoNCE")["value"],
                chance=100 * computed.chance(),
                loss=loss,
            ),
            track(100 * own["value"], guess, 0, 50, lambda value: f"{value:.0f} %"),
            " %",
            own="joint_",
            guesses=GUESSES,
            truth=100 * own["value"],
        )
