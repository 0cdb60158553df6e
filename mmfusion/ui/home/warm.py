"""The first page's figures, before anyone asks."""

from __future__ import annotations


def first() -> None:
    """Compute what the first page shows at once."""
    from mmfusion.ui.home import pad

    number = pad.numbers()[0]
    pad.buffer(number, False)
    pad.grid(number)
    pad.buffer(number, True)


def later() -> None:
    """Have the next clip there at once."""
    from mmfusion.ui.home import pad

    pad.grid(pad.numbers()[1])
