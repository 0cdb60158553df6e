"""J(β) of two kernels, and the level method's lines from below."""

from __future__ import annotations

from typing import TypedDict

from mmfusion.ui.shell import components


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in cuts.js.

    Attributes:
        key: of the problem.
        names: of the two kernels: alone at β = 1, alone at β = 0.
        at: β where J was measured, rising.
        J: its values.
        cuts: values of each line at β = 0 and at β = 1, as they were drawn.
        where: β that each line was drawn at.

    """

    key: str
    names: list[str]
    at: list[float]
    J: list[float]
    cuts: list[list[float]]
    where: list[float]


def cuts(header: Header, *, key: str) -> None:
    """Mount the curve and its cuts. It tells Python nothing."""
    components.mount(__file__, key=key, data=components.pack(header, {}))
