"""Scenes at random: objects beside and on each other, agents with their props, several of one kind.

Decoys are part of them: where someone acts there is mostly a second agent at another prop, and a third prop
that nobody touches, so that neither the agents nor the props that are there tell who does what.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Literal

from mmfusion.tasks.scenes import (
    ACTIONS,
    AGENTS,
    COLOURS,
    KINDS,
    NAMES,
    NUMBERS,
    PLACES,
    RELATIONS,
    SIDE,
    SIZES,
)
from mmfusion.tasks.scenes.combinations import COLOURED, DOING, RELATED, held_out
from mmfusion.tasks.scenes.places import VARIANTS
from mmfusion.tasks.scenes.scene import NEAR, TOUCH, Box, Scene, Sprite, extent

Layout = Literal["objects", "acting", "several"]
LAYOUTS: tuple[Layout, ...] = ("objects", "acting", "several")
Novel = Literal["coloured", "doing", "related"]
NOVELS: tuple[Novel, ...] = ("coloured", "doing", "related")
APART = 4
"""Gap between what does not belong together, px."""
OVERLAP = 3
"""How far a prop reaches over its agent's box, px: drawings do not fill their boxes."""


EVERY = tuple(range(len(KINDS)))


class FullError(Exception):
    """There was no room."""


def draw(
    rng: random.Random, layout: Layout, novel: Novel | None = None, kinds: Sequence[int] = EVERY
) -> Scene:
    """Return a scene: without any combination that is held out, or with one of the sort `novel` in it.

    Args:
        rng: where chance comes from; the same state gives the same scene.
        layout: which sort of scene.
        kinds: which kinds may be in it: four at least, of which two can act.
        novel: the only sort of combination that is held out and that the scene must show; its first sprite is
        of it.

    Example:
        >>> import random
        >>> from mmfusion.tasks.scenes.drawing import draw
        >>> scene = draw(random.Random(3), "acting")
        >>> len(scene.acting()), scene == draw(random.Random(3), "acting")
        (2, True)

    """
    wanted = () if novel is None else (novel,)
    while True:
        try:
            scene = _LAYOUTS[layout](rng, novel, kinds)
        except FullError:
            continue
        if held_out(scene) == wanted:
            return scene


def _objects(rng: random.Random, novel: Novel | None, among: Sequence[int]) -> Scene:
    """Return three or four kinds: two beside or on each other, and mostly a second such pair."""
    kinds = rng.sample(among, rng.choice((3, 4, 4)))
    relation = rng.randrange(len(RELATIONS))
    if novel == "related":
        one, relation, other = rng.choice(sorted(RELATED))
        kinds = [one, other, *(k for k in kinds if k not in (one, other))][: len(kinds)]
    colours = _colours(rng, kinds, novel)
    placed = _pair(rng, kinds[:2], colours[:2], relation, [])
    rest, tones = kinds[2:], colours[2:]
    if len(rest) == 2 and rng.random() < 0.7:
        placed += _pair(rng, rest, tones, rng.randrange(len(RELATIONS)), placed)
    else:
        for kind, colour in zip(rest, tones, strict=True):
            placed.append(_free(rng, kind, colour, rng.randrange(len(SIZES)), placed, NEAR + 2))
    return _scene(rng, placed)


def _acting(rng: random.Random, novel: Novel | None, among: Sequence[int]) -> Scene:
    """Return one or two agents at their props, mostly with a prop that lies alone."""
    count = 2 if rng.random() < 0.85 else 1
    agents = rng.sample([k for k in among if KINDS[k].acts], count)
    actions = rng.sample(range(len(ACTIONS)), 3)
    if novel == "doing":
        agents[0], actions[0] = rng.choice(sorted(DOING))
        agents[1:] = [a for a in agents[1:] if a != agents[0]]
        actions[1:] = [a for a in actions[1:] if a != actions[0]]
    colours = _colours(rng, agents, novel, rng.choice(AGENTS[::2]))
    placed: list[Sprite] = []
    for agent, action, colour in zip(agents, actions, colours, strict=False):
        placed += _group(rng, agent, action, colour, placed)
    if rng.random() < 0.8 and len(actions) > count:
        prop = len(NAMES) + actions[-1]
        placed.append(_free(rng, prop, -1, 0, placed, 2 * APART))
    if rng.random() < 0.3:
        kind = rng.choice([k for k in among if k not in agents])
        placed.append(_free(rng, kind, _colour(rng, kind), 0, placed, NEAR + 2))
    return _scene(rng, placed)


def _several(rng: random.Random, novel: Novel | None, among: Sequence[int]) -> Scene:
    """Return one to four of a kind, and one or two others."""
    count, kind = rng.randrange(len(NUMBERS)) + 1, rng.choice(among)
    colours = [_colour(rng, kind) for _ in range(count)]
    if novel == "coloured":
        kind, colour = rng.choice(sorted(COLOURED))
        colours = [colour] * count
    placed: list[Sprite] = []
    sizes = 1 if count > 2 else len(SIZES)  # more of them must be small to have room
    for colour in colours:
        placed.append(_free(rng, kind, colour, rng.randrange(sizes), placed, APART))
    for other in rng.sample([k for k in among if k != kind], rng.choice((1, 2))):
        placed.append(_free(rng, other, _colour(rng, other), rng.randrange(sizes), placed, APART))
    return _scene(rng, placed)


