"""Stills become frames: pan, zoom, inset, flip, and what webcams and phones do to a picture.

A *take* is one still filmed for four seconds by an imagined hand: a fixed aspect, a slow move, one
quality. `film` returns any number of frames of one take, so that the same take can train with two frames
and be looked at with eight. Everything is seeded.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance, ImageFilter

from mmfusion.tasks.events.pictures import Picture
from mmfusion.tasks.packs import read_member

ImageU8 = NDArray[np.uint8]
SHAPES = ((224, 298), (224, 398), (224, 224), (298, 224))
"""Height, width in px of a frame: 4:3, 16:9, square, upright."""
_SHAPE_ODDS = (0.4, 0.3, 0.2, 0.1)


@dataclass(frozen=True)
class Take:
    """How one still is filmed and how the film is spoiled."""

    shape: tuple[int, int] = SHAPES[0]
    zoom: tuple[float, float] = (1.0, 1.0)
    """Share of the still that fills the frame, at the start and at the end; 1 is all that fits."""
    centre: tuple[tuple[float, float], tuple[float, float]] = ((0.5, 0.5), (0.5, 0.5))
    """Where the view sits in the room it has, x and y in [0, 1], at the start and at the end."""
    inset: float | None = None
    """Height of the still as a share of the frame, on a background; None: it fills the frame."""
    flip: bool = False
    pixels: int | None = None
    """Height in px to which the picture is reduced before it is enlarged again."""
    jpeg: int | None = None
    blur: float = 0.0
    noise: float = 0.0
    brightness: float = 1.0
    contrast: float = 1.0
    saturation: float = 1.0


def random_take(rng: np.random.Generator, *, ruined: float = 0.1) -> Take:
    """Return a random take for training: small and large, sharp and poor; a share is ruined on purpose."""
    zoom = rng.uniform(0.6, 1.0)
    start = rng.random(2)
    end = np.clip(start + rng.normal(0, 0.35, 2), 0, 1)
    take = Take(
        shape=SHAPES[rng.choice(len(SHAPES), p=_SHAPE_ODDS)],
        zoom=(zoom, float(np.clip(zoom * rng.uniform(0.85, 1.15), 0.5, 1.0))),
        centre=((float(start[0]), float(start[1])), (float(end[0]), float(end[1]))),
        inset=float(rng.uniform(0.3, 0.75)) if rng.random() < 0.3 else None,
        flip=bool(rng.random() < 0.5),
        pixels=int(np.exp(rng.uniform(np.log(40), np.log(220)))) if rng.random() < 0.6 else None,
        jpeg=int(rng.integers(15, 90)) if rng.random() < 0.6 else None,
        blur=float(rng.uniform(0, 2.0)) if rng.random() < 0.25 else 0.0,
        noise=float(rng.uniform(0, 18)) if rng.random() < 0.3 else 0.0,
        brightness=float(rng.uniform(0.55, 1.4)),
        contrast=float(rng.uniform(0.6, 1.3)),
        saturation=float(rng.uniform(0.2, 1.5)),
    )
    if rng.random() < ruined:
        take = replace(take, pixels=int(rng.integers(6, 32)), noise=float(rng.uniform(0, 40)))
    return take


def plain_take(rng: np.random.Generator) -> Take:
    """Return a gentle take for testing: the whole still or nearly, a slow pan, 4:3, nothing spoiled."""
    start, end = rng.random(2), rng.random(2)
    return Take(
        zoom=(float(rng.uniform(0.85, 1.0)), float(rng.uniform(0.85, 1.0))),
        centre=((float(start[0]), float(start[1])), (float(end[0]), float(end[1]))),
    )


def open_picture(picture: Picture, rng: np.random.Generator | None = None) -> Image.Image:
    """Return the still as RGB; where a box is known, a crop of 1.2 to 2.2 times the box around it."""
    image = Image.open(io.BytesIO(read_member(picture.pack, picture.member))).convert("RGB")
    if picture.box is None:
        return image
    x, y, w, h = picture.box
    scale = 1.5 if rng is None else rng.uniform(1.2, 2.2)
    side_w, side_h = min(image.width, max(w * scale, 32)), min(image.height, max(h * scale, 32))
    if side_w / side_h > 1.8:
        side_h = min(image.height, side_w / 1.8)
    if side_h / side_w > 1.8:
        side_w = min(image.width, side_h / 1.8)
    left = float(np.clip(x + w / 2 - side_w / 2, 0, image.width - side_w))
    top = float(np.clip(y + h / 2 - side_h / 2, 0, image.height - side_h))
    return image.crop((round(left), round(top), round(left + side_w), round(top + side_h)))


def _view(image: Image.Image, take: Take, moment: float, shape: tuple[int, int]) -> Image.Image:
    """Return what the camera sees of the still at `moment` in [0, 1]."""
    height, width = shape
    zoom = take.zoom[0] + (take.zoom[1] - take.zoom[0]) * moment
    aspect = width / height
    view_w = min(image.width, image.height * aspect) * zoom
    view_h = view_w / aspect
    x = take.centre[0][0] + (take.centre[1][0] - take.centre[0][0]) * moment
    y = take.centre[0][1] + (take.centre[1][1] - take.centre[0][1]) * moment
    left, top = max(0.0, x * (image.width - view_w)), max(0.0, y * (image.height - view_h))
    box = (left, top, min(image.width, left + view_w), min(image.height, top + view_h))
    return image.resize((width, height), Image.Resampling.BILINEAR, box, reducing_gap=2.0)


def _inset(image: Image.Image, take: Take, moment: float, background: Image.Image) -> Image.Image:
    """Return the background with the still on it, small, drifting, its edge feathered."""
    height, width = take.shape
    canvas = _view(background, replace(take, zoom=(1.0, 1.0)), moment, take.shape)
    inner_h = round(height * (take.inset or 1.0))
    inner_w = min(width, round(inner_h * float(np.clip(image.width / image.height, 0.6, 1.7))))
    still = _view(image, replace(take, zoom=(1.0, 1.0)), moment, (inner_h, inner_w))
    mask = Image.new("L", (inner_w, inner_h), 0)
    edge = max(2, inner_h // 10)
    mask.paste(255, (edge, edge, inner_w - edge, inner_h - edge))
    x = take.centre[0][0] + (take.centre[1][0] - take.centre[0][0]) * moment
    y = take.centre[0][1] + (take.centre[1][1] - take.centre[0][1]) * moment
    place = (round(x * (width - inner_w)), round(y * (height - inner_h)))
    canvas.paste(still, place, mask.filter(ImageFilter.GaussianBlur(edge / 2)))
    return canvas


def reduce_pixels(frame: ImageU8, pixels: int) -> ImageU8:
    """Return a frame `(H, W, 3)` reduced to `pixels` on its short side and enlarged again."""
    image = Image.fromarray(frame)
    scale = pixels / min(image.size)
    if scale >= 1:
        return frame
    small = image.resize(
        (max(1, round(image.width * scale)), max(1, round(image.height * scale))), Image.Resampling.BOX
    )
    return np.asarray(small.resize(image.size, Image.Resampling.BILINEAR))


def _spoil(image: Image.Image, take: Take, rng: np.random.Generator) -> ImageU8:
    if take.brightness != 1:
        image = ImageEnhance.Brightness(image).enhance(take.brightness)
    if take.contrast != 1:
        image = ImageEnhance.Contrast(image).enhance(take.contrast)
    if take.saturation != 1:
        image = ImageEnhance.Color(image).enhance(take.saturation)
    if take.blur:
        image = image.filter(ImageFilter.GaussianBlur(take.blur))
    frame = np.asarray(image)
    if take.pixels:
        frame = reduce_pixels(frame, take.pixels)
    if take.noise:
        noise = rng.standard_normal(frame.shape, dtype=np.float32) * np.float32(take.noise)
        frame = np.clip(frame + noise, 0, 255).astype(np.uint8)
    if take.jpeg:
        buffer = io.BytesIO()
        Image.fromarray(frame).save(buffer, "jpeg", quality=take.jpeg)
        frame = np.asarray(Image.open(buffer))
    return frame


def film(
    image: Image.Image,
    take: Take,
    moments: tuple[float, ...],
    rng: np.random.Generator,
    background: Image.Image | None = None,
) -> ImageU8:
    """Return frames `(F, H, W, 3)` of one take at `moments` in [0, 1].

    Raises:
        ValueError: the take is an inset and no background was given.

    """
    if take.flip:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    frames = []
    for moment in moments:
        if take.inset is None:
            view = _view(image, take, moment, take.shape)
        elif background is None:
            raise ValueError("an inset take needs a background picture")
        else:
            view = _inset(image, take, moment, background)
        frames.append(_spoil(view, take, rng))
    return np.stack(frames)
