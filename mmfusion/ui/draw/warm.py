"""The opening pair, and the first steps of a run, before anyone asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress


def first() -> Iterator[None]:
    """Compute what the page opens with."""
    from mmfusion.ui.draw import computed

    computed.predictors()
    yield
    computed.believed(computed.Pair(f"t{computed.PICTURE}", str(computed.VOICE)))


def later() -> None:
    """Take two steps of a run, whose first loads torch's optimisers, which take a second and more."""
    from mmfusion.tasks.digits.learning.here import trained_here
    from mmfusion.ui.draw.live import STEPS, EndedError

    def told(step: int, _loss: float) -> None:
        if step:
            raise EndedError

    with suppress(EndedError):
        trained_here("late", STEPS, told, lambda _: None)
