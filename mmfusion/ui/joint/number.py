"""The headline: what is still found when nothing is held apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.ui.joint import computed
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
                "Trained without negatives at k = 64, the loss goes to 0. How many % of names still find "
                "their picture among the first ten of 360?",
                GUESSES,
                "joint_",
                "your guess, %",
            )
            return
        own = computed.figure(ALONE)
        less = 50 * (own["high"] - own["low"])
        loss = computed.table()["words"]["minilm"]["methods"][ALONE]["said"]["loss"]["value"]
        guess = float(view["joint_guess"]) if view["joint_guess"] in GUESSES else None
        number(
            f"{100 * own['value']:.0f}",
            f"± {less:.0f} of names find their picture in the first ten without negatives, k = 64: "
            f"{100 * computed.figure('InfoNCE')['value']:.0f} with them, "
            f"{100 * computed.chance():.0f} by chance. The loss says {loss:.2f}.",
            track(100 * own["value"], guess, 0, 50, lambda value: f"{value:.0f} %"),
            " %",
            own="joint_",
        )
