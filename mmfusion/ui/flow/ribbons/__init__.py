"""The flow through a bottleneck: ribbons as wide as attention shares, and the maps of one token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

from mmfusion.ui.shell import components


class State(TypedDict):
    """The cuts and what follows from them, as `State` in net.js.

    Attributes:
        cut: by hand: ``sense.layer`` or ``token.layer.number``.
        ways: closed as a whole: ``sense-…``.
        closed: whether nothing is exchanged at all.
        frozen: the first layer from which nothing is exchanged, if there is one.
        edited: whether the answer is that of an edited pass.
        at: ``layer.number`` of the chosen token, or nothing.
        classes: names of the answers.
        icons: a picture of each answer, where there is one.
        truth: the right answer.
        plain: ``p`` and ``opinions`` of the plain pass.
        now: ``p`` and ``opinions`` of the edited one.

    """

    cut: list[str]
    ways: list[str]
    closed: bool
    frozen: int | None
    edited: bool
    at: str
    classes: list[str]
    icons: list[str | None] | None
    truth: int
    plain: dict[str, Any]
    now: dict[str, Any]


class Exchange(TypedDict):
    """What crosses into and out of the bottleneck at one layer: shares of attention, by sense and token."""

    layer: int
    loaded: bool
    heard: bool
    read: dict[str, list[float]]
    taken: dict[str, list[float]]


class OfClip(TypedDict):
    """What stands in the buffer's header and follows from the clip alone.

    Attributes:
        key: of the clip; the same key is drawn again, not decoded anew.
        senses: in the order of the task.
        counts: tokens of each sense, its CLS among them.
        layers: of the network.
        bottlenecks: tokens of the bottleneck.
        exchanges: at each layer that exchanges.
        knows: whose content each stream holds, at each depth.
        mel: size of the spectrogram.

    """

    key: str
    senses: list[str]
    counts: dict[str, int]
    layers: int
    bottlenecks: int
    exchanges: list[Exchange]
    knows: list[dict[str, list[str]]]
    mel: dict[str, int]


class Header(OfClip):
    """What stands in the buffer's header, as `Header` in net.js.

    Attributes:
        names: of the modalities, in the language of the session.
        sentences: of each map, by mode and ``depth.token``.
        state: the cuts and what follows from them.

    """

    names: dict[str, str]
    sentences: dict[str, dict[str, str]]
    state: State


class Blobs(TypedDict):
    """What follows the header; and the maps ``reads-<sense>`` and ``takes-<sense>``.

    They are float32 ``(exchanges, tokens of the bottleneck, tokens of the sense)``.
    """

    frames: list[bytes]
    mel: bytes


def ribbons(
    data: bytes, *, key: str, on_cut_change: Callable[[], None], on_at_change: Callable[[], None]
) -> None:
    """Mount the flow.

    Args:
        data: a buffer (`pack`) of `Header` and `Blobs`.
        key: of the element; its state ``cut`` holds cuts joined by spaces, ``at`` is ``layer.number``.
        on_cut_change: called when something is cut or mended.
        on_at_change: called when another token is chosen.

    """
    components.mount(__file__, key=key, data=data, on_cut_change=on_cut_change, on_at_change=on_at_change)
