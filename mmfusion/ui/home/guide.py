"""The lesson of the front page: when two modalities are better than one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.language import marked
from mmfusion.tasks.sounding import NAMES
from mmfusion.ui.home import pad
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import P, publish

if TYPE_CHECKING:
    from mmfusion.tasks.sounding.pad import PadGrid

PAGE = "home"


def tell(found: PadGrid, node: tuple[int, int]) -> None:
    """Publish what the three networks make of the clip where the point stands."""
    (x, y), truth = node, found.truth
    answers = {"sound": found.audio[x], "picture": found.visual[y], "fused": found.fused[y, x]}
    noise, blur = pad.said_of(x, y).split(",")
    publish(
        PAGE,
        truth=NAMES[truth],
        noise=noise if noise == "clean" else f"{noise} dB".replace("-", "−"),
        blur=float(blur),
        **{f"{name}_p": P(p[truth]) for name, p in answers.items()},
        **{f"{name}_right": int(p.argmax()) == truth for name, p in answers.items()},
    )


GUIDE = Guide(
    definition=Step(
        marked(
            "Fusion combines modalities so that one answer uses all of them. Three networks name the "
            "object in this clip: one hears the sound, one sees the picture, and one fuses both. A bar is "
            "the probability of the truth."
        ),
        ".lab .bars",
    ),
    prediction=Step(
        marked(
            "Every mixture of noise and blur is one point of the square. Guess where only fusion is right."
        ),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Drag the point through the square. Here (noise: {noise}, blur: {blur:.0f} px) the {truth} has "
            "probability {sound_p} from the sound, {picture_p} from the picture and {fused_p} from both."
        ),
        ".lab .field",
        marked("The networks still answer; the numbers follow."),
        seen=".lab .bars",
    ),
    formula=Step(
        marked(
            "The fused network gives each modality a score (a logit) for every class. Their mean, divided "
            "by T, goes through the softmax: {fused_p} for the {truth}, where the point stands."
        ),
        FORMULA,
        marked("The networks still answer; the numbers follow."),
    ),
    remember=Step(
        marked(
            "On {share:.1f} % of the square only fusion is right. Fusion pays where both modalities are "
            "weak; where one of them is clear, it is enough alone."
        ),
        NUMBER,
    ),
    exercises=(
        Exercise(
            marked("Find a place where one modality alone is right and fusion is wrong."),
            ".lab .field",
            lambda f: (f["sound_right"] or f["picture_right"]) and not f["fused_right"],
            marked(
                "Solved: the {truth} has {sound_p} from the sound alone, {picture_p} from the picture "
                "alone, but {fused_p} from both. A spoiled modality can mislead the fused network."
            ),
            (
                marked("Leave one modality fairly clear and spoil the other one as far as you can."),
                marked("Drag the point to the right edge, into a third of the blur."),
            ),
            {"pad_clip": "0", "pad": "-24,12"},
            seen=".lab .bars",
        ),
    ),
)
