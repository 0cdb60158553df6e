"""The lesson of joint spaces: what pulls pairs together, and what keeps everything from falling together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.language import marked
from mmfusion.ui.joint import choices
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import P, publish

if TYPE_CHECKING:
    from mmfusion.ui.joint.figure import Now

PAGE = "joint"


def tell(found: Now) -> None:
    """Publish what the run that is shown comes to; what is found, unless it would tell the number."""
    run = found.left
    last = {name: float(values[-1]) for name, values in run.figures.items()}
    publish(
        PAGE,
        method=choices.ALL[found.method],
        on=sorted(found.on),
        gap=P(last["gap"]),
        spread=P(last["spread"]),
    )
    if len(run.losses):
        publish(PAGE, loss=float(run.losses[-20:].mean()))
    if not found.covered:
        publish(PAGE, recall=P(last["recall"]))


GUIDE = Guide(
    definition=Step(
        marked(
            "A joint space holds both modalities: a picture and its name are mapped to the same sphere, "
            "and training pulls the two of a pair together. Turn the sphere and choose a pair."
        ),
        ".spheres .one .globe",
    ),
    prediction=Step(
        marked(
            "A contrastive loss also pushes wrong pairs, the negatives, apart. What is still found without "
            "them? Guess first."
        ),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Switch on “no negatives” and drag through the run. Now the loss ends at "
            "{loss:.2f} and the spread at {spread}; a spread of 0 means that all lie in one "
            "place."
        ),
        ".st-key-joint_with",
        marked("CCA has no run to drag through: choose another method."),
        seen=".spheres .one .globe",
    ),
    formula=Step(
        marked(
            "For each pair the loss compares its own cosine with those of the negatives. At the end of "
            "this run it is {loss:.2f}."
        ),
        FORMULA,
        marked("CCA has no loss that is trained in steps: choose another method."),
    ),
    remember=Step(
        marked(
            "Without negatives {alone:.0f} % of names find their picture among the first ten; with them "
            "{whole:.0f} %. A loss of 0 says nothing where nothing is held apart."
        ),
        NUMBER,
    ),
    exercises=(
        Exercise(
            marked("Make the clouds collapse: bring the spread below 0.1."),
            ".st-key-joint_with",
            lambda f: f["spread"] < 0.1,
            marked(
                "Solved: the spread is {spread}, with a loss of {loss:.2f}. The loss is small, and the "
                "space is useless."
            ),
            (
                marked("What holds the points apart in the loss?"),
                marked("Take the negatives away."),
            ),
            {"joint_with": "no negatives"},
        ),
        Exercise(
            marked("Keep the spread above 0.5 and yet bring what is found (R@10) below 0.03, about chance."),
            ".st-key-joint_with",
            lambda f: f["spread"] > 0.5 and f["recall"] < 0.03,
            marked(
                "Solved: spread {spread}, but R@10 is {recall}. Held apart is not yet aligned: the pairs "
                "must be right."
            ),
            (
                marked("Something has to be wrong with the pairs, not with the negatives."),
                marked("Shuffle the pairs."),
            ),
            {"joint_with": "shuffle the pairs"},
        ),
    ),
)
