"""Questions about a scene at random, with their true answers; yes and no equally often, by construction.

A claim that is false is a true one with one slot changed, mostly to what something else in the scene is, so
that it takes the right pair of words and not the words alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mmfusion.tasks.scenes import POLAR
from mmfusion.tasks.scenes.combinations import COLOURED, DOING, RELATED
from mmfusion.tasks.scenes.drawing import Layout, Novel
from mmfusion.tasks.scenes.scene import Scene
from mmfusion.tasks.scenes.sentences import PATTERNS, SLOTS, Sentence
from mmfusion.tasks.scenes.truth import answer, the

AMBIGUOUS = 5
"""Sideways and upright distance of two centres, doubled px, differ by less: nobody asks how they stand."""


@dataclass(frozen=True)
class Question:
    """A sentence and its true answer."""

    sentence: Sentence
    answer: str

    @property
    def form(self) -> str:
        """What it asks, one of `FORMS`."""
        return self.sentence.form


LAYOUTS_OF: Mapping[str, tuple[Layout, ...]] = {
    "colour": ("objects", "acting"),
    "size": ("objects", "acting"),
    "doing": ("acting",),
    "who": ("acting",),
    "what": ("objects",),
    "where": ("objects",),
    "place": ("objects", "acting", "several"),
    "count": ("several",),
    "polar": ("objects", "acting"),
    "caption": ("objects", "acting", "several"),
}
"""Form -> the layouts of which it is asked."""
NOVELS_OF: Mapping[str, tuple[Novel, ...]] = {
    "doing": ("doing",),
    "who": ("doing",),
    "what": ("related",),
    "where": ("related",),
}
"""Form -> the sort of combination that a test of it holds out; a kind in a new colour for the others."""


def novels_of(form: str) -> tuple[Novel, ...]:
    """Return which combinations that are held out a form is tested on."""
    return NOVELS_OF.get(form, ("coloured",))


def says_held_out(sentence: Sentence) -> bool:
    """Return whether a sentence names a combination that is held out."""
    kinds, colours, words = sentence.of("KIND"), sentence.of("COLOUR"), sentence.pattern.split()
    if any(pair in COLOURED for pair in zip(kinds, colours, strict=False)):
        return True
    if any((kind, action) in DOING for kind in kinds for action in sentence.of("DOING")):
        return True
    return (
        "RELATION" in words
        and len(kinds) == 2
        and (kinds[0], sentence.of("RELATION")[0], kinds[1]) in RELATED
    )


def ask(
    rng: random.Random, scene: Scene, form: str, novel: Novel | None = None, wanted: str | None = None
) -> Question | None:
    """Return a question of a form about a scene, or None where there is none.

    Args:
        rng: where chance comes from.
        scene: which.
        form: one of `FORMS`.
        novel: ask about the first sprite, which shows a combination that is held out.
        wanted: the answer that a polar question or a caption must have, ``yes`` or ``no``.

    Example:
        >>> import random
        >>> from mmfusion.tasks.scenes import ask, draw
        >>> rng = random.Random(0)
        >>> question = ask(rng, draw(rng, "acting"), "caption", wanted="no")
        >>> question.form, question.answer
        ('caption', 'no')

    """
    first = 0 if novel else None
    for _ in range(8):
        pattern = rng.choice(PATTERNS[form])
        slots = _ABOUT[pattern](rng, scene, first)
        if slots is None:
            continue
        true = Sentence(pattern, slots)
        if form not in ("polar", "caption"):
            found = answer(scene, true)
            if found is not None:
                return Question(true, found)
            continue
        sentence = true if wanted == POLAR[0] else _falsified(rng, scene, true)
        if (
            wanted is not None
            and answer(scene, sentence) == wanted
            and (novel is not None or not says_held_out(sentence))
        ):
            return Question(sentence, wanted)
    return None


def _falsified(rng: random.Random, scene: Scene, true: Sentence) -> Sentence:
    """Return a sentence with one slot changed, to what there is elsewhere in the scene if chance will."""
    sorts = true.sorts()
    at = rng.randrange(len(sorts))
    near = [value for value in _elsewhere(scene, sorts[at]) if value != true.slots[at]]
    values = (
        near
        if near and rng.random() < 0.7
        else [v for v in range(len(SLOTS[sorts[at]])) if v != true.slots[at]]
    )
    return Sentence(true.pattern, (*true.slots[:at], rng.choice(values), *true.slots[at + 1 :]))


def _elsewhere(scene: Scene, sort: str) -> list[int]:
    """Return what could stand in a slot of a sort because the scene has it."""
    bodies = [one for one in scene.sprites if one.action is None]
    if sort in ("KIND", "KINDS"):
        return sorted({one.number for one in bodies})
    if sort == "COLOUR":
        return sorted({one.colour for one in bodies})
    if sort == "DOING":
        return sorted({one.action for one in scene.sprites if one.action is not None})
    return []


Slots = tuple[int, ...]


def _one(rng: random.Random, scene: Scene, first: int | None) -> int | None:
    """Return a sprite that is the only one of its kind."""
    bodies = [i for i, one in enumerate(scene.sprites) if one.action is None]
    found = [i for i in bodies if the(scene, scene.sprites[i].number) is not None]
    if first is not None:
        return first if first in found else None
    return rng.choice(found) if found else None


def _pair(rng: random.Random, scene: Scene, first: int | None) -> tuple[int, int, int] | None:
    """Return two sprites and how one stands to the other; held out if the first must be asked about."""
    bodies = [i for i, one in enumerate(scene.sprites) if one.action is None]
    pairs = [(i, j) for i in bodies for j in bodies if i != j]
    if first is not None:
        pairs = [(i, j) for i, j in pairs if first in (i, j)]
    found = [
        (i, relation, j)
        for i, j in pairs
        if (relation := scene.relation(i, j)) is not None and not ambiguous(scene, i, j)
    ]
    new = [(i, r, j) for i, r, j in found if (scene.sprites[i].number, r, scene.sprites[j].number) in RELATED]
    if first is not None and new:
        found = new
    if not found:
        return None
    relation = rng.choice(sorted({r for _, r, _ in found}))  # standing on each other is rarer: as often asked
    return rng.choice([pair for pair in found if pair[1] == relation])


def ambiguous(scene: Scene, one: int, other: int) -> bool:
    """Return whether two sprites stand so that people would not agree how."""
    a, b = scene.sprites[one].box, scene.sprites[other].box
    dx, dy = a.left + a.right - b.left - b.right, a.top + a.bottom - b.top - b.bottom
    return abs(abs(dx) - abs(dy)) < 2 * AMBIGUOUS


def _about_one(*sorts: str) -> Callable[[random.Random, Scene, int | None], Slots | None]:
    """Return what fills a pattern about one sprite."""

    def fill(rng: random.Random, scene: Scene, first: int | None) -> Slots | None:
        number = _one(rng, scene, first)
        if number is None:
            return None
        one = scene.sprites[number]
        values = {"KIND": one.number, "COLOUR": one.colour, "SIZE": one.size, "PLACE": scene.place}
        return tuple(values[sort] for sort in sorts)

    return fill


def _about_doing(*sorts: str) -> Callable[[random.Random, Scene, int | None], Slots | None]:
    """Return what fills a pattern about someone who acts."""

    def fill(rng: random.Random, scene: Scene, first: int | None) -> Slots | None:
        doing = [(who, what) for who, _, what in scene.acting() if first is None or who == first]
        if not doing:
            return None
        who, what = rng.choice(doing)
        values = {"KIND": scene.sprites[who].number, "DOING": what, "PLACE": scene.place}
        return tuple(values[sort] for sort in sorts)

    return fill


def _about_pair(*sorts: str) -> Callable[[random.Random, Scene, int | None], Slots | None]:
    """Return what fills a pattern about how two sprites stand."""

    def fill(rng: random.Random, scene: Scene, first: int | None) -> Slots | None:
        found = _pair(rng, scene, first)
        if found is None:
            return None
        i, relation, j = found
        one, other = scene.sprites[i], scene.sprites[j]
        left = {
            "KIND": [one.number, other.number],
            "COLOUR": [one.colour, other.colour],
            "RELATION": [relation],
        }
        if sorts == ("RELATION", "KIND"):
            return relation, other.number
        return tuple(left[sort].pop(0) for sort in sorts)

    return fill


def _about_number(*sorts: str) -> Callable[[random.Random, Scene, int | None], Slots | None]:
    """Return what fills a pattern about how many there are: of the kind of the first sprite."""

    def fill(rng: random.Random, scene: Scene, first: int | None) -> Slots | None:
        kind = scene.sprites[0].number
        count = sum(one.number == kind for one in scene.sprites)
        return tuple({"NUMBER": count - 1, "KINDS": kind, "PLACE": scene.place}[sort] for sort in sorts)

    return fill


_ABOUT: dict[str, Callable[[random.Random, Scene, int | None], Slots | None]] = {}
for _pattern in (pattern for patterns in PATTERNS.values() for pattern in patterns):
    _sorts = tuple(part for part in _pattern.split() if part in SLOTS)
    _fill = (
        _about_pair
        if "RELATION" in _sorts or _sorts == ("KIND", "KIND")
        else _about_doing
        if "DOING" in _sorts or _pattern.endswith("doing")
        else _about_number
        if "KINDS" in _sorts
        else _about_one
    )
    _ABOUT[_pattern] = _fill(*_sorts)
