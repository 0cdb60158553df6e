"""The heads of the opening clip, before anyone asks."""

from __future__ import annotations

from collections.abc import Iterator


def first() -> Iterator[None]:
    """Compute the first strategy's heads on the opening clip."""
    from mmfusion.ui.clips import drawn, drawn_offer, drawn_subject, subject
    from mmfusion.ui.heads import computed

    opening = drawn_subject.DrawnSubject(drawn.Drawn(drawn.OPENING, drawn_offer.FIRST))
    for strategy in subject.strategies(opening)[:1]:
        look = subject.Watched(opening, strategy)
        layer = computed.opening(look)[1]
        yield
        computed.buffer(look, layer)
