"""The words of a sentence with what may stand in their place, and what else can be asked of a scene."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from mmfusion.language import marked
from mmfusion.ui.words.looking import Question, Word
from mmfusion.ui.words.scenes import scene

if TYPE_CHECKING:
    from mmfusion.tasks.scenes.scene import Scene
    from mmfusion.tasks.scenes.typed import Understood

SAYS = "a dog is playing in the park"
"""What the page opens with."""
FORMS_SAID = {
    "colour": marked("colour"),
    "size": marked("size"),
    "doing": marked("what is it doing"),
    "who": marked("who"),
    "what": marked("what"),
    "where": marked("where"),
    "polar": marked("yes or no"),
    "caption": marked("does it match?"),
    "count": marked("how many"),
}
"""Form -> what stands above it in the list of questions."""


def understood(text: str) -> Understood:
    """Return what is understood of a text that someone typed, or that a link says."""
    from mmfusion.tasks.scenes.typed import understood as of

    return of(text[:200])


@lru_cache(maxsize=64)
def questions(code: str) -> tuple[Question, ...]:
    """Return what can be asked of the scene of a link: one of each pattern that has a true answer."""
    from mmfusion.tasks.scenes import FORMS
    from mmfusion.tasks.scenes.asking import ask
    from mmfusion.tasks.scenes.sentences import PATTERNS

    found: dict[str, Question] = {}
    shown = counted_first(scene(code))
    if shown is None:
        return ()
    for form in FORMS:
        for number in range(6 * len(PATTERNS[form])):
            question = ask(random.Random(number), shown, form, wanted="yes" if number % 2 else "no")
            if question is not None:
                one = Question(form=FORMS_SAID.get(form, form), text=question.sentence.text)
                found.setdefault(question.sentence.pattern, one)
    return tuple(found.values())


def counted_first(shown: Scene) -> Scene | None:
    """Return a scene, first in its list what can be counted; None if there is nothing such."""
    from mmfusion.tasks.scenes import NUMBERS

    numbers = [one.number for one in shown.sprites]
    few = [one for one in shown.sprites if one.action is None and numbers.count(one.number) <= len(NUMBERS)]
    if not few:
        return None
    return replace(shown, sprites=(few[0], *(one for one in shown.sprites if one is not few[0])))


def words_of(words: Sequence[str], shown: Scene) -> list[Word]:
    """Return each word: what may stand in its place, and the cells of a scene that it speaks of."""
    from mmfusion.tasks.scenes.sentences import SLOTS, SORTS
    from mmfusion.tasks.scenes.truth import regions

    out: list[Word] = []
    slot = 0
    for word, region in zip(words, regions(shown, words), strict=True):
        sort = SORTS.get(word)
        cells = None if region is None else np.flatnonzero(region).tolist()
        out.append(
            {
                "word": word,
                "others": [] if sort is None else list(SLOTS[sort]),
                "slot": -1 if sort is None else slot,
                "region": cells,
            }
        )
        slot += sort is not None
    return out
