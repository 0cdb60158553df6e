"""A picture and typed names: what the backbone reads, the names ranked, γ, the seen-unseen curve."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from mmfusion.ui.shell import components


class Read(TypedDict):
    """A class and its probability or share, as `Read` in ranked.js."""

    name: str
    p: float


class Name(TypedDict):
    """A name, as `Name` in ranked.js.

    Attributes:
        name: as typed.
        cosine: with the mixture of the picture's names.
        seen: whether the backbone was trained on it.
        why: which of its classes that is; nothing where it was not.

    """

    name: str
    cosine: float
    seen: bool
    why: str


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in ranked.js.

    Attributes:
        key: of picture and names.
        about: what the picture is, in words.
        credit: whose it is.
        english: whether that is English in every language.
        picture_of: which of the thumbnails it is, or nothing.
        titles: of the thumbnails.
        read: the likeliest ImageNet classes, their shares of the mixture.
        held: the probability that the ten of the mixture have together.
        names: in the order in which they were typed.
        said: sentences about names that say little.
        most: names at most.
        longest: letters of a name at most.
        gamma: what is subtracted from seen ones.
        chosen: γ from validation classes.
        least: cosine below which nothing fits.
        curve: γ, accuracy on seen and on unseen classes, in rows.
        area: below the curve.
        counts: seen and unseen classes of the curve.
        trained: what the network of 13 classes says, the likeliest first.
        lacks: what it has no word for, as a sentence.

    """

    key: str
    about: str
    credit: str
    english: bool
    picture_of: str
    titles: list[str]
    read: list[Read]
    held: float
    names: list[Name]
    said: list[str]
    most: int
    longest: int
    gamma: float
    chosen: float
    least: float
    curve: list[list[float]]
    area: float
    counts: list[int]
    trained: list[Read]
    lacks: str


class Blobs(TypedDict):
    """What follows the header: the picture as JPEG, and thumbnails of those that can be chosen."""

    picture: bytes
    thumbs: list[bytes]


def ranked(data: bytes, *, key: str, on_told_change: Callable[[], None]) -> None:
    """Mount the figure.

    Args:
        data: a buffer (`pack`) of `Header` and `Blobs`.
        key: of the element; its state ``told`` is JSON of what changed: ``names``, ``gamma``, ``picture``.
        on_told_change: called when something is told.

    """
    components.mount(__file__, key=key, data=data, on_told_change=on_told_change)
