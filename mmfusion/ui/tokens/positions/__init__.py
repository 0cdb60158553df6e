"""One position against all others, as heat maps over the frames and over the spectrogram."""

from __future__ import annotations

from typing import TypedDict

from mmfusion.ui.shell import components


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in positions.js: the trained raster and the pins."""

    frames: int
    rows: int
    columns: int
    bands: int
    steps: int
    pins: dict[str, int]


class Blobs(TypedDict):
    """What follows the header: cosines between any two of all N positions, ``(N, N)`` int8, in 127ths."""

    cosines: bytes


def positions(data: bytes, *, key: str) -> None:
    """Mount the maps; `data` is a buffer of `Header` and `Blobs`. They follow the figure of tokens."""
    components.mount(__file__, key=key, data=data)
