"""The opening pair, before anyone asks."""

from __future__ import annotations

from collections.abc import Iterator


def first() -> Iterator[None]:
    """Compute what the page opens with."""
    from mmfusion.ui.draw import computed

    computed.predictors()
    yield
    computed.believed(computed.Pair(f"t{computed.PICTURE}", str(computed.VOICE)))
