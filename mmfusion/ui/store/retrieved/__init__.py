"""A question and its nearest items, poisoned and deleted under the finger; three answers; a plane."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from mmfusion.ui.shell import components


class Line(TypedDict):
    """An arm's flips: its name and what it is called, a figure a count of copies, with its interval."""

    name: str
    title: str
    value: list[float]
    low: list[float]
    high: list[float]


class Point(TypedDict):
    """A way to learn new classes: accuracy on questions of old ones and of new ones."""

    name: str
    title: str
    old: float
    fresh: float


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in retrieved.js.

    Attributes:
        key: of the question, and of whether the number is covered.
        names: of all classes.
        labels: of the items: stored ones by falling cosine, then copies.
        cosines: of the items with the question.
        stored: how many of the items are stored.
        size: of the whole store.
        truth: what the question shows.
        wrong: the copies' name.
        picture: number of the class whose picture asks.
        counts: of copies to choose among.
        copies: how many there are.
        vote: how they count.
        gone: items that are deleted.
        tau: of votes by similarity.
        temperature: of the weights' probabilities.
        credit: whose pictures they are.
        nearest: how many answer.
        lines: flips by copies; none while covered.
        points: of the plane; the last has learned the new classes best.
        path: of fine-tuning, old and new, by steps.
        steps: of the path.
        step: which is in view.

    """

    key: str
    names: list[str]
    labels: list[int]
    cosines: list[float]
    stored: int
    size: int
    truth: int
    wrong: int
    picture: int
    counts: list[int]
    copies: int
    vote: str
    gone: list[int]
    tau: float
    temperature: float
    credit: str
    nearest: int
    lines: list[Line]
    points: list[Point]
    path: list[list[float]]
    steps: list[int]
    step: int


class Blobs(TypedDict):
    """What follows: the question's picture, thumbnails of items, and what the weights know, float32."""

    image: bytes
    thumbs: list[bytes]
    scores: bytes
    reach: bytes
    gram: bytes
    residuals: bytes


def retrieved(data: bytes, *, key: str, on_told_change: Callable[[], None]) -> None:
    """Mount the figure.

    Args:
        data: a buffer (`pack`) of `Header` and `Blobs`.
        key: of the element; its state ``told`` is JSON of all that is chosen: ``copies``, ``vote``, ``gone``,
            ``step``, ``picture``.
        on_told_change: called when something is chosen.

    """
    components.mount(__file__, key=key, data=data, on_told_change=on_told_change)
