"""Frames as they are displayed: square pixels, upright, of one size, of limited size."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

SHORT_SIDE = 360
LONG_SIDE = 1280

Picture = NDArray[np.uint8]


def display_size(
    width: int, height: int, aspect: float = 1.0, short_side: int = SHORT_SIDE
) -> tuple[int, int]:
    """Return width and height, px, of a frame with square pixels and at most `short_side` and `LONG_SIDE`.

    `aspect` is the width of a stored pixel over its height; nothing is enlarged beyond what making pixels
    square takes.
    """
    if not 0.2 <= aspect <= 5:
        aspect = 1.0  # damaged header
    wide, high = (width * aspect, float(height)) if aspect >= 1 else (float(width), height / aspect)
    scale = min(1.0, short_side / min(wide, high), LONG_SIDE / max(wide, high))
    return max(1, round(wide * scale)), max(1, round(high * scale))


def has_alpha(frame: VideoFrame) -> bool:
    """Whether the frame's pixel format has transparency."""
    name = frame.format.name
    return name.startswith(("rgba", "bgra", "argb", "abgr", "yuva", "gbrap", "ya", "pal8"))


def upright(picture: Picture, frame: VideoFrame) -> Picture:
    """Apply the display matrix: x' = a x + c y, y' = b x + d y, in quarter turns and mirrorings."""
    try:
        matrix: Any = frame.side_data.get("DISPLAYMATRIX")
    except ValueError:  # other side data that PyAV has no name for
        return np.rot90(picture, round(frame.rotation / 90) % 4)
    if matrix is None:
        return picture
    a, b, _, c, d = struct.unpack("=5i", bytes(matrix)[:20])
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return picture[:: -1 if d < 0 else 1, :: -1 if a < 0 else 1]
    return picture.swapaxes(0, 1)[:: -1 if b < 0 else 1, :: -1 if c < 0 else 1]


def stacked(pictures: Sequence[Picture]) -> NDArray[np.uint8] | None:
    """Stack pictures `(F, H, W, 3)`; where the size changes within a clip, the first one rules."""
    if not pictures:
        return None
    height, width = pictures[0].shape[:2]
    same = [p if p.shape[:2] == (height, width) else _resized(p, width, height) for p in pictures]
    return np.stack(same)


def _resized(picture: Picture, width: int, height: int) -> Picture:
    frame = VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
    return np.asarray(frame.reformat(width=width, height=height, format="rgb24").to_ndarray(), dtype=np.uint8)