_LAYOUTS = {"objects": _objects, "acting": _acting, "several": _several}


def _scene(rng: random.Random, placed: Sequence[Sprite]) -> Scene:
    return Scene(rng.randrange(len(PLACES)), tuple(placed), rng.randrange(VARIANTS))


def _colour(rng: random.Random, kind: int) -> int:
    """Return a colour in which training knows a kind."""
    return rng.choice([c for c in range(len(COLOURS)) if (kind, c) not in COLOURED])


def _colours(rng: random.Random, kinds: list[int], novel: Novel | None, kind: int | None = None) -> list[int]:
    """Return a colour a kind; where it must be new, the first kind becomes one that has such a colour."""
    colours = [_colour(rng, kind) for kind in kinds]
    if novel == "coloured":
        has = dict(COLOURED)
        kinds[0] = kind if kind is not None and kind not in kinds else kinds[0]
        if kinds[0] in has:
            colours[0] = has[kinds[0]]
    return colours


def _free(
    rng: random.Random, number: int, colour: int, size: int, placed: Sequence[Sprite], apart: int
) -> Sprite:
    """Return a drawing somewhere in the picture, `apart` px at least from what is there."""
    wide, tall = extent(number, size)
    boxes = [one.box for one in placed]
    for _ in range(24):
        x, y = rng.randrange(SIDE - wide + 1), rng.randrange(SIDE - tall + 1)
        box = Box(x, y, x + wide, y + tall)
        if all(box.gap(other) >= apart for other in boxes):
            return Sprite(number, x, y, colour, size, rng.random() < 0.5)
    raise FullError


def _pair(
    rng: random.Random, kinds: Sequence[int], colours: Sequence[int], relation: int, placed: Sequence[Sprite]
) -> list[Sprite]:
    """Return two kinds of which the first stands so to the second, apart from what is there."""
    first, second = (0, 1) if relation in (0, 2) else (1, 0)  # what is left, or on top
    sizes = [rng.randrange(len(SIZES)), rng.randrange(len(SIZES))]
    (wide, tall), (broad, deep) = (extent(kinds[k], sizes[k]) for k in (first, second))
    boxes = [one.box for one in placed]
    for _ in range(24):
        if relation < 2:
            gap, shift = rng.randint(0, NEAR - 3), rng.randint(-4, 4)
            span, rise = wide + gap + broad, max(tall, deep) + abs(shift)
            x, y = rng.randint(0, max(0, SIDE - span)), rng.randint(0, SIDE - rise)
            tops = (
                y + max(0, -shift) + rise - abs(shift) - tall,
                y + max(0, shift) + rise - abs(shift) - deep,
            )
            corners = ((x, tops[0]), (x + wide + gap, tops[1]))
        else:
            shift = rng.randint(-3, 3)
            x, y = rng.randint(0, SIDE - broad), rng.randint(0, max(0, SIDE - tall - deep))
            corners = ((x + (broad - wide) // 2 + shift, y), (x, y + tall - rng.randint(0, TOUCH)))
        new = [(*corners[0], wide, tall), (*corners[1], broad, deep)]
        inside = all(0 <= x <= SIDE - w and 0 <= y <= SIDE - h for x, y, w, h in new)
        apart = all(Box(x, y, x + w, y + h).gap(box) >= NEAR + 2 for x, y, w, h in new for box in boxes)
        if inside and apart:
            made = {
                k: Sprite(kinds[k], x, y, colours[k], sizes[k], rng.random() < 0.5)
                for k, (x, y, _, _) in zip((first, second), new, strict=True)
            }
            return [made[0], made[1]]
    raise FullError


def _group(
    rng: random.Random, agent: int, action: int, colour: int, placed: Sequence[Sprite]
) -> list[Sprite]:
    """Return an agent and the prop that it touches at its left or right, apart from what is there."""
    prop = len(NAMES) + action
    size = rng.randrange(len(SIZES))
    (wide, tall), (broad, high) = extent(agent, size), extent(prop, 0)
    boxes = [one.box for one in placed]
    for _ in range(24):
        x, y = rng.randrange(SIDE - wide + 1), rng.randrange(SIDE - tall + 1)
        right = rng.random() < 0.5
        left = x + wide - OVERLAP if right else x - broad + OVERLAP
        top = y + tall - high - rng.randint(0, max(0, tall - high))
        if not (0 <= left <= SIDE - broad and 0 <= top <= SIDE - high):
            continue
        body, thing = Box(x, y, x + wide, y + tall), Box(left, top, left + broad, top + high)
        if all(body.gap(other) >= 2 * APART and thing.gap(other) >= 2 * APART for other in boxes):
            return [Sprite(agent, x, y, colour, size, rng.random() < 0.5), Sprite(prop, left, top)]
    raise FullError
