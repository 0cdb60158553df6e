"""What the map shows of its items: numbers as cards have them, and whether each runs."""

from __future__ import annotations

from dataclasses import dataclass

from mmfusion.cards.figure import Figure
from mmfusion.language import marked, tr
from mmfusion.ui.map.atlas import Node, Part, State
from mmfusion.ui.map.claims import CLAIMS
from mmfusion.ui.map.claims.claim import Claim
from mmfusion.ui.map.course import BY_KEY, ITEMS, SECTIONS
from mmfusion.ui.map.entry import Item, Number
from mmfusion.ui.shell.lessons import LESSONS, address

TO_COME = marked("to come")


@dataclass(frozen=True)
class Entry:
    """An item with what is there of it.

    Attributes:
        item: what the course says.
        state: see `State`.
        figure: its number; None while it is to come.
        href: where it runs; empty while it is to come.

    """

    item: Item
    state: State
    figure: Figure | None
    href: str

    @property
    def said(self) -> str:
        """The number as the map says it; empty while it is to come."""
        return self.item.number.said() if self.item.number and self.figure else ""

    @property
    def page(self) -> str:
        """The title of the page where it runs."""
        return title(self.item.page)


def title(page: str) -> str:
    """Return the title of a page; that it is to come if there is none."""
    return tr(next((lesson.title for lesson in LESSONS if lesson.name == page), TO_COME))


def read(number: Number | None) -> Figure | None:
    """Return a number; None where nothing has been measured, or the file that is here does not hold it."""
    try:
        return None if number is None else number.read()
    except (FileNotFoundError, KeyError, ValueError):
        return None


def entry(item: Item) -> Entry:
    """Return an item with its number, its state and its address."""
    href, found = address(item.page, **item.query), read(item.number)
    if not href or found is None:
        return Entry(item, "come", None, "")
    gain = item.number is not None and item.number.form == "gain"
    null = gain and found.low is not None and found.low <= 0
    return Entry(item, "none" if null else "runs", found, href)


def entries() -> list[Entry]:
    """Return every item of the course, in its order."""
    return [entry(item) for item in ITEMS]


def drawn() -> list[Entry]:
    """Return the items on the picture, section by section."""
    return [
        entry(item)
        for section in SECTIONS
        for item in ITEMS
        if item.section == section.key and item.drawn is not None
    ]


def count(state: State) -> int:
    """Return how many items of the picture are in a state."""
    return sum(one.state == state for one in drawn())


def parts() -> list[Part]:
    """Return the sections as the component takes them."""
    return [{"title": tr(own.title), "row": own.row, "columns": own.columns} for own in SECTIONS]


def nodes() -> list[Node]:
    """Return the items as the component takes them."""
    place = {section.key: i for i, section in enumerate(SECTIONS)}
    found: list[Node] = []
    for one in drawn():
        item, own = one.item, one.item.drawn
        if own is None:
            continue
        found.append(
            {
                "key": item.key,
                "part": place[item.section],
                "name": tr(own.name),
                "title": tr(item.title),
                "value": one.said,
                "what": tr(own.words or item.what),
                "state": one.state,
                "text": tr(own.text),
                "page": one.page,
                "href": one.href,
                "code": item.function.removeprefix("mmfusion."),
                "same": [key for key in own.same if BY_KEY[key].drawn is not None],
            }
        )
    return found


def claims(topic: str) -> list[tuple[Claim, list[tuple[str, str, str]]]]:
    """Return what is said of a topic where it runs, each with numbers, their intervals, what they are of."""
    return [
        (
            claim,
            [
                (number.said(), number.within(), tr(words))
                for number, words in claim.numbers
                if read(number) is not None
            ],
        )
        for claim in CLAIMS[topic]
        if address(claim.page)
    ]
