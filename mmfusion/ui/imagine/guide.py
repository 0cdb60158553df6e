"""The lesson of imagined modalities: what a map from one modality to another can and cannot know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.language import marked
from mmfusion.tasks.pairs import pairs
from mmfusion.ui.imagine import computed
from mmfusion.ui.parts.guide import FORMULA, NUMBER, Exercise, Guide, Step
from mmfusion.ui.parts.guide.facts import P, publish

if TYPE_CHECKING:
    pass

PAGE = "imagine"


def tell(item: int, words: str, everything: bool, corrected: bool, say: str) -> None:
    """Publish which names are imagined for the picture in view, and where its own comes."""
    if say:
        return
    maps, names = computed.maps(words), pairs().names
    plain, better = (maps.names(item, everything, csls, 1) for csls in (False, True))
    shown = better if corrected else plain
    publish(
        PAGE,
        own=names[maps.held[item]],
        first=names[shown.rows[0]],
        cosine=P(shown.cosines[0]),
        rank=shown.rank,
        plain_rank=plain.rank,
        corrected=corrected,
    )


TYPED = marked("Choose a drawing: this step is about its own name.")

GUIDE = Guide(
    definition=Step(
        marked(
            "Translation, or hallucination, makes one modality from another: from a picture a name, from a "
            "name its colours. Here a map learned from pairs does it, for drawings that it has never seen."
        ),
        ".emoji .names",
    ),
    prediction=Step(
        marked("Of the most certain tenth of the imagined names, how many are wrong? Guess first."),
        NUMBER,
    ),
    experiment=Step(
        marked(
            "Choose another drawing. For “{own}” the first name is “{first}”, cosine {cosine}; its own "
            "name comes in place {rank}."
        ),
        ".emoji .gallery",
        TYPED,
        seen=".emoji .names",
    ),
    formula=Step(
        marked(
            "The picture’s vector x is mapped by W to the space of names; the nearest name is imagined: "
            "{first}, cosine {cosine}. V does the same from a name to colours."
        ),
        FORMULA,
        TYPED,
    ),
    remember=Step(
        marked(
            "Of the most certain tenth {sure:.0f} % are wrong, of all {every:.0f} %. What is imagined is "
            "plausible, not observed; a high cosine is no proof."
        ),
        NUMBER,
    ),
    exercises=(
        Exercise(
            marked("Find a drawing whose own name is imagined first."),
            ".emoji .gallery",
            lambda f: f["rank"] == 1,
            marked("Solved: “{first}”, cosine {cosine}, is the drawing’s own name."),
            (
                marked("Drawings like many others, such as animals, are hard; look for one of its kind."),
                marked("Go through the first page of drawings: a heart or a face."),
            ),
            {"imagine_item": "26"},
            seen=".emoji .names",
        ),
        Exercise(
            marked("Find a drawing that CSLS brings to its own name, though the cosine does not."),
            ".emoji .csls",
            lambda f: f["corrected"] and f["rank"] == 1 and f["plain_rank"] > 1,
            marked(
                "Solved: by cosine its own name comes in place {plain_rank}, by CSLS “{first}” comes "
                "first. Names that are near to everything are held back."
            ),
            (
                marked("Switch to CSLS and watch the line below the list."),
                marked("Try things, not animals: a firefighter, a star, a police car."),
            ),
            {"imagine_item": "75", "imagine_csls": "1"},
            seen=".emoji .names",
        ),
    ),
)
