"""The opening draw: its answers by other ways, and the pictures of its first class, before anyone asks."""

from __future__ import annotations

from collections.abc import Iterator


def later() -> Iterator[None]:
    """Compute them."""
    from mmfusion.ui.graph import computed, page

    computed.others(page.OPENS[0])
    yield
    computed.features()
    computed.thumbs(page.OPENS[1])
