"""The language of the pages."""

from __future__ import annotations

from mmfusion.language import tr
from mmfusion.ui.rail.popover import opened
from mmfusion.ui.shell.language import choose
from mmfusion.ui.shell.lessons import Lesson


def item(lesson: Lesson) -> None:
    """Write the item."""
    box = opened("language", tr("Language"), "language")
    if box is not None:
        with box:
            choose()
