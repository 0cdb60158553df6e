"""Paths over C: weights at p = 1 and p = 2, and what the machines decide rightly."""

from __future__ import annotations

from typing import TypedDict

from mmfusion.ui.shell import components


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in costs.js.

    Attributes:
        key: of the problem.
        names: of the kernels.
        noise: kernels of noise beside them.
        cost: the C that the page shows.
        costs: every C.
        norms: every p, as it is said.
        weights: of each kernel, at each p and C.
        left: kernels that keep some, at each p and C.
        right: balanced accuracy on test pictures, at each p and C.

    """

    key: str
    names: list[str]
    noise: int
    cost: float
    costs: list[float]
    norms: list[str]
    weights: list[list[list[float]]]
    left: list[list[int]]
    right: list[list[float]]


def costs(header: Header, *, key: str) -> None:
    """Mount the paths. They tell Python nothing."""
    components.mount(__file__, key=key, data=components.pack(header, {}))
