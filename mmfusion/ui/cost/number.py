"""What bottlenecks save of a layer in the lecture's example: the page's number, asked before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.explain.cost import WAYS, crossover
from mmfusion.figures import cost as figures
from mmfusion.ui.cost.setting import PRESETS, Setting, costs
from mmfusion.ui.parts.number import ask, number, track

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.ui.shell.state import View

GUESSES = ("0", "10", "20", "40")


def headline(view: View, place: DeltaGenerator) -> None:
    """Write what bottlenecks save of a layer in the lecture's example, once it is guessed."""
    found = costs(PRESETS["lecture"][1])
    shared, through = found[WAYS["self"]], found[WAYS["bottleneck"]]
    pairs = 100 * (1 - through.attention / shared.attention)
    with place:
        if not view.uncovered("cost_"):
            ask(
                "100 words, 196 patches, d = 768: four bottleneck tokens cut the scores by "
                f"{pairs:.0f}\u2009%. How many % of a whole layer's multiply-adds?",
                GUESSES,
                "cost_",
                "your guess, %",
            )
            return
        saved = 100 * (1 - through.total / shared.total)
        guess = float(view["cost_guess"]) if view["cost_guess"] in GUESSES else None
        number(
            f"{abs(saved):.1f}",
            f"of a layer's multiply-adds, though the scores fall by {pairs:.0f}\u2009%: up to "
            f"{figures.grouped(crossover(768))} tokens projections and MLP cost more than attention.",
            track(max(saved, 0.0), guess, 0, 50, lambda value: f"{value:.1f}\u2009%"),
            unit="\u2009%",
            own="cost_",
        )


def covered(shown: Setting, view: View) -> bool:
    """Return whether the bars would tell what is asked."""
    return not view.uncovered("cost_") and shown == PRESETS["lecture"][1]
