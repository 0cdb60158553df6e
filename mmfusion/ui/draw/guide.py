"""The lesson of *draw it, say it*: which modality a strategy believes when they disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mmfusion.language import marked
from mmfusion.ui.draw import computed
from mmfusion.ui.draw.buffer import ends, rows
from mmfusion.ui.draw.number import said
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import P, publish

if TYPE_CHECKING:
    from mmfusion.ui.draw.page import Now

PAGE = "draw"


def tell(now: Now) -> None:
    """Publish whom late and early fusion believe at the level that is set."""
    from mmfusion.tasks.digits.believing import RATIOS

    found = computed.believed(now.pair)
    seen, heard, disagree = ends(found)
    at = int(np.abs(np.array(RATIOS) - now.at).argmin())
    publish(PAGE, seen=seen, heard=heard, disagree=disagree, at=said(now.at))
    for row in rows(found):
        if row["name"] in ("late", "early"):
            name = row["name"]
            publish(
                PAGE,
                **{
                    f"{name}_says": row["says"][at],
                    f"{name}_seen": P(row["seen"][at]),
                    f"{name}_heard": P(row["heard"][at]),
                },
            )


SAME = marked("Picture and voice agree. Press “A pair that disagrees”.")

GUIDE = Guide(
    definition=Step(
        marked(
            "A digit is drawn and a digit is spoken, and they need not agree. Each row is one strategy: a "
            "bar to the left is its probability of the picture’s digit, to the right of the voice’s."
        ),
        ".believing .rows",
    ),
    prediction=Step(
        marked("At which level of noise does late fusion switch from the voice to the picture? Guess first."),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Lower the signal-to-noise ratio. At {at} dB late fusion gives the picture’s "
            "{seen} the probability {late_seen} and the voice’s {heard} the probability "
            "{late_heard}. Less noise switches it to the voice."
        ),
        ".believing .slide",
        SAME,
        seen=".believing .rows",
    ),
    formula=Step(
        marked(
            "Late fusion takes the mean of the two networks’ logits and divides it by T. After the softmax "
            "the {seen} has {late_seen} and the {heard} has {late_heard}."
        ),
        FORMULA,
        SAME,
    ),
    remember=Step(
        marked(
            "Over the test set, late fusion switches at {turns} dB to a picture that has lost most of its "
            "energy. A strategy believes the modality with the larger logits; whether that is the better "
            "one is a matter of calibration."
        ),
        NUMBER,
    ),
    exercises=(
        Exercise(
            marked("Make late fusion believe the voice and not the picture."),
            ".believing .slide",
            lambda f: f["disagree"] and f["late_says"] == f["heard"],
            marked(
                "Solved: at {at} dB the voice’s {heard} has probability {late_heard}, the picture’s {seen} "
                "has {late_seen}."
            ),
            (
                marked("The voice has to be heard better, or the picture seen worse."),
                marked(
                    "Drag the signal-to-noise ratio to the left end, or leave less of the picture’s energy."
                ),
            ),
            {"draw_at": "24"},
            seen=".believing .rows",
        ),
        Exercise(
            marked("Find a level at which early and late fusion believe different modalities."),
            ".believing .slide",
            lambda f: f["disagree"] and {f["late_says"], f["early_says"]} == {f["seen"], f["heard"]},
            marked("Solved: at {at} dB late fusion says {late_says}, early fusion says {early_says}."),
            (
                marked("Look at the column “switches at”: strategies switch at different levels."),
                marked("Choose a level between the two at which early and late fusion switch."),
            ),
            {"draw_at": "20"},
            seen=".believing .rows",
        ),
    ),
)
