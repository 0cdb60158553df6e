"""The lesson of weights and a store: what is learned against what is looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.colearning.neighbours import NEAREST
from mmfusion.language import marked
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import P, publish
from mmfusion.ui.store import computed

if TYPE_CHECKING:
    from mmfusion.ui.store.page import Now

PAGE = "store"


def tell(now: Now) -> None:
    """Publish the answers of weights, store and both, with the copies and deletions in view."""
    names, truth, wrong = computed.setting().names, now.asked.picture, now.asked.wrong
    publish(
        PAGE,
        truth=names[truth],
        wrong=names[wrong],
        copies=now.copies,
        majority=now.vote == "majority",
        nearest=NEAREST,
    )
    for way, shares in now.asked.answers(now.copies, now.gone, now.vote).items():
        publish(
            PAGE,
            **{
                f"{way}_right": int(shares.argmax()) == truth,
                f"{way}_says": names[int(shares.argmax())],
                f"{way}_p": P(shares[truth]),
            },
        )


GUIDE = Guide(
    definition=Step(
        marked(
            "Knowledge can lie in weights, which were trained, or in a store, from which the nearest items "
            "are retrieved and vote. Retrieval-augmented generation reads such a store."
        ),
        ".retrieved .items",
    ),
    prediction=Step(
        marked(
            "One near-copy with a wrong name joins the store. How many right answers does it change? Guess "
            "first."
        ),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Choose the number of “wrong copies”. With {copies} of them the store says {store_says} and "
            "the weights say {weights_says}; the picture shows {truth}."
        ),
        ".retrieved .copies",
        seen=".retrieved .three",
    ),
    formula=Step(
        marked(
            "Each of the {nearest} nearest items votes for its name with weight w. Together they give the "
            "truth, {truth}, a share of {store_p}."
        ),
        FORMULA,
    ),
    remember=Step(
        marked(
            "By similarity, one wrong near-copy changes {one:.0f} % of right answers; by majority "
            "{other:.0f} %. A store is updated at once, for good and for bad."
        ),
        NUMBER,
    ),
    exercises=(
        Exercise(
            marked("Leave at least one wrong copy in the store and make the store right again."),
            ".retrieved .vote",
            lambda f: f["copies"] > 0 and f["store_right"],
            marked(
                "Solved: with {copies} wrong near-copies in it the store still says {store_says}, whose "
                "share is {store_p}."
            ),
            (
                marked("How much does one item count, compared with the others?"),
                marked("Let the majority vote; or delete the copy."),
            ),
            {"store_vote": "majority"},
            seen=".retrieved .three",
        ),
        Exercise(
            marked("How many wrong copies make the majority vote wrong? Try it."),
            ".retrieved .copies",
            lambda f: f["majority"] and not f["store_right"],
            marked(
                "Solved: with {copies} wrong copies the majority says {store_says}; the share of {truth} "
                "is {store_p}."
            ),
            (
                marked(
                    "The name with the most votes wins. How many of the nearest items have the right one?"
                ),
                marked("Choose the largest number of copies."),
            ),
            {"store_vote": "majority", "store_copies": "10"},
            seen=".retrieved .three",
        ),
    ),
)
