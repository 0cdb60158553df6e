"""The opening scene, asked of both networks, before anyone asks."""

from __future__ import annotations

from collections.abc import Iterator


def first() -> Iterator[None]:
    """Compute what the page opens with."""
    from mmfusion.ui.words import computed
    from mmfusion.ui.words.scenes import OPENING
    from mmfusion.ui.words.sentences import SAYS

    for network in computed.NETWORKS:
        yield
        asked = computed.Asked(network, OPENING, tuple(SAYS.split()))
        computed.buffer(asked, computed.Open(1, 0, 0, computed.VIEWS[0]), "", 0)
