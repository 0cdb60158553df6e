"""What a sentence says of a scene: the one true answer, and the region of every word.

An answer is None where there is none: *the dog* needs exactly one dog. A word's region is that of what it
speaks of in this sentence: a noun with its adjectives all that they fit; an adjective the same; an action the
agent and the prop; a place what no drawing covers. Other words have none, and neither has a word that is not
true here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.scenes import COLOURS, DOINGS, NAMES, NUMBERS, PLACES, PLURALS, RELATIONS, SIZES
from mmfusion.tasks.scenes.scene import Scene, union
from mmfusion.tasks.scenes.sentences import SORTS, Sentence

Region = NDArray[np.bool_]


def answer(scene: Scene, sentence: Sentence) -> str | None:
    """Return the answer that is true of a scene; None if the question has none there.

    Example:
        >>> from mmfusion.tasks.scenes.scene import Scene, Sprite
        >>> from mmfusion.tasks.scenes.sentences import read
        >>> from mmfusion.tasks.scenes.truth import answer
        >>> scene = Scene(0, (Sprite(0, 10, 50, colour=3), Sprite(13, 36, 50, colour=2)))
        >>> answer(scene, read("what is left of the tree")), answer(scene, read("is the dog red"))
        ('dog', 'no')
        >>> answer(scene, read("what is the dog doing")) is None
        True

    """
    if sentence.form in ("polar", "caption"):
        holds = claim(scene, sentence)
        return None if holds is None else ("yes" if holds else "no")
    return _OPEN[sentence.form](scene, *sentence.slots)


def kind_sprites(scene: Scene, kind: int) -> list[int]:
    """Return which sprites are of a kind."""
    return [i for i, one in enumerate(scene.sprites) if one.number == kind]


def the(scene: Scene, kind: int) -> int | None:
    """Return the one sprite of a kind; None if there is none, or several."""
    found = kind_sprites(scene, kind)
    return found[0] if len(found) == 1 else None


def _colour(scene: Scene, kind: int) -> str | None:
    one = the(scene, kind)
    return None if one is None else COLOURS[scene.sprites[one].colour]


def _size(scene: Scene, kind: int) -> str | None:
    one = the(scene, kind)
    return None if one is None else SIZES[scene.sprites[one].size]


def _doing(scene: Scene, kind: int) -> str | None:
    one = the(scene, kind)
    found = {what for who, _, what in scene.acting() if who == one}
    return DOINGS[found.pop()] if len(found) == 1 else None


def _who(scene: Scene, action: int) -> str | None:
    found = {scene.sprites[who].number for who, _, what in scene.acting() if what == action}
    return NAMES[found.pop()] if len(found) == 1 else None


def _what(scene: Scene, relation: int, kind: int) -> str | None:
    other = the(scene, kind)
    if other is None:
        return None
    every = [i for i, one in enumerate(scene.sprites) if one.action is None and i != other]
    found = {scene.sprites[i].number for i in every if scene.relation(i, other) == relation}
    return NAMES[found.pop()] if len(found) == 1 else None


def _where(scene: Scene, kind: int, seen_from: int) -> str | None:
    one, other = the(scene, kind), the(scene, seen_from)
    relation = None if one is None or other is None or one == other else scene.relation(one, other)
    return None if relation is None else RELATIONS[relation]


def _place(scene: Scene, kind: int) -> str | None:
    return PLACES[scene.place] if kind_sprites(scene, kind) else None


def _count(scene: Scene, kind: int) -> str | None:
    count = len(kind_sprites(scene, kind))
    return NUMBERS[count - 1] if 1 <= count <= len(NUMBERS) else None


_OPEN: dict[str, Callable[..., str | None]] = {
    "colour": _colour,
    "size": _size,
    "doing": _doing,
    "who": _who,
    "what": _what,
    "where": _where,
    "place": _place,
    "count": _count,
}


def claim(scene: Scene, sentence: Sentence) -> bool | None:
    """Return whether a polar question or a caption is true; None if *the …* is not there or not one."""
    kinds, words = sentence.of("KIND"), sentence.pattern.split()
    definite = sentence.pattern.startswith("is the") or sentence.pattern.endswith("the KIND")
    if definite and any(the(scene, kind) is None for kind in kinds):
        return None
    colours, sizes = sentence.of("COLOUR"), sentence.of("SIZE")
    if "RELATION" in words:
        (relation,) = sentence.of("RELATION")
        pairs = [
            (i, j) for i in kind_sprites(scene, kinds[0]) for j in kind_sprites(scene, kinds[1]) if i != j
        ]
        return any(
            scene.relation(i, j) == relation
            and all(scene.sprites[k].colour == c for k, c in zip((i, j), colours, strict=False))
            for i, j in pairs
        )
    found = [
        i
        for i in kind_sprites(scene, kinds[0])
        if all(scene.sprites[i].colour == c for c in colours)
        and all(scene.sprites[i].size == s for s in sizes)
    ]
    if actions := sentence.of("DOING"):
        doing = {(who, what) for who, _, what in scene.acting()}
        found = [i for i in found if (i, actions[0]) in doing]
    places, numbers = sentence.of("PLACE"), sentence.of("NUMBER")
    there = all(scene.place == place for place in places)
    return there and (len(found) == numbers[0] + 1 if numbers else bool(found))


def referents(scene: Scene, words: Sequence[str]) -> list[tuple[int, ...]]:
    """Return which sprites each word speaks of; none for places and for words that nothing drawn stands for.

    Example:
        >>> from mmfusion.tasks.scenes.scene import Scene, Sprite
        >>> from mmfusion.tasks.scenes.truth import referents
        >>> scene = Scene(0, (Sprite(0, 10, 50, colour=3), Sprite(20, 28, 60), Sprite(13, 60, 50, colour=3)))
        >>> referents(scene, "is there a blue tree".split())  # the dog is blue too, but not meant
        [(), (), (), (2,), (2,)]
        >>> referents(scene, "a dog is playing in the park".split())[3]  # the dog and the ball
        (0, 1)

    """
    out: list[tuple[int, ...]] = [()] * len(words)
    adjectives: list[int] = []
    subject: list[int] = []
    for i, word in enumerate(words):
        sort = SORTS.get(word)
        if sort in ("COLOUR", "SIZE"):
            adjectives.append(i)
        elif sort in ("KIND", "KINDS"):
            kind = NAMES.index(word) if sort == "KIND" else PLURALS.index(word)
            fitting = kind_sprites(scene, kind)
            for at in adjectives:
                fitting = [k for k in fitting if fits(scene, k, words[at])]
            for at in (*adjectives, i):
                out[at] = tuple(fitting)
            subject, adjectives = subject or fitting, []
    for at in adjectives:  # is the dog red
        out[at] = tuple(k for k in subject if fits(scene, k, words[at]))
    named = any(SORTS.get(word) in ("KIND", "KINDS") for word in words)
    for i, word in enumerate(words):
        if SORTS.get(word) == "DOING":
            action = DOINGS.index(word)
            pairs = [(who, prop) for who, prop, what in scene.acting() if what == action]
            out[i] = tuple(
                sorted({k for who, prop in pairs if who in subject or not named for k in (who, prop)})
            )
    return out


def fits(scene: Scene, number: int, adjective: str) -> bool:
    """Return whether an adjective is true of a sprite."""
    one = scene.sprites[number]
    if adjective in COLOURS:
        return one.colour == COLOURS.index(adjective)
    return one.action is None and one.size == SIZES.index(adjective)


def regions(scene: Scene, words: Sequence[str]) -> list[Region | None]:
    """Return the cells `(64,)` of each word's region, None for a word without one.

    Example:
        >>> from mmfusion.tasks.scenes import Scene, Sprite, regions
        >>> scene = Scene(0, (Sprite(0, 12, 48, colour=0),))  # a small red dog in the park
        >>> found = regions(scene, "is the dog red".split())
        >>> [None if region is None else int(region.sum()) for region in found]
        [None, None, 4, 4]

    """
    cells = scene.cells()
    out: list[Region | None] = []
    for word, found in zip(words, referents(scene, words), strict=True):
        if found:
            out.append(union(cells, found))
        elif SORTS.get(word) == "PLACE" and PLACES[scene.place] == word:
            out.append(np.asarray(~cells.any(axis=0)))
        else:
            out.append(None)
    return out


def true_words(scene: Scene) -> frozenset[str]:
    """Return the words that are true of a scene by themselves: its kinds, colours, sizes, actions and place.

    Example:
        >>> from mmfusion.tasks.scenes.scene import Scene, Sprite
        >>> from mmfusion.tasks.scenes.truth import true_words
        >>> alone = Scene(0, (Sprite(0, 10, 50, colour=3), Sprite(20, 80, 10)))  # a dog, and a ball far away
        >>> sorted(true_words(alone))
        ['blue', 'dog', 'dogs', 'park', 'small']

    """
    out = {PLACES[scene.place]}
    for one in scene.sprites:
        if one.action is None:
            out |= {NAMES[one.number], PLURALS[one.number], COLOURS[one.colour], SIZES[one.size]}
    return frozenset(out | {DOINGS[what] for _, _, what in scene.acting()})
