"""The lesson of the map: what of the course was measured, and what it was worth."""

from __future__ import annotations

from mmfusion.language import marked
from mmfusion.ui.map import computed
from mmfusion.ui.map.course import BY_KEY
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import publish

PAGE = "map"


def tell(pin: str) -> None:
    """Publish what the pinned idea is worth, and how many ideas run."""
    own = computed.entry(BY_KEY[pin])
    publish(
        PAGE,
        idea=own.item.title,
        state=own.state,
        said=own.said or None,
        where=own.page,
        what=own.item.what,
        runs=computed.count("runs"),
        none=computed.count("none"),
        count=len(computed.drawn()),
    )


GUIDE = Guide(
    definition=Step(
        marked(
            "The map holds every idea of the course: fusion, attention, co-learning, kernels. A filled dot "
            "means that it runs here, with its number and the function that computes it."
        ),
        ".atlas .parts",
    ),
    prediction=Step(
        marked(
            "Of {count} ideas, how many gained nothing over a control without them? Guess, then compare "
            "with the number."
        ),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Pin an idea. “{idea}” has {said} ({what}) and runs under {where}; lines lead to where the "
            "same idea appears again."
        ),
        ".atlas .pinned",
    ),
    formula=Step(
        marked(
            "Each number has an address on a card or in a file of figures, and a function that makes it. "
            "That of “{idea}” stands here: {said}."
        ),
        FORMULA,
    ),
    remember=Step(
        marked(
            "{runs} of {count} ideas run. A method is worth what it adds to a control without it, on data "
            "that it has not seen."
        ),
        NUMBER,
    ),
    exercises=(
        Exercise(
            marked("Pin an idea that was tested and gained nothing."),
            ".atlas .parts",
            lambda f: f["state"] == "none",
            marked(
                "Solved: “{idea}” is worth {said} ({what}). The control without it does as well, or better."
            ),
            (
                marked("Look for the hollow dot of the legend."),
                marked("Vokenization is one of them."),
            ),
            {"map_pin": "vokens"},
            seen=".atlas .pinned",
        ),
    ),
)
