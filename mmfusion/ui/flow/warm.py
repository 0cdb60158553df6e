"""What crosses in the opening clip, before anyone asks."""

from __future__ import annotations

from collections.abc import Iterator


def first() -> Iterator[None]:
    """Compute the figure and the answer of the opening clip."""
    from mmfusion.ui.clips import drawn, drawn_offer
    from mmfusion.ui.flow import computed

    opening = drawn.Drawn(drawn.OPENING, drawn_offer.FIRST)
    computed.shown(opening)
    yield
    computed.said(opening, None)
