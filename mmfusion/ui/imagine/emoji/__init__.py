"""An emoji or a typed name: which names or pictures are imagined nearest, and which colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import NotRequired, TypedDict

from mmfusion.ui.shell import components


class Typed(TypedDict):
    """What is imagined of a typed name, as `Typed` in emoji.js.

    Attributes:
        name: as it was read.
        held: rows of held-out pictures and their cosines, the nearest first.
        every: the same among all candidates.
        colours: shares of the nine colours.

    """

    name: str
    held: list[list[float]]
    every: list[list[float]]
    colours: list[float]


class Header(TypedDict):
    """What stands in the buffer's header, as `Header` in emoji.js.

    Attributes:
        key: of what is shown.
        names: of all emoji, by row.
        held: the rows that are held out, in the order of the gallery.
        learned: the rows that the maps were learned from.
        item: the number of the one in view, among `held`.
        words: what reads the names, `minilm` or `glove`.
        everything: whether names of training are candidates too.
        corrected: whether hubs are corrected.
        say: what was typed; nothing for an emoji.
        typed: what is imagined of it.
        colours: the nine colours.
        swatches: one shade of each, as CSS.
        shown: names that are listed.
        columns: drawings in a row of the atlas.
        side: of a drawing there, px.
        longest: letters of a typed name at most.

    """

    key: str
    names: list[str]
    held: list[int]
    learned: list[int]
    item: int
    words: str
    everything: bool
    corrected: bool
    say: str
    typed: NotRequired[Typed]
    colours: list[str]
    swatches: list[str]
    shown: int
    columns: int
    side: int
    longest: int


class Blobs(TypedDict):
    """What follows the header, int16 each.

    Attributes:
        lists: rank of the own name, rows, cosines in ten-thousandths; by words, candidates, order, item.
        real: shares of the colours of each held-out drawing, thousandths; −1 where it has none.
        imagined: what is imagined of each held-out name, thousandths; by words, item, colour.

    """

    lists: bytes
    real: bytes
    imagined: bytes


def emoji(data: bytes, *, key: str, on_told_change: Callable[[], None]) -> None:
    """Mount the figure; the drawings come as ``--mmf-atlas``, written once by the page.

    Args:
        data: a buffer (`pack`) of `Header` and `Blobs`.
        key: of the element; its state ``told`` is JSON of what changed: ``item``, ``say``, ``words``,
            ``all``, ``csls``.
        on_told_change: called when something is told.

    """
    components.mount(__file__, key=key, data=data, on_told_change=on_told_change)
