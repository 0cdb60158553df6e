"""A graph of names around one class, in which an edge is cut or added, a sense switched, at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from mmfusion.ui.shell import components


class Class(TypedDict):
    """A class, as `Class` in kinds.js.

    Attributes:
        name: of the class.
        senses: numbers of the synsets of its name, in WordNet's order.
        checked: the place of the sense that its pictures show.

    """

    name: str
    senses: list[int]
    checked: int


class Way(TypedDict):
    """What another way says of the pictures of the class in view, as `Way` in kinds.js.

    Attributes:
        title: what it is called.
        answers: of each test picture, a place among the unseen classes.

    """

    title: str
    answers: list[int]


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in kinds.js.

    Attributes:
        key: of the class in view, the draw, and which senses hold at first.
        state: what was edited, as the figure tells it.
        classes: all of them.
        words: the first word of each synset.
        glosses: what each synset is.
        parents: of each synset, by number.
        seen: numbers of the classes that have pictures.
        unseen: of those that have none.
        at: which of the unseen ones is in view.
        picture: which of its test pictures.
        first: whether every class has WordNet's first sense.
        cut: edges that are cut, child and parent.
        added: edges that are added.
        senses: classes whose sense was switched, with its place.
        most: edits of a kind at most.
        weight: of an edge.
        sharpness: η of the kernel.
        penalty: λ.
        asked: test pictures of a class.
        ways: other ways, on the pictures of the class in view.
        covered: whether accuracy over all classes is covered.
        credit: whose the pictures are.

    """

    key: str
    state: str
    classes: list[Class]
    words: list[str]
    glosses: list[str]
    parents: list[list[int]]
    seen: list[int]
    unseen: list[int]
    at: int
    picture: int
    first: bool
    cut: list[list[int]]
    added: list[list[int]]
    senses: list[list[int]]
    most: int
    weight: float
    sharpness: float
    penalty: float
    asked: int
    ways: list[Way]
    covered: bool
    credit: str


class Blobs(TypedDict):
    """What follows the header.

    Attributes:
        prototypes: of all classes, `(K, d)` float32.
        tests: features of the unseen classes' test pictures, `(15, asked, d)` float32.
        pictures: those of the class in view, as JPEG.

    """

    prototypes: bytes
    tests: bytes
    pictures: list[bytes]


def kinds(data: bytes, *, key: str, on_told_change: Callable[[], None]) -> None:
    """Mount the figure.

    Args:
        data: a buffer (`pack`) of `Header` and `Blobs`.
        key: of the element; its state ``told`` is JSON: ``class`` alone where another one is to be shown,
            else ``cut``, ``added``, ``senses`` and ``picture``, as in the header.
        on_told_change: called when something is told.

    """
    components.mount(__file__, key=key, data=data, on_told_change=on_told_change)
