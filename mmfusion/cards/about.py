"""The card of an experiment: what its table holds, what makes it, and what it is to be read beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

INTERVALS = "Student's 95 % over splits or seeds, which share items; differences are paired"
FIELDS = ("what", "made by", "splits", "alternative", "control", "intervals", "data")
"""What a card says, in this order."""


def about(
    what: str,
    made_by: str,
    splits: str,
    alternative: str,
    control: str,
    data: Mapping[str, str],
    intervals: str = INTERVALS,
) -> dict[str, Any]:
    """Return the card of an experiment, as it heads the table of its figures.

    Args:
        what: is measured.
        made_by: the command that measures it again.
        splits: how many, and what is never parted.
        alternative: the plain way that stands beside the method.
        control: what would show a gain that is none of the method's.
        data: name -> licence of everything that was read.
        intervals: of what, over what.

    Example:
        >>> from mmfusion.cards.about import FIELDS, about
        >>> card = about("names", "mmfusion evaluate x", "5", "ridge", "shuffled", {"MNIST": "CC BY-SA 3.0"})
        >>> tuple(card) == FIELDS
        True

    """
    sources = [{"name": name, "licence": licence} for name, licence in data.items()]
    said = (what, made_by, splits, alternative, control, intervals, sources)
    return dict(zip(FIELDS, said, strict=True))
