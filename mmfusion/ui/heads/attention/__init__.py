"""The figure of heads: attention over the clip, the index of all heads, the open one."""

from __future__ import annotations

from collections.abc import Callable
from typing import NotRequired, TypedDict

from mmfusion.ui.clips.subject import Geometry
from mmfusion.ui.shell import components


class Statistic(TypedDict):
    """One number a head: the colour of its ramp, the bottom of its range, the numbers by head."""

    sense: str
    low: NotRequired[float]
    of: dict[str, float]


class Opens(TypedDict):
    """What is open where the link says nothing."""

    query: int
    stream: str
    head: int
    statistic: str


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in attention.js.

    Attributes:
        key: of the trace and its open layer; the same key is drawn again, not taken anew.
        clip: of the clip; its pictures are decoded once.
        spans: name and number of tokens of each stream, in the order of the tokens.
        geometry: where each token lies.
        layer: the one that came with its attention.
        layers: streams with their heads, of every layer.
        names: streams of the open layer, with who asks and who is asked as runs ``[first, count]``.
        statistics: one number a head, each a `Statistic`.
        opens: what is open where the link says nothing.
        objects: drawn objects with their picture tokens, or None.
        sound: rate of the samples.
        mel: size of the spectrogram.

    """

    key: str
    clip: str
    spans: list[tuple[str, int]]
    geometry: Geometry
    layer: int
    layers: list[list[dict[str, object]]]
    names: list[dict[str, object]]
    statistics: dict[str, dict[str, object]]
    opens: Opens
    objects: list[dict[str, object]] | None
    sound: NotRequired[dict[str, int]]
    mel: NotRequired[dict[str, int]]


class Blobs(TypedDict):
    """What follows the header; and of each stream ``<name>-weights`` (float16), ``<name>-sums`` (float32)."""

    frames: list[bytes]
    sound: NotRequired[bytes]
    mel: NotRequired[bytes]


def attention(data: bytes, *, key: str, on_look_change: Callable[[], None]) -> None:
    """Mount the figure.

    Args:
        data: a buffer (`pack`) of `Header` and `Blobs`.
        key: of the element; its state ``look`` is ``query.layer.stream.head…``, see look.js.
        on_look_change: called when a token is pinned, or another head or layer is opened.

    """
    components.mount(__file__, key=key, data=data, on_look_change=on_look_change)
