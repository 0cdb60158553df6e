"""*Train now*: a run of a viewer's own, in short pieces that take turns with everyone else's work.

A piece is as many frames as fit into a third of a second. Between pieces the page is drawn; the figure asks
for the next piece once it has shown this one, so that a tab that is closed trains no further, and who cancels
keeps what was reached.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.tasks.pairs.runs import STEPS, Setting
from mmfusion.ui.shell.work import turn

if TYPE_CHECKING:
    from mmfusion.colearning.contrastive import Contrastive
    from mmfusion.tasks.pairs.runs import Seen

PIECE = 0.35
"""Seconds of a piece."""
_JOB = "joint-job"


@dataclass(eq=False)
class Job:
    """A run: what it is, where it is.

    Attributes:
        setting: what is run.
        frames: what was seen so far.
        live: whether it goes on.
        cancelled: whether it was stopped before its end.

    """

    setting: Setting
    frames: list[Seen] = field(default_factory=list)
    live: bool = True
    cancelled: bool = False
    space: Contrastive | None = None
    _going: Iterator[Seen] | None = None

    def advance(self) -> None:
        """Go on for a piece, when it is this session's turn."""
        from mmfusion.tasks.pairs.runs import space, watch

        if not self.live:
            return
        with turn():
            if self._going is None:
                self.space = space(self.setting)
                self._going = watch(self.setting, self.space)
            began = perf_counter()
            for frame in self._going:
                self.frames.append(frame)
                if frame.step >= STEPS:
                    self.live, self._going = False, None
                    break
                if perf_counter() - began > PIECE:
                    break

    def cancel(self) -> None:
        """Stop, and keep what was reached."""
        self.live, self.cancelled, self._going = False, True, None


def job(setting: Setting) -> Job | None:
    """Return this session's run of a setting, if there is one."""
    found: Job | None = st.session_state.get(_JOB)
    return found if found is not None and found.setting == setting else None


def any_job() -> Job | None:
    """Return this session's run, whatever its setting."""
    found: Job | None = st.session_state.get(_JOB)
    return found


def begin(setting: Setting) -> None:
    """Begin a run; to be called in callbacks. One that goes on is stopped."""
    st.session_state[_JOB] = Job(setting)


def cancel() -> None:
    """Cancel this session's run; to be called in callbacks."""
    found = any_job()
    if found is not None:
        found.cancel()
