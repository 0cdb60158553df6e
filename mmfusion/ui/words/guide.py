"""The lesson of words and pictures: cross-attention, and whether a word looks at what it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.language import marked
from mmfusion.tasks.scenes import GRID
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import P, publish
from mmfusion.ui.words import computed, pointing, scenes
from mmfusion.ui.words.number import seen
from mmfusion.ui.words.sentences import words_of

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View
    from mmfusion.ui.words.page import Now

PAGE = "words"


def tell(now: Now, view: View) -> None:
    """Publish where the pinned word looks and what is answered; what word labels change, once uncovered."""
    found, (layer, head, word) = computed.looked(now.asked), (now.open.layer, now.open.head, now.open.word)
    weights = found.weights[layer, head, word]
    region = words_of(now.asked.words, scenes.scene(now.asked.scene))[word]["region"]
    publish(
        PAGE,
        word=now.word,
        layer=layer + 1,
        head=head + 1,
        largest=P(weights.max()),
        share=100 * float(weights[region].sum()) if region else None,
        area=100 * len(region) / GRID**2 if region else None,
        said=found.said,
        p=P(found.probabilities[found.said]),
        right=found.said == computed.truth(now.asked),
        alone=None,
        labels=None,
    )
    tables = pointing.tables()
    if tables and seen(view):
        gains = (pointing.mean_over_groups(tables[name]).value for name in (pointing.ALONE, pointing.LABELS))
        publish(PAGE, **dict(zip(("alone", "labels"), (100 * gain for gain in gains), strict=True)))


GUIDE = Guide(
    definition=Step(
        marked(
            "In cross-attention one modality asks the other: the queries come from the words, keys and "
            "values from the cells of the picture. Every word has its own map over the picture."
        ),
        ".looking .stage",
    ),
    prediction=Step(
        marked(
            "Nobody told the network where a dog is. Does the word look there all the same, and how much "
            "more if it is trained with labels for words? Guess first."
        ),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Pin a word and choose a head. In layer {layer}, head {head}, “{word}” has {share:.0f} % of its "
            "attention where it belongs; that place is {area:.0f} % of the picture."
        ),
        ".looking .sentence",
        marked("This word names nothing that has a place. Pin another one."),
        seen=".looking .index",
    ),
    formula=Step(
        marked(
            "Q comes from “{word}”, K and V from the picture. The largest of its weights is {largest}; all "
            "of them sum to 1."
        ),
        FORMULA,
    ),
    remember=Step(
        marked(
            "On test sentences the best head has {alone:.0f} points of a word's attention more on its place "
            "than the area would give; with word labels {labels:.0f}. Looking at the object can be learned "
            "from answers alone, but only some heads do it."
        ),
        NUMBER,
    ),
    exercises=(
        Exercise(
            marked("Swap one word so that the answer is “no”, and rightly so."),
            ".looking .sentence",
            lambda f: f["said"] == "no" and f["right"],
            marked("Solved: “no” has probability {p}, and it is true."),
            (
                marked("Say something about this scene that is false."),
                marked("Let another animal play in the park, a cat."),
            ),
            {"words_say": "a cat is playing in the park"},
            seen=".looking .answers",
        ),
        Exercise(
            marked("Find a head in which “dog” looks at its place less than chance would."),
            ".looking .index",
            lambda f: f["word"] == "dog" and f["share"] < f["area"],
            marked(
                "Solved: in layer {layer}, head {head}, {share:.0f} % of the attention lies on {area:.0f} % "
                "of the picture."
            ),
            (
                marked("The first layer is the one that looks at objects. What do the others do?"),
                marked("Try head 2 of the last layer."),
            ),
            {"words_look": "1.2.1.looks"},
        ),
    ),
)
