"""Transfer to one modality: what pairs without labels are worth, in labels, when one modality is lost.

A picture of an emoji is to be put into one of eight groups, a voice in noise is to be known as a digit, from
a few labels a class. Names of pictures, pictures of digits are there in training, without labels, and gone
afterwards. Every way is measured on the same splits, beside the modality alone and beside controls that would
give a gain away as something else.
"""

from __future__ import annotations

from mmfusion.folders import ASSETS
from mmfusion.lazily import exports

BUDGETS = (1, 2, 5, 10, 20, 50, 0)
"""Labels a class; 0 for all of the training part."""
SEEDS = 10
"""Splits, each with its own choice of what is labelled."""
FOLDER = ASSETS / "transfer"


def said(budget: int) -> str:
    """Return a budget in words: `5`, `all`.

    Example:
        >>> from mmfusion.tasks.transfer import said
        >>> said(5), said(0)
        ('5', 'all')

    """
    return str(budget) if budget else "all"


_HOMES = {
    "Classroom": "students",
    "EmojiDraw": "emoji",
    "VoiceDraw": "voice",
    "figures_of": "measured:stored",
}
"""What is public here, and the module that has it."""
__all__ = [*_HOMES]
__getattr__ = exports(__name__, _HOMES)
