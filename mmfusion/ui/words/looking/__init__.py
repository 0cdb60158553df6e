"""Words and a picture: the sentence as chips, the scene that is dragged, all heads, what words look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import NotRequired, TypedDict

from mmfusion.ui.shell import components


class Drawing(TypedDict):
    """One drawing in a scene, in the network's px, and the cells that it covers, as `Drawing` in scene.js."""

    number: int
    name: str
    x: int
    y: int
    wide: int
    tall: int
    colour: int
    size: int
    flipped: bool
    cells: list[int]


class Word(TypedDict):
    """A word of the sentence, as `Word` in looking.js.

    Attributes:
        word: as it stands there.
        others: what may stand in its place; none for a fixed word.
        slot: its number among the slots, or -1.
        region: the cells of what it speaks of; None where nothing stands for it.

    """

    word: str
    others: list[str]
    slot: int
    region: list[int] | None


class Question(TypedDict):
    """Something that can be asked of the scene, as `Question` in looking.js."""

    form: str
    text: str


class Known(TypedDict):
    """What there is to choose from, as `Known` in looking.js: the first `kinds` drawings are no props."""

    drawings: list[str]
    kinds: int
    colours: list[str]
    sizes: list[str]
    places: list[str]
    most: int


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in looking.js.

    Attributes:
        asked: number of the message that this answers.
        network: strategy.
        place: number of the place.
        variant: of its background.
        drawings: later ones lie over earlier ones.
        words: of the sentence.
        pattern: of the sentence; nothing where networks were never trained on one like it.
        questions: what else can be asked of the scene.
        answers: name and probability, the likeliest first.
        truth: the right answer; nothing where there is none.
        off: probability of the first answer without the open head.
        layers: of the network.
        heads: of a layer.
        columns: cells a row.
        look: what is open, see look.js.
        about: the answer that a signed map is of.
        known: what there is to choose from.

    """

    asked: int
    network: str
    place: int
    variant: int
    drawings: list[Drawing]
    words: list[Word]
    pattern: str
    questions: list[Question]
    answers: list[dict[str, object]]
    truth: str
    off: float
    layers: int
    heads: int
    columns: int
    look: str
    about: str
    known: Known


class Blobs(TypedDict):
    """What follows the header.

    `ground` is a JPEG, `pictures` a PNG a drawing, `weights` float16 and `signed` float32, both
    `(layers, heads, words, cells)`.
    """

    ground: bytes
    pictures: list[bytes]
    weights: bytes
    signed: NotRequired[bytes]


def looking(data: bytes, *, key: str, on_told_change: Callable[[], None]) -> None:
    """Mount the figure.

    Args:
        data: a buffer (`pack`) of `Header` and `Blobs`.
        key: of the element; its state ``told`` is JSON of what has changed: ``scene`` (as `as_text.py` writes
            it), ``sentence``, ``look``, ``about``; ``moving`` while a drawing is dragged, and ``asked``.
        on_told_change: called when something is told.

    """
    components.mount(__file__, key=key, data=data, on_told_change=on_told_change)
