"""The numbers of the map, before anyone asks."""

from __future__ import annotations


def later() -> None:
    """Read them."""
    from mmfusion.ui.map import computed

    computed.entries()
