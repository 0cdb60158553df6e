"""The classes that the graph has a place for, their features and their pictures, as they ship."""

from __future__ import annotations

from mmfusion.tasks.caltech.classes import CALTECH
from mmfusion.tasks.caltech.part import shipped, thumbnails
from mmfusion.tasks.graph.draw import Pictures
from mmfusion.tasks.graph.senses import LEFT_OUT

__all__ = ["classes", "pictures", "thumbnails"]


def classes() -> tuple[tuple[str, bool], ...]:
    """Return the classes, and whether ImageNet has each."""
    return tuple((one.name, one.seen) for one in CALTECH.values() if one.name not in LEFT_OUT)


def pictures() -> Pictures:
    """Return the features. Raises FileNotFoundError, which says what makes them.

    Example:
        >>> from mmfusion.tasks.graph import pictures
        >>> own = pictures()
        >>> own.stored.shape, int((~own.known).sum())
        ((88, 15, 128), 39)

    """
    own = shipped()
    names = [name for name, _ in classes()]
    rows = [own.names.index(name) for name in names]
    return Pictures(tuple(names), own.seen[rows], own.stored[rows], own.test[rows])
