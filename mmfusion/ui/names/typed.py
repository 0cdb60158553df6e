"""Names as somebody types them: a few, short, each once."""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST, LONGEST = 8, 32
"""Names, and letters of a name."""


def listed(text: str) -> tuple[str, ...]:
    """Return the names of a text, commas or lines between: the first `MOST`, cut to `LONGEST` letters.

    Example:
        >>> from mmfusion.ui.names.typed import listed
        >>> listed(" okapi, Zebra ,, okapi,<b>")
        ('okapi', 'Zebra', 'b')

    """
    found: dict[str, str] = {}
    for part in re.split(r"[,;\n]", text[: 4 * MOST * LONGEST]):
        words = re.findall(r"[^\W_]+(?:[-'’.&][^\W_]+)*", part)
        name = " ".join(words)[:LONGEST].strip()
        if name:
            found.setdefault(name.lower(), name)
    return tuple(found.values())[:MOST]


def joined(names: Sequence[str]) -> str:
    """Return names as a link has them."""
    return ",".join(names)
