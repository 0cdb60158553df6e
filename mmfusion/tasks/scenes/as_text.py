"""A scene as a short text, for links and files, and back: anyone can write one, so everything is bounded.

    0.2~0.10.50.3.1.0~20.40.60      place.variant, then a drawing each: number.x.y.colour.size.flipped

A prop has neither colour nor size: number.x.y, and .1 behind it if it looks the other way.
"""

from __future__ import annotations

import re

from mmfusion.tasks.scenes import COLOURS, NAMES, PLACES, SIDE, SIZES
from mmfusion.tasks.scenes.places import VARIANTS
from mmfusion.tasks.scenes.scene import Scene, Sprite
from mmfusion.tasks.scenes.sprites import DRAWN

MOST = 8
"""Drawings in a scene that is saved, at most."""
OUTSIDE = 20
"""How far a drawing may reach over an edge of the picture, px."""
_NUMBER = re.compile(r"-?[0-9]{1,3}")


def saved(scene: Scene) -> str:
    """Return a scene as text.

    Example:
        >>> from mmfusion.tasks.scenes import Scene, Sprite, saved
        >>> saved(Scene(0, (Sprite(0, 10, 50, colour=3, size=1), Sprite(20, 40, 60)), variant=2))
        '0.2~0.10.50.3.1.0~20.40.60'

    """
    parts = [f"{scene.place}.{scene.variant}"]
    for one in scene.sprites:
        own = (one.number, one.x, one.y)
        turned = (1,) if one.flipped else ()
        more = turned if one.action is not None else (one.colour, one.size, int(one.flipped))
        parts.append(".".join(map(str, (*own, *more))))
    return "~".join(parts)


def opened(text: str) -> Scene | None:
    """Return the scene that a text is, its drawings moved to where they can be seen; None if it is none.

    Example:
        >>> from mmfusion.tasks.scenes import opened
        >>> opened("0.2~0.10.50.3.1.0~20.40.60").sprites[1].action
        0
        >>> opened("9.9"), opened("the park")
        (None, None)

    """
    first, *rest = text.split("~")
    numbers = _numbers(first, 2)
    if numbers is None or len(rest) > MOST:
        return None
    place, variant = numbers
    if place not in range(len(PLACES)) or variant not in range(VARIANTS):
        return None
    sprites = [_sprite(part) for part in rest]
    if any(one is None for one in sprites):
        return None
    return Scene(place, tuple(one for one in sprites if one is not None), variant)


def _numbers(text: str, *counts: int) -> tuple[int, ...] | None:
    parts = text.split(".")
    if len(parts) not in counts or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    return tuple(map(int, parts))


def _sprite(text: str) -> Sprite | None:
    numbers = _numbers(text, 3, 4, 6)
    if numbers is None or numbers[0] not in range(len(DRAWN)):
        return None
    number, x, y, *more = numbers
    if (number < len(NAMES)) != (len(more) == 3):
        return None
    colour, size, flipped = more if len(more) == 3 else (-1, 0, sum(more))
    if number < len(NAMES) and (colour not in range(len(COLOURS)) or size not in range(len(SIZES))):
        return None
    return seen(Sprite(number, x, y, colour, size, flipped == 1))


def seen(one: Sprite) -> Sprite:
    """Return a drawing where enough of it is inside the picture.

    Example:
        >>> from mmfusion.tasks.scenes import Sprite
        >>> from mmfusion.tasks.scenes.as_text import seen
        >>> seen(Sprite(0, -90, 50, colour=3)).x
        -9

    """
    from dataclasses import replace

    box = one.box
    wide, tall = box.right - box.left, box.bottom - box.top
    over = min(OUTSIDE, wide // 2, tall // 2)
    x, y = (min(max(at, -over), SIDE - side + over) for at, side in ((one.x, wide), (one.y, tall)))
    return replace(one, x=x, y=y)
