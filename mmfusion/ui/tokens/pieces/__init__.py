"""A clip as tokens: patch and cell, x → E x + p = z, and the barcode of the whole input."""

from __future__ import annotations

from typing import Any, TypedDict

from mmfusion.ui.shell import components


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in cut.js.

    Attributes:
        key: of the clip.
        covered: whether numbers of tokens are to be guessed first.
        size: height and width of a frame, px.
        mels: bands of the spectrogram.
        band: bands of a cell.
        seconds: of a column of the spectrogram.
        total: its columns.
        edges: of the cells, Hz.
        options: of each slider: ``frames``, ``patch``, ``columns``, ``step``.
        trained: how the shipped network cuts, by the same names.
        moments: which frame and at which second, by the number of frames.
        pins: a token of each sense to begin with.
        width: d of each sense's tokens, where the network's weights are.

    """

    key: str
    covered: bool
    size: list[int]
    mels: int
    band: int
    seconds: float
    total: int
    edges: list[int]
    options: dict[str, Any]
    trained: dict[str, int]
    moments: dict[str, list[list[float]]]
    pins: dict[str, int]
    width: dict[str, int]


class Blobs(TypedDict):
    """What follows the header: frames as PNG, the spectrogram ``(mels, total)`` as float32.

    And of each sense with weights ``<sense>-projected`` ``(tokens, d)``, ``<sense>-places``
    ``(1 + tokens, d)``, ``<sense>-cls`` ``(d,)``, float32.
    """

    large: list[bytes]
    small: list[bytes]
    mel: bytes


def pieces(data: bytes, *, key: str) -> None:
    """Mount the figure.

    Args:
        data: a buffer (`pack`) of `Header` and `Blobs`.
        key: of the element. The browser writes ``tokens_at`` into the address; where a slider comes to rest,
            the element's state says the same as ``at``.

    """
    components.mount(__file__, key=key, data=data, on_at_change=_told)


def _told() -> None:
    """Nothing is left to do: the run that follows knows how the clip is cut."""
