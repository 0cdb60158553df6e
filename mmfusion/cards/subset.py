"""Which of a task's modalities are at hand: any number of them, in the order of the task."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any, SupportsIndex

Subset = tuple[str, ...]
"""Some of a task's modalities, in the order of the task."""
_JOIN, _ASKS, _BEFORE = "+", "/", "both"


class Subsets(tuple[Subset, ...]):
    """Subsets in the order in which tables have them; a key finds one as well as its names do.

    Notebooks of before ask for the whole as ``"both"``: it is still found, with a warning.

    Example:
        >>> from mmfusion.cards.subset import subsets
        >>> subsets(("visual", "audio")).index("audio"), subsets(("visual", "audio")).index(("audio",))
        (2, 2)

    """

    def index(self, value: Any, *bounds: SupportsIndex) -> int:
        """Return where a subset stands, given by its names or its key. Raises ValueError if it does not."""
        if value == _BEFORE:
            warnings.warn(f"{_BEFORE!r} is {key(self[0])!r} now", DeprecationWarning, stacklevel=2)
            return 0
        return super().index(subset(value) if isinstance(value, str) else value, *bounds)


def subsets(modalities: Sequence[str]) -> Subsets:
    """Return every subset of some modalities but the empty one, the whole first and single ones last.

    Example:
        >>> from mmfusion.cards.subset import subsets
        >>> subsets(("visual", "audio"))
        (('visual', 'audio'), ('visual',), ('audio',))
        >>> len(subsets(("visual", "audio", "text")))
        7

    """
    return Subsets(s for size in range(len(modalities), 0, -1) for s in combinations(modalities, size))


def subset_of(present: Iterable[str], modalities: Sequence[str]) -> Subset:
    """Return the modalities that are present, in order; empty if none is.

    Raises:
        ValueError: one that is none of `modalities`.

    Example:
        >>> from mmfusion.cards.subset import subset_of
        >>> subset_of(["text", "visual"], ("visual", "audio", "text"))
        ('visual', 'text')
        >>> subset_of(["text", "visual"], ("visual", "audio"))
        Traceback (most recent call last):
        ValueError: text is none of visual, audio

    """
    given = set(present)
    if strange := sorted(given - set(modalities)):
        raise ValueError(f"{', '.join(strange)} is none of {', '.join(modalities)}")
    return tuple(m for m in modalities if m in given)


def key(subset: Subset, question: str = "") -> str:
    """Return how cards, tables and links write a subset, or a question that is answered from it.

    Example:
        >>> from mmfusion.cards.subset import key
        >>> key(("visual", "audio")), key(("visual",), "side")
        ('visual+audio', 'visual/side')

    """
    return _JOIN.join(subset) + (f"{_ASKS}{question}" if question else "")


def subset(key: str) -> Subset:
    """Return the subset that a key names; whatever question follows it is left out.

    Example:
        >>> from mmfusion.cards.subset import subset
        >>> subset("visual+audio/side")
        ('visual', 'audio')

    """
    return tuple(key.partition(_ASKS)[0].split(_JOIN))
