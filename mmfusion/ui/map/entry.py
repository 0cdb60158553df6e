"""What an entry of the map is: an idea of the course, the page where it runs, its number, its function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mmfusion.cards.figure import Figure, figure

Form = Literal["share", "gain", "bits", "times", "ms", "count"]
"""How a number is said: .96; +.04; 1.52; × 1.7; 0.6 ms; 210,604."""
_DIGITS: Mapping[Form, int] = {"share": 2, "gain": 2, "bits": 2, "times": 1, "ms": 1, "count": 0}


@dataclass(frozen=True)
class Number:
    """Where a number stands among the measured ones; none is typed in.

    Attributes:
        at: its address, as `mmfusion.cards.figure` reads it.
        form: how it is said.
        less: address of what is subtracted from it.
        over: address of what it is divided by.

    """

    at: str
    form: Form = "share"
    less: str = ""
    over: str = ""

    def read(self) -> Figure:
        """Return the figure; a difference or a ratio of two has no interval. Raises as `figure`."""
        found = figure(self.at)
        if self.less:
            return Figure(found.value - figure(self.less).value)
        if self.over:
            return Figure(found.value / figure(self.over).value)
        return found

    def said(self) -> str:
        """Return it as the map says it. Raises as `figure`."""
        return said(self.read().value, self.form)

    def within(self) -> str:
        """Return the longer arm of its interval, ``± .02``; empty where there is none. Raises as `figure`."""
        value, low, high = self.read()
        if low is None or high is None or self.form not in ("share", "gain", "bits"):
            return ""
        arm = max(high - value, value - low)
        smallest = 0.01
        shown = f"{arm:.2f}" if arm >= smallest / 2 else f"<{smallest:.2f}"
        return f"± {shown.replace('0.', '.', 1)}"


def said(value: float, form: Form) -> str:
    """Return a number as the map says it.

    Example:
        >>> from mmfusion.ui.map.entry import said
        >>> said(0.956, "share"), said(0.0412, "gain"), said(-0.0004, "gain"), said(1.731, "times")
        ('.96', '+.04', '.00', '× 1.7')
        >>> said(0.9983, "share")  # no certainty that rounding made
        '>.99'

    """
    if form == "share" and 0.995 <= value < 1:
        return ">.99"
    text = f"{abs(1000 * value if form == 'ms' else value):,.{_DIGITS[form]}f}"
    if form in ("share", "gain"):
        text = text.removeprefix("0")
    nothing = not text.strip("0.")
    sign = "" if nothing else "\u2212" if value < 0 else "+" if form == "gain" else ""
    before, after = {"times": ("× ", ""), "ms": ("", "\u2009ms")}.get(form, ("", ""))
    return f"{before}{sign}{text}{after}"


@dataclass(frozen=True)
class Drawn:
    """What an item has on the picture.

    Attributes:
        name: below its drawing.
        text: what the idea is and what its number says, where it is pinned, in four lines at most.
        words: of what the number is, in three words at most; as the item says it where this is empty.
        same: keys of items that are the same idea elsewhere.

    """

    name: str
    text: str
    same: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True)
class Item:
    """An idea of the course.

    Attributes:
        key: its name in links.
        section: the key of its section.
        title: what it is called.
        page: the page where it runs.
        number: what it is worth; None until it has been measured.
        what: of what the number is, in a few words.
        function: the dotted name of what computes it.
        query: what the page's link says.
        drawn: what it has on the picture; None if it stands in the table alone.

    """

    key: str
    section: str
    title: str
    page: str
    number: Number | None
    what: str
    function: str
    query: Mapping[str, str] = field(default_factory=dict)
    drawn: Drawn | None = None


@dataclass(frozen=True)
class Section:
    """A part of the course, drawn as a ruled heading over its items.

    Attributes:
        key: its name among the items.
        title: its heading.
        row: on the picture, from the top.
        columns: how many items are drawn below it.

    """

    key: str
    title: str
    row: int
    columns: int
