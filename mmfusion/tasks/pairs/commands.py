"""The commands of pairs: `data features pairs`."""

from __future__ import annotations

from mmfusion.printing import say


def features() -> None:
    """Make the pairs that ship again: some minutes.

    Raises:
        FileNotFoundError: a pack or the drawings are missing.

    """
    from mmfusion.tasks.pairs.recipe import make

    for path in make(say):
        say(f"{path} {path.stat().st_size:,} bytes")
