"""The solved spaces and the heads of the run that opens the page, before anyone asks."""

from __future__ import annotations

from collections.abc import Iterator


def first() -> Iterator[None]:
    """Compute what the page opens with."""
    from mmfusion.ui.joint import computed

    yield
    computed.drawings()
    computed.solved(3)


def later() -> Iterator[None]:
    """Begin a run, whose first frame loads torch's optimisers; compute what a sentence is placed with."""
    from mmfusion.tasks.pairs.runs import Setting, watch
    from mmfusion.ui.joint import computed

    yield
    for frame in watch(Setting()):
        if frame.step:
            break
    yield
    computed.solved(computed.K)
    yield
    computed.recorded_heads("infonce", "plain")
    yield
    computed.neighbours("text", computed.read("a dog"), shuffled=False)
