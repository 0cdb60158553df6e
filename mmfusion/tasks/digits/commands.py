"""The commands of task `digits`."""

from __future__ import annotations

from mmfusion.printing import say


def features() -> None:
    """Write the slice of both packs that ships."""
    from mmfusion.tasks.digits.learning.runs import lessons_of
    from mmfusion.tasks.digits.shipped import write

    path = write(lessons_of(0).energy)
    say(f"{path.name}: {path.stat().st_size:,} bytes")
