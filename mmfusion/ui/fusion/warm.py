"""The opening clip and the first sample, answered before anyone asks."""

from __future__ import annotations


def first() -> None:
    """Compute what the page opens with, on a drawn clip and on a sample."""
    from mmfusion import media
    from mmfusion.tasks.events import MODALITIES
    from mmfusion.ui.clips import drawn, drawn_offer, own

    opening = drawn.Drawn(drawn.OPENING, drawn_offer.FIRST)
    drawn.strip(opening, None, 0)
    drawn.answers(opening, None)
    media.warm()
    own.lab()
    sample = own.opening()
    if sample is not None:
        own.comparison(sample, 0.0, None, None)
        own.strip(sample, 0.0, None, 0, None)
        own.timeline(sample, MODALITIES)
    for other in own.samples():
        own.features(other, 0.0, None)  # a swap of the sound then finds them ready


def later() -> None:
    """Ask every question; spoil the clip, so that the first level is a redraw."""
    from mmfusion.ui.clips import drawn, drawn_offer, own

    opening = drawn.Drawn(drawn.OPENING, drawn_offer.FIRST)
    for question in drawn_offer.QUESTIONS:
        drawn.answers(drawn.Drawn(drawn.OPENING, question), None)
    for spoil in drawn_offer.SPOILS:
        drawn.answers(opening, spoil)
    sample = own.opening()
    if sample is not None:
        for spoil in ("noise", "blur"):
            own.comparison(sample, 0.0, spoil, None)
