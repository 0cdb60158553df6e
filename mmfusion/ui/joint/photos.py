"""Photographs on the page of joint spaces: one's own, and those that are found."""

from __future__ import annotations

import io
from base64 import b64encode
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from mmfusion.language import marked
from mmfusion.media import MediaError
from mmfusion.tasks.pairs.data import FOLDER
from mmfusion.tasks.pairs.photographs import COLUMNS, PICTURES, TILE, photographs
from mmfusion.ui.clips import own
from mmfusion.ui.clips.own import Source, kept

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from mmfusion.ui.joint.computed import Features

FOUND = 4
SMALL = 160
"""Longer side of one's own photograph as it is shown, px."""


@kept(4, of=Source)
def features_or_reason(source: Source) -> Features | MediaError:
    """Return a photograph as the frozen network sees it `(1, 1280)`, or why it cannot be read."""
    from mmfusion.tasks.flowers import DEEP
    from mmfusion.tasks.flowers.describe import describe_deep

    shown = picture(source)
    return shown if isinstance(shown, MediaError) else describe_deep(shown)[DEEP][None]


def features(source: Source) -> Features:
    """Return the same. Raises `MediaError`."""
    found = features_or_reason(source)
    if isinstance(found, MediaError):
        raise found
    return found


def picture(source: Source) -> NDArray[np.uint8] | MediaError:
    """Return a photograph `(H, W, 3)`, or why it cannot be read."""
    window = own.clip(source, 0.0)
    if isinstance(window, MediaError):
        return window
    if window.frames is None:
        return MediaError(marked("This file has no picture: choose a photograph."))
    first: NDArray[np.uint8] = window.frames[0]
    return first


def small(source: Source) -> str:
    """Return one's own photograph, made small, as a ``data:`` address; nothing if it cannot be read."""
    from PIL import Image as Images

    shown = picture(source)
    if isinstance(shown, MediaError):
        return ""
    image = Images.fromarray(shown)
    image.thumbnail((SMALL, SMALL))
    return _uri(image)


def nearest(view: str, own_features: Features) -> list[tuple[int, float]]:
    """Return what of the other modality is nearest, photographs or sentences, with cosines."""
    found = photographs()
    z = found.place(view, own_features)[0]
    rows = np.array(found.pictured) if view == "text" else np.arange(len(found.sentences))
    other = found.places["visual" if view == "text" else "text"][rows]
    cosines = other @ z
    return [(int(rows[i]), float(cosines[i])) for i in np.argsort(-cosines)[:FOUND]]


def cosine(seen: Features, read: Features) -> float:
    """Return the cosine of a photograph and a sentence."""
    found = photographs()
    return float(found.place("visual", seen)[0] @ found.place("text", read)[0])


def sentence(row: int) -> str:
    """Return a sentence that is there to be found."""
    return photographs().sentences[row].strip()


def number(row: int) -> str:
    """Return COCO's number of a picture."""
    return photographs().files[row].partition(".")[0].lstrip("0")


@lru_cache(maxsize=128)
def as_uri(row: int) -> str:
    """Return a picture's thumbnail as a ``data:`` address. Raises ValueError for one without."""
    wide, tall = TILE
    at = photographs().pictured.index(row)
    left, top = wide * (at % COLUMNS), tall * (at // COLUMNS)
    return _uri(_atlas().crop((left, top, left + wide, top + tall)))


@lru_cache(maxsize=1)
def _atlas() -> Image:
    from PIL import Image as Images

    return Images.open(io.BytesIO((FOLDER / PICTURES).read_bytes())).convert("RGB")


def _uri(image: Image) -> str:
    held = io.BytesIO()
    image.save(held, "WEBP", quality=80)
    return f"data:image/webp;base64,{b64encode(held.getvalue()).decode()}"
