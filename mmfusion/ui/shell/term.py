"""A word or a symbol of a page, as its glossary says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """One entry of a page's glossary.

    Args:
        symbol: the word or the symbol as the page writes it; words are marked.
        meaning: one sentence, marked.
        shape: of the symbol where it is an array, with its unit: ``(heads, n, n)``.
        function: dotted name of what computes it.

    """

    symbol: str
    meaning: str
    shape: str = ""
    function: str = ""
