"""The label budget under the finger: both curves, what each way gains, and one picture answered both ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NotRequired, TypedDict

from mmfusion.ui.shell import components


class Line(TypedDict):
    """A way to learn: its name, and a figure a budget, with half its interval."""

    name: str
    value: list[float]
    half: list[float]


class Saved(TypedDict):
    """Labels a class that the modality alone needs to do as well; `most` where it never gets there."""

    value: float
    low: float
    high: float


class Shown(TypedDict):
    """A test item answered both ways.

    Attributes:
        name: what it is called.
        truth: the number of its class.
        alone: scores of each class, at each budget.
        lead: the same by the way in view.

    """

    name: str
    truth: int
    alone: list[list[float]]
    lead: list[list[float]]


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in budget.js.

    Attributes:
        key: of what is shown.
        modality: what stays, and so the colour of the curve alone.
        budgets: as they are said, rising.
        at: the place of the one in view.
        classes: how many there are, by name where an item is shown.
        chance: accuracy of guessing.
        alone: accuracy without the lost modality.
        lead: accuracy by the way in view.
        gains: over the modality alone, the way in view first, then its controls.
        saved: at each budget; absent while covered.
        most: labels a class where all are labelled.
        items: test items; none where there is nothing to see.
        item: the number of the one in view.
        side: of their pictures, px.

    """

    key: str
    modality: str
    budgets: list[str]
    at: int
    classes: list[str]
    chance: float
    alone: Line
    lead: Line
    gains: list[Line]
    saved: NotRequired[list[Saved]]
    most: float
    items: list[Shown]
    item: int
    side: int


class Blobs(TypedDict):
    """What follows the header: a picture of each item, PNG."""

    pictures: list[bytes]


def budget(
    header: Header,
    pictures: Sequence[bytes],
    *,
    key: str,
    on_at_change: Callable[[], None],
    on_item_change: Callable[[], None],
) -> None:
    """Mount the figure.

    Args:
        header: see `Header`.
        pictures: see `Blobs`.
        key: of the element; its state: ``at`` the budget's place, ``item`` the item's number.
        on_at_change: called when another budget is chosen, once the finger is lifted.
        on_item_change: called for another item.

    """
    components.mount(
        __file__,
        key=key,
        data=components.pack(header, {"pictures": list(pictures)}),
        on_at_change=on_at_change,
        on_item_change=on_item_change,
    )
