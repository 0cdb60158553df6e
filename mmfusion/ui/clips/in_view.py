"""What a page that looks into networks has in view: a clip, drawn or one's own, and the networks for it."""

from __future__ import annotations

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.clips.choose import clip_or_reason, your_clip
from mmfusion.ui.clips.drawn import Drawn
from mmfusion.ui.clips.drawn_offer import number_of
from mmfusion.ui.clips.drawn_subject import DrawnSubject
from mmfusion.ui.clips.own_subject import OwnSubject
from mmfusion.ui.clips.subject import Subject, strategies
from mmfusion.ui.shell.frame import say
from mmfusion.ui.shell.state import View


def subject_or_reason(view: View, question: str) -> Subject:
    """Return the clip that the link names, drawn or one's own; where it cannot be read, say why and stop.

    Args:
        view: of the page.
        question: what a drawn clip is asked.

    """
    number = number_of(view)
    if number is not None:
        return DrawnSubject(Drawn(number, question))
    source, window = clip_or_reason(view)
    if source is None or window is None:
        your_clip(view)
        st.stop()
    return OwnSubject(source, window.start)


def strategies_or_reason(clip: Subject, done: str) -> list[str]:
    """Return the networks that can be shown at work; where there is none, say why and stop.

    Args:
        clip: in view.
        done: what the page does with them, as it follows *cannot be*.

    """
    try:
        there = strategies(clip)
    except (FileNotFoundError, ValueError) as error:
        say(f"The networks cannot be {done}: {error}.")
        st.stop()
    if not there:
        say(tr("No network that hears and sees is here: mmfusion train --ship makes them."))
        st.stop()
    return there
