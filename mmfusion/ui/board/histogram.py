"""A room's guesses as a histogram: a column for each guess that was offered, and where the truth is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

from mmfusion.language import tr

HIGH = 44
"""Pixels of the highest column."""
_NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+)")


def histogram(
    offered: Mapping[str, str],
    tally: Mapping[str, int],
    truth: float | str | None = None,
    said: str = "",
    own: str | None = None,
) -> str:
    """Return the histogram as HTML; every column says its count.

    Args:
        offered: guess -> what stands below its column, from left to right.
        tally: guess -> how many have chosen it.
        truth: a number among those of the guesses, or one of the guesses; None as long as it is covered.
        said: the truth in words, HTML.
        own: the session's own guess, which is marked.

    """
    most = max((tally.get(guess, 0) for guess in offered), default=0) or 1
    columns = "".join(
        f'<div><b>{tally.get(guess, 0)}</b><i style="height:{HIGH * tally.get(guess, 0) / most:.0f}px"></i>'
        f"<span>{'▽ ' if guess == own else ''}{escape(label)}</span></div>"
        for guess, label in offered.items()
    )
    each = ", ".join(f"{label}: {tally.get(guess, 0)}" for guess, label in offered.items())
    words = tr("Guesses: {each}.", each=each)
    at = None if truth is None else place(list(offered), truth)
    line = "" if at is None else f'<u style="left:{at:.1f}%"></u><em style="{_hung(at)}">{said}</em>'
    if at is not None:
        words += " " + tr("The answer: {answer}.", answer=re.sub(r"<[^>]*>", "", said))
    kind = "mmf-board" if at is None else "mmf-board true"
    return f'<div class="{kind}" role="img" aria-label="{escape(words, quote=True)}">{columns}{line}</div>'


def place(guesses: Sequence[str], truth: float | str) -> float | None:
    """Return where the truth stands among equally wide columns, in % of the width; None if it has no place.

    Between the middles of two columns it stands in proportion to their numbers, beyond the outermost at
    the edge.

    Example:
        >>> from mmfusion.ui.board.histogram import place
        >>> place(["0", "10", "20", "40"], 15)
        50.0
        >>> place(["12", "0", "-12"], 6)
        33.3...
        >>> place(["sound", "picture"], "picture")
        75.0

    """
    width = 100 / len(guesses)
    if isinstance(truth, str):
        return width * (guesses.index(truth) + 0.5) if truth in guesses else None
    found = [_NUMBER.search(guess) for guess in guesses]
    middles = sorted((float(one[0]), width * (i + 0.5)) for i, one in enumerate(found) if one)
    if not middles:
        return None
    (least, first), (greatest, last) = middles[0], middles[-1]
    beyond = 0.4 * width if last >= first else -0.4 * width
    if truth < least or truth > greatest:
        return first - beyond if truth < least else last + beyond
    for (low, left), (high, right) in pairwise(middles):
        if low <= truth <= high:
            return left + (right - left) * (truth - low) / (high - low)
    return first


def _hung(at: float) -> str:
    """Return where the truth's words stand: beside its line, on the side that has room."""
    return f"left:{at:.1f}%" if at < 50 else f"right:{100 - at:.1f}%"
