"""The lesson of vokens: a picture for every word, and whether it is the picture that helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.language import marked
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import publish
from mmfusion.ui.vokens import computed

if TYPE_CHECKING:
    from mmfusion.ui.vokens.pictured import Header

PAGE = "vokens"


def tell(text: str, shown: Header) -> None:
    """Publish the topic that the network with vokens says, with its own pictures and with others."""
    own, topics = computed.reading(text), computed.topics()
    swaps = {int(place): int(voken) for place, voken in shown["swaps"]}
    before, after = own.scores("vokens"), own.scores("vokens", swaps)
    publish(
        PAGE,
        word=own.words[shown["at"]],
        before=topics[int(before.argmax())],
        after=topics[int(after.argmax())],
        score=float(after.max()),
        swaps=len(swaps),
    )


GUIDE = Guide(
    definition=Step(
        marked(
            "A voken is a picture that stands for a word. Vokenization trains a language model to name "
            "each word’s voken beside the masked words. The row “by the network” shows what it names."
        ),
        ".pictured .scroll",
    ),
    prediction=Step(
        marked("Vokens help. Would numbers that never saw a picture help as much? Guess first."),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Choose a word and put another picture under it, for instance under “{word}”. The network with "
            "vokens now says {after}, score {score:.2f}."
        ),
        ".pictured .thumbs",
        seen=".pictured .scores",
    ),
    formula=Step(
        marked(
            "The score of a topic is a constant plus the mean of what each word’s voken adds: {score:.2f} "
            "for {after}."
        ),
        FORMULA,
    ),
    remember=Step(
        marked(
            "Vokens less codes: {less} points. What helps is a second target for every word; whether it is "
            "a picture has to be tested against a control without one."
        ),
        NUMBER,
    ),
    exercises=(
        Exercise(
            marked("Put one picture under one word so that the network with vokens says another topic."),
            ".pictured .thumbs",
            lambda f: f["swaps"] == 1 and f["after"] != f["before"],
            marked(
                "Solved: with one other picture the network says {after}, score {score:.2f}, where it said "
                "{before}."
            ),
            (
                marked("Begin with the word that speaks most for the topic."),
                marked("Put a person in bed under “plate” or “table”."),
            ),
            {"vokens_swap": "2.84", "vokens_at": "2"},
            seen=".pictured .scores",
        ),
    ),
)
