"""Room codes: short enough to type from a projector, too many to guess.

Eight symbols of an alphabet of 28, drawn by `secrets`: 8 · log2 28 = 38.5 bits. With as many rooms open as a
store holds (`store.MOST_ROOMS`), a code that somebody makes up opens one of them once in 7.6e8 tries.
"""

from __future__ import annotations

import secrets

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""Without vowels, so that no word comes about, and without 0, 1 and L, which are read as something else."""
LENGTH = 8


def new() -> str:
    """Return a code that nobody can foresee."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read(text: str) -> str:
    """Return the code that somebody typed, or "" if it is none.

    Example:
        >>> from mmfusion.ui.board import code
        >>> code.read(" k7qf-2mxd ")
        'K7QF2MXD'
        >>> code.read("K7QF")
        ''

    """
    found = "".join(symbol for symbol in text.upper() if symbol not in " -–—\u00a0")
    return found if len(found) == LENGTH and set(found) <= set(ALPHABET) else ""


def shown(code: str) -> str:
    """Return a code as it is written for people, in two halves: K7QF-2MXD."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"
