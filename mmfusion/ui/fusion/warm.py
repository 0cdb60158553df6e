"""The opening clip and the first sample, answered before anyone asks."""

from __future__ import annotations

from collections.abc import Iterator


def first() -> Iterator[None]:
    """Compute what the page opens with, on a drawn clip and on a sample."""
    from mmfusion import media
    from mmfusion.tasks.events import MODALITIES
    from mmfusion.ui.clips import drawn, drawn_offer, own

    opening = drawn.Drawn(drawn.OPENING, drawn_offer.FIRST)
    drawn.strip(opening, None, 0)
    yield
    drawn.answers(opening, None)
    yield
    media.warm()
    yield
    own.lab()
    yield
    sample = own.opening()
    if sample is not None:
        own.comparison(sample, 0.0, None, None)
        yield
        own.strip(sample, 0.0, None, 0, None)
        yield
        own.timeline(sample, MODALITIES)
        yield
    for other in own.samples():
        own.features(other, 0.0, None)  # a swap of the sound then finds them ready
        yield


def later() -> Iterator[None]:
    """Ask every question; spoil the clip, so that the first level is a redraw."""
    from mmfusion.ui.clips import drawn, drawn_offer, own

    opening = drawn.Drawn(drawn.OPENING, drawn_offer.FIRST)
    for question in drawn_offer.QUESTIONS:
        drawn.answers(drawn.Drawn(drawn.OPENING, question), None)
        yield
    for spoil in drawn_offer.SPOILS:
        drawn.answers(opening, spoil)
        yield
    sample = own.opening()
    if sample is not None:
        for spoil in ("noise", "blur"):
            own.comparison(sample, 0.0, spoil, None)
            yield
