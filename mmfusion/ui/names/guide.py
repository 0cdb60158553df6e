"""The lesson of names: zero-shot classification, and what the backbone's own classes do to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.language import marked
from mmfusion.tasks.names.shown import PICTURES
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import P, publish

if TYPE_CHECKING:
    from mmfusion.ui.names.page import Now

PAGE = "names"


def tell(now: Now) -> None:
    """Publish which name comes first for the picture, and whether the backbone was trained on it."""
    answer, first = now.answer, now.answer.best(now.gamma)
    truth = next((one.names[0] for one in PICTURES if now.source.key == f"names-{one.title}"), None)
    publish(
        PAGE,
        first=answer.names[first] if first is not None else None,
        first_seen=bool(answer.seen[first]) if first is not None else None,
        cosine=P(answer.cosines[first]) if first is not None else None,
        gamma=P(now.gamma),
        fits=now.first is not None,
        least=P(now.least),
        count=len(answer.names),
    )
    if truth is not None and truth in answer.names:
        at = answer.names.index(truth)
        publish(PAGE, truth=truth, truth_seen=bool(answer.seen[at]), truth_cosine=P(answer.cosines[at]))


GUIDE = Guide(
    definition=Step(
        marked(
            "Zero-shot classification names a picture without a labelled example: the picture’s vector is "
            "compared with the vector of each name, and the nearest name is the answer."
        ),
        ".ranked .names",
    ),
    prediction=Step(
        marked("How many labelled pictures of each class is a name worth? Guess first."),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Add a name and drag γ. Now “{first}” comes first among {count} names, with cosine {cosine} "
            "and γ = {gamma:.2f}. γ lowers every class that the backbone has seen in training."
        ),
        ".ranked .gamma",
        seen=".ranked .names",
    ),
    formula=Step(
        marked(
            "z is the mixture of ImageNet names that the backbone recognises. The answer is "
            "the name with the largest cosine, less γ = {gamma:.2f} if its class was seen. "
            "First here: {first}, cosine {cosine}."
        ),
        FORMULA,
    ),
    remember=Step(
        marked(
            "A name is worth {worth:.2f} labelled pictures per class. It costs no label; but the backbone "
            "was trained on labelled pictures of other classes, so that zero-shot does not mean zero "
            "labels."
        ),
        NUMBER,
    ),
    exercises=(
        Exercise(
            marked(
                "For a picture of a class that the backbone has not seen, make a class that it has seen win."
            ),
            ".ranked .gamma",
            lambda f: not f["truth_seen"] and f["first_seen"],
            marked(
                "Solved: with γ = {gamma:.2f} the answer is {first}; {truth} has cosine {truth_cosine}. "
                "The seen classes draw the answer to themselves."
            ),
            (
                marked("What keeps the seen classes down?"),
                marked("Drag γ to 0."),
            ),
            {"names_gamma": "0"},
            seen=".ranked .names",
        ),
        Exercise(
            marked("Choose names so that none of them fits the picture."),
            ".ranked .chips",
            lambda f: not f["fits"],
            marked("Solved: the best of {count} has cosine {cosine}, below the threshold of {least}."),
            (
                marked("Remove all names that are animals."),
                marked("Leave only vehicles, for instance."),
            ),
            {"names_say": "bus,ship"},
            seen=".ranked .names",
        ),
    ),
)
