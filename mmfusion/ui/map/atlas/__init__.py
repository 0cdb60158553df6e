"""The course as one picture: ruled rows of drawings, the pinned one joined to the same idea elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypedDict

from mmfusion.ui.shell import components

State = Literal["runs", "come", "none"]
"""It runs; it is to come; it was tested against a control and shows no gain."""


class Node(TypedDict):
    """An idea of the course.

    Attributes:
        key: its name in links, and of its drawing in glyphs.js.
        part: the number of its part.
        name: below its drawing, as HTML.
        title: as it is called in full.
        value: its number; empty while it is to come.
        what: of what the number is.
        state: see `State`.
        text: what is said where it is pinned, as HTML.
        page: the title of the page where it runs.
        href: where that is; empty while it is to come.
        code: the dotted name of what computes it.
        same: keys of the same idea elsewhere.

    """

    key: str
    part: int
    name: str
    title: str
    value: str
    what: str
    state: State
    text: str
    page: str
    href: str
    code: str
    same: list[str]


class Part(TypedDict):
    """A part of the course: its heading, its row from the top, and how many ideas stand below it."""

    title: str
    row: int
    columns: int


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in atlas.js; `pin` is the key of the pinned node."""

    parts: list[Part]
    nodes: list[Node]
    pin: str


def atlas(header: Header, *, key: str, on_pin_change: Callable[[], None]) -> None:
    """Mount the figure.

    Args:
        header: see `Header`.
        key: of the element; its state: ``pin`` the key of the pinned node.
        on_pin_change: called when another node is pinned, once the pointer rests.

    """
    components.mount(__file__, key=key, data=components.pack(header, {}), on_pin_change=on_pin_change)
