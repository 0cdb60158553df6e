"""A scene: what is where, drawn the same way every time, and what is true of it.

Truth is read from positions, so that it holds for a scene that someone has dragged apart as well as for a
drawn one:

    left, right   beside each other: centres are farther apart sideways than up and down, and the boxes near
    on, under     centres are farther apart up and down, and the boxes touch
    doing         an agent does what a prop is for that touches it and no nearer agent
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.scenes import CELL, GRID, KINDS, NAMES, RELATIONS, SIDE
from mmfusion.tasks.scenes.places import background
from mmfusion.tasks.scenes.sprites import LARGE, Floats, sprite

TOUCH = 2
"""Gap between two boxes, px, up to which they touch."""
NEAR = 8
"""Gap between two boxes, px, up to which one is beside the other."""
COVERED = 1 / 16
"""Share of a cell that a drawing covers where the cell belongs to the drawing's region."""


class Box(NamedTuple):
    """Edges in the network's px."""

    left: int
    top: int
    right: int
    bottom: int

    def gap(self, other: Box) -> int:
        """Return how far apart two boxes are, px; negative where they overlap."""
        return max(
            self.left - other.right, other.left - self.right, self.top - other.bottom, other.top - self.bottom
        )


@dataclass(frozen=True)
class Sprite:
    """One drawing in a scene.

    Attributes:
        number: of `sprites.DRAWN`: a kind, or a prop.
        x: left edge, px; it may lie outside.
        y: upper edge, px.
        colour: of `COLOURS`, -1 for a prop.
        size: of `SIZES`.
        flipped: whether it looks the other way.

    Example:
        >>> from mmfusion.tasks.scenes import NAMES, Sprite
        >>> dog = Sprite(NAMES.index("dog"), x=10, y=50, colour=0, size=1)
        >>> dog.acts, dog.box
        (True, Box(left=10, top=50, right=40, bottom=76))

    """

    number: int
    x: int
    y: int
    colour: int = -1
    size: int = 0
    flipped: bool = False

    @property
    def action(self) -> int | None:
        """What it is a prop for, a number of `ACTIONS`; None for a kind."""
        return None if self.number < len(NAMES) else self.number - len(NAMES)

    @property
    def acts(self) -> bool:
        """Whether it can act."""
        return self.action is None and KINDS[self.number].acts

    @property
    def box(self) -> Box:
        """Where it is."""
        wide, tall = extent(self.number, self.size)
        return Box(self.x, self.y, self.x + wide, self.y + tall)


@lru_cache(maxsize=128)
def extent(number: int, size: int) -> tuple[int, int]:
    """Return width and height of a drawing in the network's px."""
    tall, wide, _ = sprite(number, 0, size, False, 1)[0].shape
    return wide, tall


