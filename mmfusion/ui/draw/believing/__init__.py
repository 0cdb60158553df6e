"""The drawing field, the voice in noise, whom each strategy believes, and where the answer switches."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from mmfusion.ui.shell import components


class Strategy(TypedDict):
    """One row, as `Strategy` in believing.js.

    Attributes:
        name: of the strategy.
        title: of its row.
        note: below the title.
        sense: modality whose colour it wears; nothing where it has both.
        seen: probability of what the picture says at each ratio.
        heard: probability of what the voice says at each ratio.
        says: what it answers at each ratio, a digit.
        turns: the ratio at which it turns, in words.

    """

    name: str
    title: str
    note: str
    sense: str
    seen: list[float]
    heard: list[float]
    says: list[int]
    turns: str


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in believing.js.

    Attributes:
        asked: number of the message that this answers.
        strokes: of the drawing; nothing where a stored picture is shown.
        picture: what is said of the picture.
        voice: what is said of the voice.
        a: what the picture says; nothing where there is none.
        b: what the voice says, or the likeliest other answer where nothing disagrees.
        disagree: whether they do.
        ratios: signal to noise, dB, falling.
        at: the ratio that is set.
        open: the strategy whose curve is open.
        strategies: the rows.
        rate: samples of the voice a second.

    """

    asked: int
    strokes: str
    picture: str
    voice: str
    a: str
    b: str
    disagree: bool
    ratios: list[float]
    at: float
    open: str
    strategies: list[Strategy]
    rate: int


class Blobs(TypedDict):
    """What follows the header.

    `pixels` are the 28 × 28 bytes that networks get, none where there is no picture; `field` the 28 × 28
    bytes of a stored picture that is shown in the field; `wave` and `noise` int16 at one scale, the noise at
    0 dB; `sounds` log-mels as bytes, `(ratios, 16, 16)`, the lowest band first.
    """

    pixels: bytes
    field: bytes
    wave: bytes
    noise: bytes
    sounds: bytes


def believing(data: bytes, *, key: str, on_told_change: Callable[[], None]) -> None:
    """Mount the figure.

    Args:
        data: a buffer (`pack`) of `Header` and `Blobs`.
        key: of the element; its state ``told`` is JSON of what has changed: ``strokes`` (as the task writes
            them), ``at``, ``open``, and ``asked``.
        on_told_change: called when something is told.

    """
    components.mount(__file__, key=key, data=data, on_told_change=on_told_change)
