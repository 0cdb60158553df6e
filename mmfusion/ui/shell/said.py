"""What a link says, as numbers: anyone can write a URL, so that every number is bounded before it is used."""

from __future__ import annotations

from math import isfinite

_DIGITS = 9
"""Longest whole number that is read: Python itself refuses to read some thousand digits."""


def whole(text: str, most: int) -> int | None:
    """Return the whole number between 0 and `most` that a text is; None if it is anything else.

    Example:
        >>> whole("12", 99), whole("-1", 99), whole("100", 99), whole("9" * 5000, 99)
        (12, None, None, None)

    """
    if not text.isascii() or not text.isdecimal() or len(text) > _DIGITS:
        return None
    return int(text) if int(text) <= most else None


def real(text: str, low: float, high: float) -> float | None:
    """Return the number that a text is, taken to the nearer bound; None if it is none, or not finite.

    Example:
        >>> real("0.5", 0, 1), real("7", 0, 1), real("1e400", 0, 1), real("nan", 0, 1), real("x", 0, 1)
        (0.5, 1, None, None, None)

    """
    try:
        value = float(text)
    except ValueError:
        return None
    return min(high, max(low, value)) if isfinite(value) else None
