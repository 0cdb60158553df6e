"""The sounds of a clip's cells, carried to the figure of tokens, which is drawn before they are made."""

from __future__ import annotations

from typing import TypedDict

from mmfusion.ui.shell import components


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in sounds.js.

    Attributes:
        key: of the clip.
        rate: samples a second.
        hop: samples between two parts.
        length: samples of a part.
        columns: of the spectrogram in a part.
        steps: parts along the clip.

    """

    key: str
    rate: int
    hop: int
    length: int
    columns: int
    steps: int


class Blobs(TypedDict):
    """What follows the header: ``(bands, steps, length)`` int16, 32767 the loudest."""

    sounds: bytes


def sounds(data: bytes, *, key: str) -> None:
    """Mount the carrier, which shows nothing; `data` is a buffer (`pack`) of `Header` and `Blobs`."""
    components.mount(__file__, key=key, data=data)
