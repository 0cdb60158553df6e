"""Backgrounds: park, desert, snow and city, pale and far away, a few variants each."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from mmfusion.tasks.scenes import SIDE
from mmfusion.tasks.scenes.sprites import LARGE, Colour, Floats, averaged

VARIANTS = 6
"""Backgrounds of each place."""
TONES: tuple[tuple[Colour, Colour], ...] = (
    ((214, 234, 246), (187, 214, 178)),
    ((246, 236, 214), (232, 210, 168)),
    ((216, 226, 238), (246, 249, 252)),
    ((228, 228, 232), (188, 188, 192)),
)
"""Sky and ground of each place."""
WIDE = SIDE * LARGE


@lru_cache(maxsize=64)
def background(place: int, variant: int, scale: int) -> Floats:
    """Return a place `(96 · scale, 96 · scale, 3)` in 0..255."""
    rng = np.random.default_rng([23, place, variant])
    sky, ground = (shifted(tone, rng) for tone in TONES[place])
    image = Image.new("RGB", (WIDE, WIDE), sky)
    draw = ImageDraw.Draw(image)
    horizon = int(rng.uniform(0.34, 0.46) * WIDE)
    for _ in range(5):
        x, tall = int(rng.uniform(0, WIDE)), int(rng.uniform(40, 110))
        _far(draw, place, x, horizon, tall, mixed(sky, ground, 0.55))
    draw.rectangle((0, horizon, WIDE, WIDE), fill=ground)
    if place == 3:  # a road with its line
        draw.rectangle((0, horizon + 70, WIDE, horizon + 150), fill=mixed(ground, (120, 120, 126), 0.3))
        for x in range(-20, WIDE, 60):
            draw.rectangle((x, horizon + 107, x + 30, horizon + 113), fill=(238, 238, 232))
    large = np.asarray(image.filter(ImageFilter.GaussianBlur(2.0)), dtype=np.float32)
    return averaged(large) if scale == 1 else large


def shifted(tone: Colour, rng: np.random.Generator) -> Colour:
    """Return a tone, a little lighter or darker."""
    red, green, blue = (int(np.clip(c + rng.integers(-6, 7), 0, 255)) for c in tone)
    return red, green, blue


def mixed(first: Colour, second: Colour, share: float) -> Colour:
    """Return two tones mixed, `share` of the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _far(draw: ImageDraw.ImageDraw, place: int, x: int, y: int, tall: int, tone: Colour) -> None:
    """Draw what stands on the horizon: round trees, dunes, firs or houses."""
    half = tall // 2
    if place == 0:
        draw.ellipse((x - half, y - tall, x + half, y + half), fill=mixed(tone, (140, 186, 130), 0.4))
    elif place == 1:
        draw.ellipse((x - 2 * tall, y - half, x + 2 * tall, y + tall), fill=tone)
    elif place == 2:
        draw.polygon(((x - half, y), (x, y - tall), (x + half, y)), fill=mixed(tone, (150, 178, 186), 0.5))
    else:
        draw.rectangle((x - half, y - tall, x + half // 2, y), fill=mixed(tone, (168, 160, 160), 0.4))
