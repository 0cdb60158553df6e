"""The kernels of the split that is shown, before anyone asks."""

from __future__ import annotations


def later() -> None:
    """Compute the heat maps, the alignment and the decisions at the opening point."""
    from mmfusion.ui.kernels import computed, page

    computed.heat()
    computed.aligned()
    computed.decided(page.START)
    computed.machine(page.START)
