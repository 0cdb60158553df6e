"""The maps of the opening view, learned before anyone asks; digits afterwards."""

from __future__ import annotations

from collections.abc import Iterator


def first() -> Iterator[None]:
    """Compute what the page opens with."""
    from mmfusion.tasks.imagine.colours import histograms
    from mmfusion.tasks.pairs import WORDS
    from mmfusion.ui.imagine import computed

    histograms()
    for words in WORDS:
        yield
        computed.maps(words)
    yield
    computed.lists()


def later() -> Iterator[None]:
    """Imagine the digits."""
    from mmfusion.ui.imagine import computed

    for given in (computed.SEEN, computed.HEARD):
        yield
        computed.digits(given)
