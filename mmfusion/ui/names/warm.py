"""The opening picture and its names, read before anyone asks."""

from __future__ import annotations

from collections.abc import Iterator


def first() -> Iterator[None]:
    """Compute what the page opens with."""
    from mmfusion.tasks.names.shown import PICTURES
    from mmfusion.ui.names import computed

    opening = computed.of_page(PICTURES[0].title)
    if opening is None:
        return
    yield
    computed.read(opening, 0.0)
    yield
    for name in PICTURES[0].names:
        computed.vector(name)
    yield
    computed.trained(opening, 0.0)
