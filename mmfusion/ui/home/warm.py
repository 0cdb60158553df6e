"""The first page's figures, before anyone asks."""

from __future__ import annotations

from collections.abc import Iterator


def first() -> Iterator[None]:
    """Compute what the first page shows at once."""
    from mmfusion.ui.home import pad

    number = pad.numbers()[0]
    pad.buffer(number, False)
    yield
    pad.grid(number)
    yield
    pad.buffer(number, True)


def later() -> None:
    """Have the next clip there at once."""
    from mmfusion.ui.home import pad

    pad.grid(pad.numbers()[1])
