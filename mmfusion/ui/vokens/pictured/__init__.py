"""A picture under every word: swapped by a click, three scores follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from mmfusion.ui.shell import components


class Word(TypedDict):
    """A word, as `Word` in pictured.js.

    Attributes:
        word: as it is read.
        known: whether the networks know it.
        matched: the voken that the matching gave it.
        told: the voken that the network tells.
        p: its probability.
        code: words of the code that the network with codes tells.
        certain: its probability.
        offered: vokens that may be put there.
        masked: by network, its probability where it is masked.
        guess: by network, the likeliest word there.

    """

    word: str
    known: bool
    matched: int
    told: int
    p: float
    code: str
    certain: float
    offered: list[int]
    masked: list[float]
    guess: list[str]


class Voken(TypedDict):
    """A picture that may be put under a word, as `Voken` in pictured.js.

    Attributes:
        number: of the voken.
        name: of the drawing.
        code: words of the code that codes get instead.
        weights: by network, what each topic's score gets, times the number of words; none for words alone.

    """

    number: int
    name: str
    code: str
    weights: list[list[float]]


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in pictured.js.

    Attributes:
        key: of the sentence.
        titles: of the networks.
        topics: their names.
        bias: by network, of each topic.
        parts: by network and word, what it adds to each topic's score.
        words: of the sentence.
        vokens: every one that is offered.
        swaps: place and voken, in rows.
        at: the word in view.
        topic: the topic in view.
        truth: the topic of a stored sentence; -1 for one's own.

    """

    key: str
    titles: list[str]
    topics: list[str]
    bias: list[list[float]]
    parts: list[list[list[float]]]
    words: list[Word]
    vokens: list[Voken]
    swaps: list[list[int]]
    at: int
    topic: int
    truth: int


class Blobs(TypedDict):
    """What follows the header: the drawing of each voken, PNG."""

    pictures: list[bytes]


def pictured(header: Header, pictures: list[bytes], *, key: str, on_told_change: Callable[[], None]) -> None:
    """Mount the figure.

    Args:
        header: see `Header`.
        pictures: see `Blobs`.
        key: of the element; its state ``told`` is JSON of ``swaps``, ``at`` and ``topic``.
        on_told_change: called when something is swapped or chosen.

    """
    data = components.pack(header, {"pictures": pictures})
    components.mount(__file__, key=key, data=data, on_told_change=on_told_change)
