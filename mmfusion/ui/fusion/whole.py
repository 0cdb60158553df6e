"""A clip that is longer than the window: the whole of it at once, and its answer over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.media import WINDOW, MediaError
from mmfusion.ui.clips import own
from mmfusion.ui.fusion import as_plotly, overview, rank
from mmfusion.ui.parts import course

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.media import Clip
    from mmfusion.ui.clips.own_subject import OwnSubject
    from mmfusion.ui.fusion.now import Now
    from mmfusion.ui.parts.plotly_fold import Made


def longer(clip: Clip) -> bool:
    """Return whether there is more of a clip than the window shows."""
    return (clip.total or 0.0) > WINDOW + 0.25


def _names(now: Now) -> dict[str, str]:
    return {name: course.TAUGHT[name].title.lower() for name in rank.order(now.lab, now.changed.measured)}


def over_time(subject: OwnSubject, now: Now, place: DeltaGenerator) -> None:
    """Show the whole clip at once, and its answer window by window as soon as that is known."""
    whole = own.span(subject.source)
    if isinstance(whole, MediaError):
        return
    names, focus, start = _names(now), now.focus, subject.start
    if st.session_state.get("timed") != subject.source.key:
        with place:
            overview.overview(whole, None, key="waiting", names=names, focus=focus, start=start)
    timeline = own.timeline(subject.source)
    st.session_state["timed"] = subject.source.key
    with place:
        overview.overview(whole, timeline, key="overview", names=names, focus=focus, start=start)


def as_figures(subject: OwnSubject, now: Now) -> list[Made]:
    """Return the answer over time as a Plotly figure, where the clip is longer than the window."""
    source, whole = subject.source, own.span(subject.source)
    if isinstance(whole, MediaError) or not longer(whole):
        return []
    names, focus, start = _names(now), now.focus, subject.start
    return [
        as_plotly.over_time(
            lambda: overview.shown(whole, own.timeline(source), names=names, focus=focus, start=start)
        )
    ]
