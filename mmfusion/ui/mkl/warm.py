"""The kernels to be learned with and the opening problem, before anyone asks."""

from __future__ import annotations

from collections.abc import Iterator


def later() -> Iterator[None]:
    """Read the pictures, make the noise kernels, solve what the page opens with."""
    from mmfusion.ui.mkl import computed, page

    computed.pictures()
    yield
    computed.noise(20)
    for p in computed.NORMS:
        yield
        computed.solve(page.OPENING, p)
    yield
    computed.curve(page.OPENING.kind, page.OPENING.C)
    yield
    computed.bridge()
