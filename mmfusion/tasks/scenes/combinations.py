"""Combinations that no training picture or sentence holds: what networks are tested on at the end.

A tenth of the kinds by colours (10 of 100 cells), a tenth of the agents by actions (6 of 60), and 24 of the
kinds by relations by kinds, with their converses. Few, and spread over kinds and answers: where a word has
lost one of its answers, a network may guess it by exclusion, or never give it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from mmfusion.tasks.scenes import ACTIONS, COLOURS, KINDS, RELATIONS
from mmfusion.tasks.scenes.scene import Scene

COLOURED: frozenset[tuple[int, int]] = frozenset(
    (2 * i, 3 * i % len(COLOURS)) for i in range(len(KINDS) // 2)
)
"""Kind and colour: every second kind lacks one colour, every colour two kinds."""
DOING: frozenset[tuple[int, int]] = frozenset(zip((1, 3, 5, 7, 9, 8), range(len(ACTIONS)), strict=True))
"""Kind and action: six agents lack one action each, every action one agent."""
CONVERSE = (1, 0, 3, 2)
"""Of each relation: left and right, on and under."""


def _related(count: int) -> Iterator[tuple[int, int, int]]:
    rng = random.Random(5)
    for _ in range(count):
        one, other = rng.sample(range(len(KINDS)), 2)
        relation = rng.randrange(len(RELATIONS))
        yield one, relation, other
        yield other, CONVERSE[relation], one


RELATED: frozenset[tuple[int, int, int]] = frozenset(_related(24))
"""Kind, relation and kind."""


def held_out(scene: Scene) -> tuple[str, ...]:
    """Return which sorts of held-out combinations a scene shows: ``coloured``, ``doing``, ``related``.

    Example:
        >>> from mmfusion.tasks.scenes.combinations import COLOURED, held_out
        >>> from mmfusion.tasks.scenes.scene import Scene, Sprite
        >>> kind, colour = min(COLOURED)
        >>> held_out(Scene(0, (Sprite(kind, 10, 10, colour),)))
        ('coloured',)

    """
    sprites = scene.sprites
    kinds = [i for i, one in enumerate(sprites) if one.action is None]
    coloured = any((sprites[i].number, sprites[i].colour) in COLOURED for i in kinds)
    doing = any((sprites[who].number, what) in DOING for who, _, what in scene.acting())
    related = any(
        (sprites[i].number, relation, sprites[j].number) in RELATED
        for i in kinds
        for j in kinds
        if i != j and (relation := scene.relation(i, j)) is not None
    )
    return tuple(n for n, is_so in (("coloured", coloured), ("doing", doing), ("related", related)) if is_so)
