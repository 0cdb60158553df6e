"""The networks, the drawings and the opening sentence, before anyone asks."""

from __future__ import annotations

from collections.abc import Iterator


def later() -> Iterator[None]:
    """Read them."""
    from mmfusion.ui.vokens import computed

    text = computed.readable(computed.sentences()[0][0])
    yield
    computed.atlas()
    computed.common()
    yield
    computed.reading(text)
