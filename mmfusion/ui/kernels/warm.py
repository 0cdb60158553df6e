"""The kernels of the split that is shown, before anyone asks."""

from __future__ import annotations

from collections.abc import Iterator


def later() -> Iterator[None]:
    """Compute the heat maps, the alignment and the decisions at the opening point."""
    from mmfusion.ui.kernels import computed, page

    computed.heat()
    yield
    computed.aligned()
    yield
    computed.decided(page.START)
    yield
    computed.machine(page.START)
