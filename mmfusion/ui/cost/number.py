"""What bottlenecks save of a layer in the lecture's example: the page's number, asked before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.explain.cost import WAYS, crossover
from mmfusion.figures import cost as figures
from mmfusion.language import tr
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
                tr(
                    "100 words, 196 patches, d = 768: with four bottleneck tokens, {share:.0f}\u2009% fewer "
                    "scores are computed. How many % of a whole layer's multiply-adds do they save?",
                    share=pairs,
                ),
                GUESSES,
                "cost_",
                tr("your guess, %"),
            )
            return
        saved = 100 * (1 - through.total / shared.total)
        guess = float(view["cost_guess"]) if view["cost_guess"] in GUESSES else None
        number(
            f"{abs(saved):.1f}",
            tr(
                "of a layer's multiply-adds are saved, though {share:.0f}\u2009% fewer scores are computed: "
                "up to {tokens} tokens, all else costs more.",
                share=pairs,
                tokens=figures.grouped(crossover(768)),
            ),
            track(max(saved, 0.0), guess, 0, 50, lambda value: f"{value:.1f}\u2009%"),
            unit="\u2009%",
            own="cost_",
            guesses=GUESSES,
            truth=saved,
        )


def covered(shown: Setting, view: View) -> bool:
    """Return whether the bars would tell what is asked."""
    return not view.uncovered("cost_") and shown == PRESETS["lecture"][1]
