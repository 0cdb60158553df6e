"""A clip that is longer than the window: the whole of it at once, and its answer over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.language import tr
from mmfusion.media import MediaError
from mmfusion.ui.clips import own
from mmfusion.ui.fusion import as_plotly, overview, rank
from mmfusion.ui.parts import course

if TYPE_CHECKING:
    from mmfusion.ui.fusion.long_clip import Long
    from mmfusion.ui.fusion.now import Now
    from mmfusion.ui.parts.plotly_fold import Made


def over_time(long: Long, now: Now) -> None:
    """Show the whole clip at once, and its answer window by window once that is known."""
    whole = own.span(long.subject.source)
    if isinstance(whole, MediaError):
        return
    names = _names(now)
    overview.overview(
        whole, long.timeline, key="overview", names=names, focus=now.focus, start=long.subject.start
    )


def as_figures(long: Long, now: Now) -> list[Made]:
    """Return the answer over time as a Plotly figure."""
    source, whole = long.subject.source, own.span(long.subject.source)
    if isinstance(whole, MediaError):
        return []
    names, focus, start, senses = _names(now), now.focus, long.subject.start, long.change.senses
    return [
        as_plotly.over_time(
            lambda: overview.shown(whole, own.timeline(source, senses), names=names, focus=focus, start=start)
        )
    ]


def _names(now: Now) -> dict[str, str]:
    return {name: tr(course.TAUGHT[name].title) for name in rank.order(now.lab, now.changed.measured)}
