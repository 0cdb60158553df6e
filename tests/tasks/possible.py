"""Whether a few dozen answers leave a figure of a card possible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scipy.stats import binom

RARE = 1e-4
"""Some hundred figures are compared: one that holds is refused by chance once in a hundred sets of cards."""


def possible(hits: int, count: int, figure: Mapping[str, Any]) -> bool:
    """Return whether `hits` of `count` are likely enough for some share within a card's interval."""
    low, high = float(figure["low"]), float(figure["high"])
    too_few = hits < low * count and float(binom.cdf(hits, count, low)) < RARE
    too_many = hits > high * count and float(binom.sf(hits - 1, count, high)) < RARE
    return not (too_few or too_many)