@dataclass(frozen=True)
class Scene:
    """A place and what is in it; later sprites are drawn over earlier ones.

    Example:
        >>> from mmfusion.tasks.scenes import NAMES, PLACES
        >>> from mmfusion.tasks.scenes.scene import Scene, Sprite
        >>> dog = Sprite(NAMES.index("dog"), 10, 50, colour=0)
        >>> tree = Sprite(NAMES.index("tree"), 36, 50, colour=2)
        >>> scene = Scene(PLACES.index("park"), (dog, tree))
        >>> scene.relation(0, 1), scene.relation(1, 0)
        (0, 1)
        >>> scene.picture().shape, scene.moved(0, 60, 50).relation(0, 1)
        ((96, 96, 3), 1)

    """

    place: int
    sprites: tuple[Sprite, ...]
    variant: int = 0

    def picture(self, scale: int = 1) -> NDArray[np.uint8]:
        """Return the scene drawn `(96 · scale, 96 · scale, 3)`, scale 1 for networks or 4 for people."""
        canvas = background(self.place, self.variant, scale).copy()
        for one in self.sprites:
            colour, opacity = sprite(one.number, max(one.colour, 0), one.size, one.flipped, scale)
            inside = _inside(one, colour.shape[:2], scale)
            if inside is not None:
                there, own = inside
                canvas[there] = canvas[there] * (1 - opacity[own]) + colour[own]
        return canvas.astype(np.uint8)

    def relation(self, one: int, other: int) -> int | None:
        """Return how sprite `one` stands to `other`, a number of `RELATIONS`; None if in no such way."""
        a, b = self.sprites[one].box, self.sprites[other].box
        dx, dy = b.left + b.right - a.left - a.right, b.top + b.bottom - a.top - a.bottom
        if abs(dx) > abs(dy) and a.gap(b) <= NEAR:
            return RELATIONS.index("left" if dx > 0 else "right")
        if abs(dy) > abs(dx) and a.gap(b) <= TOUCH:
            return RELATIONS.index("on" if dy > 0 else "under")
        return None

    def agent(self, prop: int) -> int | None:
        """Return which sprite uses a prop: the agent nearest to its middle that touches it; None for none."""
        own = self.sprites[prop].box
        near = [
            (abs(b.left + b.right - own.left - own.right) + abs(b.top + b.bottom - own.top - own.bottom), i)
            for i, one in enumerate(self.sprites)
            if one.acts and (b := one.box).gap(own) <= TOUCH
        ]
        return min(near)[1] if near else None

    def acting(self) -> tuple[tuple[int, int, int], ...]:
        """Return who does what: agent, prop (numbers of sprites) and action."""
        found = (
            (self.agent(i), i, one.action) for i, one in enumerate(self.sprites) if one.action is not None
        )
        return tuple((who, prop, what) for who, prop, what in found if who is not None and what is not None)

    def moved(self, number: int, x: int, y: int) -> Scene:
        """Return the scene with a sprite elsewhere."""
        return self.swapped(number, replace(self.sprites[number], x=x, y=y))

    def swapped(self, number: int, other: Sprite) -> Scene:
        """Return the scene with another sprite in place of one."""
        return replace(self, sprites=(*self.sprites[:number], other, *self.sprites[number + 1 :]))

    def added(self, one: Sprite) -> Scene:
        """Return the scene with one sprite more, in front."""
        return replace(self, sprites=(*self.sprites, one))

    def without(self, number: int) -> Scene:
        """Return the scene without a sprite."""
        return replace(self, sprites=(*self.sprites[:number], *self.sprites[number + 1 :]))

    def visible(self) -> Floats:
        """Return how much of each pixel is seen of each sprite, `(sprites, 96, 96)` in 0..1."""
        seen = np.zeros((len(self.sprites), SIDE, SIDE), dtype=np.float32)
        for i, one in enumerate(self.sprites):
            opacity = sprite(one.number, 0, one.size, one.flipped, 1)[1]
            inside = _inside(one, opacity.shape[:2], 1)
            if inside is not None:
                there, own = inside
                seen[:i, there[0], there[1]] *= 1 - opacity[own][..., 0]
                seen[i][there] = opacity[own][..., 0]
        return seen

    def cells(self) -> NDArray[np.bool_]:
        """Return the region of each sprite, `(sprites, 64)`: the cells that it covers by a sixteenth or more.

        What is seen at all has one cell at least, the one that it covers most.
        """
        share = self.visible().reshape(-1, GRID, CELL, GRID, CELL).mean(axis=(2, 4)).reshape(-1, GRID * GRID)
        most = share.max(axis=1, keepdims=True, initial=0)
        return np.asarray((share > 0) & ((share >= COVERED) | (share == most)))


def union(cells: NDArray[np.bool_], numbers: Sequence[int]) -> NDArray[np.bool_]:
    """Return the cells `(64,)` of several sprites."""
    return np.asarray(cells[list(numbers)].any(axis=0))


def _inside(
    one: Sprite, size: tuple[int, int], scale: int
) -> tuple[tuple[slice, slice], tuple[slice, slice]] | None:
    """Return the part of the canvas that a sprite of some size lies on, and which part of it that is."""
    if scale not in (1, LARGE):
        raise ValueError(f"scenes are drawn at scale 1 or {LARGE}, not {scale}")
    side, (tall, wide) = SIDE * scale, size
    top, left = one.y * scale, one.x * scale
    rows, columns = (max(top, 0), min(top + tall, side)), (max(left, 0), min(left + wide, side))
    if rows[0] >= rows[1] or columns[0] >= columns[1]:
        return None
    return (
        (slice(*rows), slice(*columns)),
        (slice(rows[0] - top, rows[1] - top), slice(columns[0] - left, columns[1] - left)),
    )
