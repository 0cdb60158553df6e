"""Two kernels on one plane: the boundary at every mixture."""

from __future__ import annotations

from typing import TypedDict

from mmfusion.ui.shell import components


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in bend.js.

    Attributes:
        side: points of the field along an edge.
        mixtures: how many there are, the linear kernel alone first.
        points: of training, shares of the edge, y upwards.
        labels: 1 for those of the darker side, else 0.
        right: training points on their side, at each mixture.

    """

    side: int
    mixtures: int
    points: list[list[float]]
    labels: list[int]
    right: list[int]


class Blobs(TypedDict):
    """What follows the header: ``(mixtures, side, side)`` bytes, 128 at the boundary."""

    field: bytes


def bend(data: bytes, *, key: str) -> None:
    """Mount the plane; `data` is a buffer (`pack`) of `Header` and `Blobs`. It tells Python nothing."""
    components.mount(__file__, key=key, data=data)
