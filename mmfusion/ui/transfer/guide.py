"""The lesson of transfer: what a modality that is there in training alone leaves behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.language import marked
from mmfusion.tasks.transfer import said
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import publish

if TYPE_CHECKING:
    from typing import Any

    from mmfusion.ui.transfer.computed import Panel

PAGE = "transfer"


def tell(found: dict[str, Any], panel: Panel, at: int) -> None:
    """Publish accuracy alone and with the lost modality, and the gain, at the budget in view."""
    alone, lead = (found["figures"][arm]["accuracy"][at] for arm in (panel.alone, panel.lead[0]))
    gain = found["figures"][panel.lead[0]]["gain"][at]
    value, half = 100 * gain["value"], 100 * gain["half"]
    publish(
        PAGE,
        labels=said(found["budgets"][at]),
        alone=100 * alone["value"],
        lead=100 * lead["value"],
        gain=f"{value:+.1f}".replace("-", "−"),
        half=half,
        low=value - half,
    )


GUIDE = Guide(
    definition=Step(
        marked(
            "Transfer in co-learning: a second modality is there in training and lost afterwards. What it "
            "taught stays in the network of the modality that is left."
        ),
        ".budget .curve",
    ),
    prediction=Step(
        marked(
            "After training with names, {opening} labels per class: how many labels without names do as "
            "well? Guess first."
        ),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Move “labels per class”. Labels: {labels}. The modality alone is right in {alone:.1f} %, after "
            "training with the lost one in {lead:.1f} %."
        ),
        ".budget .set",
        seen=".budget .curve",
    ),
    formula=Step(
        marked(
            "The map f is fitted on pairs, then a classifier on its output with the few labels. The gain "
            "in view (labels: {labels}) is {gain} ± {half:.1f} points."
        ),
        FORMULA,
    ),
    remember=Step(
        marked(
            "{worth:.0f} labels per class alone do what {opening} do with names. A lost modality saves "
            "labels where labels are few."
        ),
        NUMBER,
    ),
    exercises=(
        Exercise(
            marked("Find a number of labels at which the gain is no longer certain: its interval reaches 0."),
            ".budget .set",
            lambda f: f["low"] <= 0,
            marked("Solved: with {labels} labels per class the gain is {gain} ± {half:.1f} points."),
            (
                marked("What does a lost modality still add when labels are plenty?"),
                marked("Move the slider to its right end."),
            ),
            {"transfer_at": "all"},
            seen=".budget .gain",
        ),
    ),
)
