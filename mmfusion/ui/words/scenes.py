"""The scene of a link, and what the figure draws of it: background, drawings, the cells that they cover."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from mmfusion.ui.clips.player import jpeg
from mmfusion.ui.words.looking import Drawing, Known

if TYPE_CHECKING:
    from mmfusion.tasks.scenes.scene import Scene

OPENING = "0.2~0.12.56.1.1.0~20.40.70~13.58.18.2.1.0~1.66.66.0.0.0"
"""A dog at a ball, a tree and a cat in the park."""
TALL = 384
"""The background is sent at four px a px of the network."""


@lru_cache(maxsize=256)
def scene(code: str) -> Scene:
    """Return the scene of a link, that of the opening if it says none."""
    from mmfusion.tasks.scenes.as_text import opened

    found = opened(code) or opened(OPENING)
    assert found is not None
    return found


@lru_cache(maxsize=32)
def ground(place: int, variant: int) -> bytes:
    """Return a background as JPEG."""
    from mmfusion.tasks.scenes.places import background
    from mmfusion.tasks.scenes.sprites import LARGE

    return jpeg(background(place, variant, LARGE).astype(np.uint8), TALL, 88)


@lru_cache(maxsize=1024)
def picture(number: int, colour: int, size: int, flipped: bool) -> bytes:
    """Return a drawing as PNG, four px a px of the network."""
    from PIL import Image

    from mmfusion.tasks.scenes.sprites import LARGE, sprite

    premultiplied, opacity = sprite(number, max(colour, 0), size, flipped, LARGE)
    rgb = premultiplied / np.maximum(opacity, 1 / 255)
    rgba = np.concatenate([np.clip(rgb, 0, 255), 255 * opacity], axis=-1)
    out = io.BytesIO()
    Image.fromarray(np.rint(rgba).astype(np.uint8), "RGBA").save(out, "PNG", compress_level=3)
    return out.getvalue()


@lru_cache(maxsize=1)
def known() -> Known:
    """Return what there is to choose from."""
    from mmfusion.tasks.scenes import COLOURS, NAMES, PLACES, SIZES
    from mmfusion.tasks.scenes.as_text import MOST
    from mmfusion.tasks.scenes.sprites import DRAWN

    return {
        "drawings": list(DRAWN),
        "kinds": len(NAMES),
        "colours": list(COLOURS),
        "sizes": list(SIZES),
        "places": list(PLACES),
        "most": MOST,
    }


def drawings(shown: Scene) -> list[Drawing]:
    """Return the drawings of a scene with the cells that they cover."""
    from mmfusion.tasks.scenes.sprites import DRAWN

    cells = shown.cells()
    return [
        {
            "number": one.number,
            "name": DRAWN[one.number],
            "x": one.x,
            "y": one.y,
            "wide": one.box.right - one.box.left,
            "tall": one.box.bottom - one.box.top,
            "colour": one.colour,
            "size": one.size,
            "flipped": one.flipped,
            "cells": np.flatnonzero(own).tolist(),
        }
        for one, own in zip(shown.sprites, cells, strict=True)
    ]
