"""A clip that is longer than the window: an answer of its own, joined from its windows'."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.language import tr
from mmfusion.tasks.events.over_time import LONGER, join_windows
from mmfusion.ui.clips import own
from mmfusion.ui.clips.own_subject import OwnSubject
from mmfusion.ui.fusion.strategies import Whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mmfusion.tasks.events.over_time import Timeline
    from mmfusion.ui.clips.changed import Change


@dataclass(frozen=True)
class Long:
    """A clip that is longer than the window, from what is left of it."""

    subject: OwnSubject
    change: Change
    timeline: Timeline | None
    """None until it is known."""

    @property
    def spoiled(self) -> bool:
        """Whether the window is spoiled or swapped, as the whole clip never is."""
        return bool(self.change.spoil or self.change.swap)

    @property
    def label(self) -> str:
        """What stands beside its answer, HTML."""
        return tr("whole clip,<br>unspoiled") if self.spoiled else tr("whole clip")

    def answer(self, strategy: str, aggregator: str = "") -> Whole | None:
        """Return a strategy's answer to it, late fusion's by an aggregator; None where no window has one."""
        if self.timeline is None:
            return None
        if not aggregator:
            return _joined(self.timeline.probabilities[strategy])
        return _joined(self.timeline.experts(aggregator, own.lab().cards["late"].experts))

    def remarks(self) -> list[str]:
        """Return how the answer comes from its windows, and what is to be said of them."""
        if self.timeline is None:
            return []
        told, whole = self.subject.window().notes, own.span(self.subject.source)
        return self.timeline.remarks() + [note for note in getattr(whole, "notes", ()) if note not in told]


def _joined(windows: NDArray[np.float64]) -> Whole | None:
    there = windows[~np.isnan(windows[:, 0])]
    if not len(there):
        return None
    p = join_windows(there)
    return {
        "p": [round(float(v), 4) for v in p],
        "first": int((there.argmax(axis=1) == p.argmax()).sum()),
        "windows": len(there),
    }


def of(subject: object, change: Change) -> Long | None:
    """Return a clip as one that is longer than the window, None if it is not."""
    if not isinstance(subject, OwnSubject) or (subject.window().total or 0.0) <= LONGER:
        return None
    known = own.timed(subject.source, change.senses)
    return Long(subject, change, own.timeline(subject.source, change.senses) if known else None)


def complete(long: Long) -> None:
    """Answer the whole clip once all else is shown, and show that too."""
    if long.timeline is None:
        own.timeline(long.subject.source, long.change.senses)
        st.rerun()
