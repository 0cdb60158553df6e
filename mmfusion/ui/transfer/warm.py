"""The stored figures, and the pictures that are answered, before anyone asks."""

from __future__ import annotations


def later() -> None:
    """Read them."""
    from mmfusion.ui.transfer import computed

    computed.pictures()
    computed.names()
