"""Pictures that FFmpeg's decoders treat less well than Pillow: JPEG, PNG, WebP, BMP, TIFF, AVIF.

Pillow reads the size before it decodes, turns the picture as its EXIF entry says, and plays animated WebP.
"""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from mmfusion.language import marked
from mmfusion.media.clip import MediaError
from mmfusion.media.geometry import display_size
from mmfusion.media.limits import Limits

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "AVIF")
_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM", b"II*\0", b"MM\0*")
_SHORTEST, _USUAL = 0.01, 0.1  # s: delays up to the one are shown as the other, as browsers do
_MOST_FRAMES = 500  # of an animation: at 360 px these are at most 700 MB
Image.MAX_IMAGE_PIXELS = None  # Limits.check_pixels stands here instead


def is_still(head: bytes) -> bool:
    """Whether a file that begins so is a picture for Pillow (an animated PNG is FFmpeg's)."""
    if head[4:12] == b"ftypavif":
        return True
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return True
    return head.startswith(_MAGIC) and not (head.startswith(_MAGIC[1]) and b"acTL" in head)


def still_size(data: bytes, limits: Limits) -> tuple[int, int]:
    """Return width and height, px, without decoding. Raises `MediaError` if unreadable or too large."""
    return _open(data, limits).size


def read_still(data: bytes, limits: Limits) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Return pictures `(K, H, W, 3)` as displayed and the moments `(K,)` in s from which each is shown.

    K = 1 but for an animated WebP.

    Raises:
        MediaError: damaged, or more pixels than allowed.

    """
    image = _open(data, limits)
    count = getattr(image, "n_frames", 1) if image.format == "WEBP" else 1
    pictures, times, clock = [], [], 0.0
    try:
        for index in range(min(count, _MOST_FRAMES)):
            if count > 1:
                image.seek(index)
            pictures.append(_displayed(image))
            times.append(clock)
            delay = image.info.get("duration", 0) / 1000
            clock += delay if delay > _SHORTEST else _USUAL
    except MemoryError:
        raise
    except Exception as error:  # as above
        if not pictures:
            raise MediaError(
                marked(
                    "This picture is damaged or breaks off: copy it again in full, or save it again as JPEG."
                )
            ) from error
    return np.stack(pictures), np.array([*times, clock])


def _open(data: bytes, limits: Limits) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except MemoryError:
        raise
    except Exception as error:  # Pillow's readers raise whatever damage makes them stumble over
        raise MediaError(
            marked(
                "This picture cannot be read or breaks off: copy it again in full, or save it again as JPEG."
            )
        ) from error
    limits.check_pixels(*image.size, still=True)
    return image


def _displayed(image: Image.Image) -> NDArray[np.uint8]:
    size = display_size(*image.size)
    if image.format in ("JPEG", "MPO"):
        image.draft("RGB", size)
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith(("I", "F")):  # 16 bits a channel and more
        values = np.asarray(upright, dtype=np.float64)
        top = 65535.0 if values.max() > 255 else 255.0
        upright = Image.fromarray((values / top * 255).clip(0, 255).astype(np.uint8))
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
    rgb = upright.convert("RGB").resize(display_size(*upright.size), Image.Resampling.BILINEAR)
    return np.asarray(rgb, dtype=np.uint8)
