"""The question that the page opens with, before anyone asks."""

from __future__ import annotations


def later() -> None:
    """Compute it."""
    from mmfusion.ui.store import computed

    computed.asked(computed.OPENING)
