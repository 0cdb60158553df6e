"""The page of strategies: a drawn clip, asked one of five questions, or a clip of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.clips import choose, drawn_offer, own_changed
from mmfusion.ui.clips.drawn import Drawn
from mmfusion.ui.clips.drawn_subject import DrawnSubject
from mmfusion.ui.clips.own_subject import OwnSubject
from mmfusion.ui.clips.player import fade, player
from mmfusion.ui.fusion import able, guide, lesson, long_clip, number, results, search, table, whole
from mmfusion.ui.fusion.controls import controls
from mmfusion.ui.fusion.now import Now
from mmfusion.ui.parts import course
from mmfusion.ui.parts.plotly_fold import fold
from mmfusion.ui.shell import frame

if TYPE_CHECKING:
    from mmfusion.ui.clips.changed import Changed
    from mmfusion.ui.fusion.long_clip import Long
    from mmfusion.ui.shell.state import View


def show(view: View) -> None:
    """Write the page; where the clip cannot be read or no network is there, say why."""
    drawn, question = drawn_offer.number_of(view), drawn_offer.asked()
    own = drawn is None
    title, lead = (number.TITLE, number.LEAD) if own else (able.TITLE, course.LEADS[question])
    place = frame.head(tr(title), tr(lead))
    change = controls(view, own_changed.offer() if own else drawn_offer.offer(question))
    frame.style("fusion", fade(change.senses))
    subject = own_or_reason(view) if drawn is None else DrawnSubject(Drawn(drawn, question))
    if subject is None:
        return
    subject.beside()
    figure = st.container(gap=None, key="figure")
    answers = st.container(gap="xsmall", key="answers")
    below = st.container(key="lesson")
    changed, long = subject.changed(change), long_clip.of(subject, change)
    with figure:
        player(changed.strip(), key="strip")
    with answers:
        now = answered_or_reason(view, changed, long)
    if now is None:
        return
    with place:
        (number if own else able).head(now)
    guide.tell(now)
    if long is not None:
        with figure:
            whole.over_time(long, now)
    with below:
        lesson.architecture(now)
        lesson.to_heads(now)
        of_answers, of_sound = lesson.as_figures(now)
        if isinstance(subject, OwnSubject):
            results.folded(now)
            over_time = [] if long is None else whole.as_figures(long, now)
            made = [*of_answers, *over_time, *of_sound]
        else:
            search.folded(subject, now)
            made = [*of_answers, *of_sound]
        lesson.formula(now, made)
        fold("fusion", made, covered=bool(now.asked))
    if long is not None:
        long_clip.complete(long)


def own_or_reason(view: View) -> OwnSubject | None:
    """Return the window of the sample or upload that the link names; where it cannot be read, say why."""
    source, window = choose.clip_or_reason(view)
    return None if source is None or window is None else OwnSubject(source, view.start)


def answered_or_reason(view: View, changed: Changed, long: Long | None) -> Now | None:
    """Ask every network and mount the table; where there is none, say what is missing."""
    try:
        lab = changed.collection()
    except (FileNotFoundError, ValueError) as error:
        frame.say(tr("The networks cannot answer: {error}.", error=error))
        return None
    first = st.session_state.get("computed") != changed.key
    with st.spinner(tr("The networks compute their answers …"), show_time=False) if first else st.container():
        now = Now(view, changed, lab, changed.answers(), long)
    st.session_state["computed"] = changed.key
    table.strategies(now)
    for sentence in (*(long.remarks() if long is not None else ()), *changed.remarks()):
        frame.note(sentence)
    return now
