"""Sprites and backgrounds, drawn once: what a clip's frames are composed of, at two scales.

`SCALE` 1 is the network's raster (96 × 64 px); at scale 3 everything is drawn for people, on the same places.
The small drawing is the area average of the large one, so that averaging what a person sees gives what the
network gets, but for rounding at the edges.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from mmfusion.folders import ASSETS
from mmfusion.tasks.sounding import HEIGHT, KINDS, WIDTH

FOLDER = ASSETS / "sprites"
TALL = 216
"""Longer side of a shipped drawing, px."""
LARGE = 3
"""How many px of the large drawing are one px of the network's."""
SIZES = (22, 25, 28)
"""Longer side of an object in the network's px."""
TILTS = (-14, -7, 0, 7, 14)
"""Degrees."""
BACKGROUNDS = 24
Colour = tuple[int, int, int]
FloatImage = NDArray[np.float32]


@lru_cache(maxsize=len(KINDS))
def drawing(kind: int) -> Image.Image:
    """Return the shipped drawing of a kind, RGBA. Raises FileNotFoundError if it is missing."""
    path = FOLDER / f"{KINDS[kind].name}.png"
    if not path.is_file():
        raise FileNotFoundError(
            f"no drawing at {path}; python -m mmfusion.tasks.sounding.sprite_recipe makes it"
        )
    return Image.open(path).convert("RGBA")


@lru_cache(maxsize=1024)
def sprite(kind: int, size: int, tilt: int, scale: int) -> tuple[FloatImage, FloatImage]:
    """Return colour times opacity `(h, w, 3)` in 0..255 and opacity `(h, w, 1)` of a drawing.

    `size` and `tilt` index `SIZES` and `TILTS`; h and w are multiples of `scale`.
    """
    turned = drawing(kind).rotate(TILTS[tilt], resample=Image.Resampling.BICUBIC, expand=True)
    turned = turned.crop(turned.getchannel("A").getbbox())
    ratio = SIZES[size] * LARGE / max(turned.size)
    inner = (max(1, round(turned.width * ratio)), max(1, round(turned.height * ratio)))
    width, height = (-(-side // LARGE) * LARGE for side in inner)
    canvas = Image.new("RGBA", (width, height))
    canvas.paste(
        turned.resize(inner, Image.Resampling.LANCZOS),
        ((canvas.width - inner[0]) // 2, canvas.height - inner[1]),
    )
    rgba = np.asarray(canvas, dtype=np.float32)
    opacity = rgba[..., 3:] / 255.0
    colour = rgba[..., :3] * opacity
    if scale == 1:
        return averaged(colour), averaged(opacity)
    return colour, opacity


def averaged(image: FloatImage) -> FloatImage:
    """Return the area average of a large image `(..., 3h, 3w, C)`: `(..., h, w, C)`."""
    *rest, height, width, channels = image.shape
    blocks = image.reshape(*rest, height // LARGE, LARGE, width // LARGE, LARGE, channels)
    return np.asarray(blocks.mean(axis=(-4, -2)), dtype=np.float32)


@lru_cache(maxsize=2 * BACKGROUNDS)
def background(index: int, scale: int) -> FloatImage:
    """Return one of `BACKGROUNDS` skies over hills, `(64 · scale, 96 · scale, 3)` in 0..255."""
    rng = np.random.default_rng([11, index])
    height, width = HEIGHT * LARGE, WIDTH * LARGE
    sky = _mix((226, 240, 248), _pastel(rng), 0.35)
    ground = _mix((190, 217, 184), _pastel(rng), 0.35)
    image = Image.new("RGB", (width, height), sky)
    draw = ImageDraw.Draw(image)
    if rng.random() < 0.7:
        x, r = int(rng.uniform(0.05, 0.95) * width), int(rng.uniform(12, 24))
        y = int(rng.uniform(24, 48))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=_mix(sky, (255, 240, 200), 0.7))
    for shade in (0.35, 0.6):
        x, top = int(rng.uniform(-0.1, 1.1) * width), int(rng.uniform(0.62, 0.74) * height)
        spread = int(rng.uniform(110, 260))
        draw.ellipse((x - spread, top, x + spread, top + 2 * spread), fill=_mix(sky, ground, shade))
    draw.rectangle((0, int(0.8 * height), width, height), fill=ground)
    if rng.random() < 0.6:
        _tree(draw, int(rng.uniform(0.05, 0.95) * width), int(0.84 * height), rng)
    smooth = image.filter(ImageFilter.GaussianBlur(1.5))
    large = np.asarray(smooth, dtype=np.float32)
    return averaged(large) if scale == 1 else large


def _pastel(rng: np.random.Generator) -> Colour:
    red, green, blue = rng.uniform(150, 250, 3).astype(int).tolist()
    return red, green, blue


def _mix(first: Colour, second: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _tree(draw: ImageDraw.ImageDraw, x: int, y: int, rng: np.random.Generator) -> None:
    size = int(rng.uniform(12, 22))
    draw.rectangle((x - 2, y - size, x + 2, y), fill=(120, 92, 70))
    draw.ellipse((x - size, y - int(2.4 * size), x + size, y - int(0.7 * size)), fill=(120, 168, 96))
