"""Several maps of one answer on one time axis and one scale, each beside what its order does."""

from __future__ import annotations

from collections.abc import Callable
from typing import NotRequired, TypedDict

from mmfusion.ui.clips.subject import Geometry
from mmfusion.ui.shell import components


class Area(TypedDict):
    """Mean probability of the answer in a map's order; in random orders; in that of another clip's map."""

    own: float
    low: float
    high: float
    other: float | None


class Row(TypedDict):
    """One method.

    Attributes:
        name: of the method.
        title: the method in words.
        words: what it starts from, or what it reads.
        short: both in a word or two.
        signed: whether it can speak against an answer.
        gap: what it misses of adding up, in words; empty where it claims nothing.
        deletion: None until it is known.
        insertion: None until it is known.

    """

    name: str
    title: str
    words: str
    short: str
    signed: bool
    gap: str
    deletion: Area | None
    insertion: Area | None


class Truth(TypedDict):
    """The object that sounds: its name, and the patches that show it, frame by frame."""

    name: str
    tokens: list[int]


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in explanations.js.

    Attributes:
        key: of all that is shown; the same key is drawn again, not taken anew.
        clip: of the clip; its pictures are decoded once.
        about: lines of words on the clip and its answer, the first in bold.
        answer: what is explained, in words.
        spans: name and number of tokens of each modality, CLS counted.
        geometry: where each token lies.
        rows: each a `Row`.
        full: the share of a map at which its colour is full; 0 where each map has its own scale.
        pending: the method that is computed next, in words; empty when all are there.
        truth: None where nobody knows it, or nothing that is seen sounds.
        pick: the method that is laid over the clip.
        sound: rate of the samples, and the loudest that an int16 stands for.
        mel: size of the spectrogram.

    """

    key: str
    clip: str
    about: list[str]
    answer: str
    spans: list[tuple[str, int]]
    geometry: Geometry
    rows: list[Row]
    full: float
    pending: str
    truth: Truth | None
    pick: str
    sound: NotRequired[dict[str, float]]
    mel: NotRequired[dict[str, int]]


class Blobs(TypedDict):
    """What follows the header.

    Attributes:
        frames: JPEG; none where the clip has no picture.
        maps: of each row, float32: shares of the map, signs kept, in the order of the tokens without CLS;
            empty until it is known.
        bands: of the sound, int16, the lowest first; they add up to it.
        mel: bytes of darkness.

    """

    frames: list[bytes]
    maps: list[bytes]
    bands: NotRequired[list[bytes]]
    mel: NotRequired[bytes]


def explanations(
    data: bytes, *, key: str, on_pick_change: Callable[[], None], on_more_change: Callable[[], None]
) -> None:
    """Mount the figure.

    Args:
        data: a buffer (`pack`) of `Header` and `Blobs`.
        key: of the element; its state ``pick`` is the method that is laid over the clip.
        on_pick_change: called when another one is laid over it.
        on_more_change: called when what came is drawn and something is still to be computed.

    """
    components.mount(
        __file__, key=key, data=data, on_pick_change=on_pick_change, on_more_change=on_more_change
    )
