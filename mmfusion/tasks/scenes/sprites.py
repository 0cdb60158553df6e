"""Drawings, tinted and scaled once: what a scene is composed of, at two scales.

`SCALE` 1 is the network's raster (96 × 96 px); at scale 4 everything is drawn for people, on the same places.
The small drawing is the area average of the large one.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mmfusion.folders import ASSETS
from mmfusion.tasks.scenes import ACTIONS, NAMES

FOLDER = ASSETS / "scenes"
TALL = 128
"""Longer side of a shipped drawing, px."""
LARGE = 4
"""How many px of the large drawing are one px of the network's."""
LENGTHS = (20, 30)
"""Longer side of a small and of a large drawing in the network's px."""
PROP_LENGTH = 14
"""Longer side of a prop in the network's px."""
INK = 0.12
"""Grey below which a drawing is outline."""
TINTS: tuple[tuple[int, int, int], ...] = (
    (222, 60, 45),
    (245, 200, 30),
    (40, 150, 75),
    (45, 110, 225),
    (150, 75, 190),
)
"""Red, yellow, green, blue, purple."""
DRAWN: tuple[str, ...] = (*NAMES, *(action.prop for action in ACTIONS))
"""Everything that can be drawn: kinds, then props, by number."""
Floats = NDArray[np.float32]
Colour = tuple[int, int, int]


@lru_cache(maxsize=len(DRAWN))
def drawing(number: int) -> Image.Image:
    """Return the shipped drawing of a kind (grey and opacity) or prop (RGBA).

    Raises:
        FileNotFoundError: it is missing; the text says what makes it.

    """
    path = FOLDER / f"{DRAWN[number]}.png"
    if not path.is_file():
        raise FileNotFoundError(
            f"no drawing at {path}; python -m mmfusion.tasks.scenes.sprite_recipe makes it"
        )
    return Image.open(path).convert("LA" if number < len(NAMES) else "RGBA")


def tinted(drawn: Image.Image, colour: Colour) -> Image.Image:
    """Return a grey drawing in a colour: black stays black, middle grey is the colour, white half of it."""
    values = np.asarray(drawn, dtype=np.float32)
    light, opacity = values[..., :1] / 255, values[..., 1:]
    pure = np.asarray(colour, dtype=np.float32)
    below, above = np.minimum(light / 0.75, 1), np.maximum((light - 0.75) / 0.25, 0)
    rgb = pure * below + 0.5 * above * (255 - pure)
    return Image.fromarray(np.rint(np.concatenate([rgb, opacity], axis=-1)).astype(np.uint8), "RGBA")


def length_of(number: int, size: int) -> int:
    """Return the longer side of a drawing in the network's px."""
    return LENGTHS[size] if number < len(NAMES) else PROP_LENGTH


@lru_cache(maxsize=2048)
def sprite(number: int, colour: int, size: int, flipped: bool, scale: int) -> tuple[Floats, Floats]:
    """Return colour times opacity `(h, w, 3)` in 0..255 and opacity `(h, w, 1)` of a drawing.

    Args:
        number: of `DRAWN`.
        colour: of `TINTS`; props have none and ignore it.
        size: of `LENGTHS`; props ignore it.
        flipped: whether it looks the other way.
        scale: 1 or `LARGE`; h and w are multiples of it.

    """
    drawn = drawing(number)
    drawn = tinted(drawn, TINTS[colour]) if drawn.mode == "LA" else drawn
    if flipped:
        drawn = drawn.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    ratio = length_of(number, size) * LARGE / max(drawn.size)
    inner = (max(1, round(drawn.width * ratio)), max(1, round(drawn.height * ratio)))
    width, height = (-(-side // LARGE) * LARGE for side in inner)
    canvas = Image.new("RGBA", (width, height))
    at = ((width - inner[0]) // 2, height - inner[1])
    canvas.paste(drawn.resize(inner, Image.Resampling.LANCZOS), at)
    rgba = np.asarray(canvas, dtype=np.float32)
    opacity = rgba[..., 3:] / 255.0
    premultiplied = rgba[..., :3] * opacity
    if scale == 1:
        return averaged(premultiplied), averaged(opacity)
    return premultiplied, opacity


def averaged(image: Floats) -> Floats:
    """Return the area average of a large image `(4h, 4w, C)`: `(h, w, C)`."""
    height, width, channels = image.shape
    blocks = image.reshape(height // LARGE, LARGE, width // LARGE, LARGE, channels)
    return np.asarray(blocks.mean(axis=(1, 3)), dtype=np.float32)
