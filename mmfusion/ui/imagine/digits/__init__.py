"""A written digit heard, or a spoken one seen: by a VAE, and by the nearest neighbour's partner."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from mmfusion.ui.shell import components


class Made(TypedDict):
    """What a VAE makes of one digit, as `Made` in digits.js.

    Attributes:
        taken: the digit that a softmax on real examples takes it for.
        p: its probability.
        narrower: share of the stored test examples whose posterior is wider.

    """

    taken: int
    p: float
    narrower: float


class Digit(TypedDict):
    """A test picture or voice, as `Digit` in digits.js.

    Attributes:
        digit: which it is.
        made: by kind of experts, in their order.
        partner: the digit of the nearest training example.

    """

    digit: int
    made: list[Made]
    partner: int


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in digits.js.

    Attributes:
        key: of what is shown.
        experts: kinds, as they are called.
        kind: the number of the one in view.
        ways: what is given: pictures and voices, in this order.
        way: the number of the one in view.
        item: the number of the digit in view.
        given: the digits of each way.
        counts: stored test examples of each way.
        side: of a picture.
        cells: of a log-mel, bands and steps.
        rate: samples a second.

    """

    key: str
    experts: list[str]
    kind: int
    ways: list[str]
    way: int
    item: int
    given: list[list[Digit]]
    counts: list[int]
    side: int
    cells: int
    rate: int


class Blobs(TypedDict):
    """What follows the header, a list by way: bytes of ink or of dB (five to one), and samples by μ-law.

    Attributes:
        views: what is given.
        partners: the other modality of the nearest training example.
        made: the other modality as it is made, kind after kind.
        back: the given modality made again, kind after kind.
        sounds: of pictures: partners', then those that are made, kind after kind; of voices: what is given.
        ends: where each of the sounds ends, uint32.

    """

    views: list[bytes]
    partners: list[bytes]
    made: list[bytes]
    back: list[bytes]
    sounds: list[bytes]
    ends: list[bytes]


def digits(data: bytes, *, key: str, on_told_change: Callable[[], None]) -> None:
    """Mount the figure.

    Args:
        data: a buffer (`pack`) of `Header` and `Blobs`.
        key: of the element; its state ``told`` is JSON of what changed: ``way``, ``kind``, ``item``.
        on_told_change: called when something is told.

    """
    components.mount(__file__, key=key, data=data, on_told_change=on_told_change)
