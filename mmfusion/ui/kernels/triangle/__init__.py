"""Three kernels, one weight each: the triangle of all weightings, and what each is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

from mmfusion.ui.shell import components


class Live(TypedDict):
    """The test picture that is classified at the weights where the point rests."""

    picture: int
    n: int
    truth: str
    top: list[tuple[str, float]]
    swatch: list[tuple[str, float]]


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in triangle.js.

    Attributes:
        names: of the three kernels: colour, texture, shape.
        titles: the same in the language of the page.
        steps: of the triangle's edge.
        at: the point, in steps.
        twice: the kernel that is there twice, or nothing.
        kinds: of the training pictures, in their order.
        swatches: main colours of each kind, as CSS and share.
        splits: over which the test figures were measured.
        aligned: ``kernels``, ``labels`` and ``length``: inner products of the centred kernels and the labels.
        live: the picture that is classified now.
        figures: ``validation``, ``slack``, ``test`` and ``marks`` of the nodes; ``slack``, which are as
            good as the best, is empty while that is covered.
        quantile: half an interval in standard deviations.

    """

    names: Sequence[str]
    titles: list[str]
    steps: int
    at: Sequence[int]
    twice: str
    kinds: Sequence[str]
    swatches: list[list[tuple[str, float]]]
    splits: int
    aligned: dict[str, Any]
    live: Live
    figures: dict[str, Any]
    quantile: float


class Blobs(TypedDict):
    """What follows the header: of each kernel a square of bytes over pairs of training pictures."""

    heats: list[bytes]


def triangle(
    header: Header,
    heats: list[bytes],
    *,
    key: str,
    on_at_change: Callable[[], None],
    on_twice_change: Callable[[], None],
    on_picture_change: Callable[[], None],
) -> None:
    """Mount the triangle.

    Args:
        header: see `Header`.
        heats: see `Blobs`.
        key: of the element; its state: ``at`` in steps joined by spaces, ``twice`` a kernel's name or
            nothing, ``picture`` a test picture's number.
        on_at_change: called when the point has been let go.
        on_twice_change: called when a kernel is duplicated, or no longer.
        on_picture_change: called for the next picture.

    """
    components.mount(
        __file__,
        key=key,
        data=components.pack(header, {"heats": heats}),
        on_at_change=on_at_change,
        on_twice_change=on_twice_change,
        on_picture_change=on_picture_change,
    )
