"""The maps of the opening clip, before anyone asks."""

from __future__ import annotations

from collections.abc import Iterator


def first() -> Iterator[None]:
    """Have the first strategy's maps of the opening clip read, and its pictures and sound packed."""
    from mmfusion.ui.attribution import computed, figure, modalities
    from mmfusion.ui.clips import drawn, drawn_offer, drawn_subject, subject

    opening = drawn_subject.DrawnSubject(drawn.Drawn(drawn.OPENING, drawn_offer.FIRST))
    for strategy in subject.strategies(opening)[:1]:
        look = subject.Watched(opening, strategy)
        answer = int(computed.answered(look).argmax())
        computed.found(look, answer)
        yield
        figure.clip(look)
        for way in modalities.WAYS:
            yield
            modalities.added(look, answer, way)
