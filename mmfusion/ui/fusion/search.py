"""Folded away below a drawn clip: the search for one that tells strategies apart, all questions at once."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.ui.clips import drawn
from mmfusion.ui.clips.choose import open_drawn
from mmfusion.ui.fusion import figures
from mmfusion.ui.parts import course
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.tasks.sounding.predictor import Instrument
    from mmfusion.ui.clips.drawn_subject import DrawnSubject
    from mmfusion.ui.fusion.now import Now

ABOUT = (
    "kind: what is it? left, right: what is there? pitch: how high? side: which one sounds? sync: in time? "
    "Shares of test clips in %, with Wilson's 95 % interval; nats: cross-entropy, chance is ln of the number "
    "of answers. Symmetry: by how much more “which one sounds?” suffers when the sounding object is removed "
    "on one side than on the other; near 1, the network looks at both."
)
ABOUT_SPOILED = (
    "The shipped weights on spoiled test clips, fewer of them; shares in %. Unspoiled: the table above."
)
ABOUT_SURE = (
    "Expected calibration error in points: how far what a strategy says lies from the share in which it is "
    "right, on clean test clips and on spoiled ones, with noise and blur drawn at random; 95 % interval by "
    "bootstrap over clips, each of which has a note of its own. Temperatures are fitted on validation clips, "
    "half of them clean, half spoiled."
)
NOBODY = "nobody in particular"
AGREED = "all four agree and are wrong"


def folded(subject: DrawnSubject, now: Now) -> None:
    """Write the search and, once the answer is uncovered, the tables."""
    search(subject, now.order[:4])
    if now.lab.trained and now.view.uncovered():
        tables(drawn.instrument())


def search(subject: DrawnSubject, front: list[str]) -> None:
    """Write the search: a clip on which one strategy fails and another succeeds."""
    with st.expander("Find me a clip", key="finding", on_change="rerun", bind="query-params") as box:
        if not box.open:
            return
        titles = {name: course.TAUGHT[name].title.lower() for name in subject.predictors()}
        with st.container(horizontal=True, vertical_alignment="bottom", key="search"):
            wrong = _choose("fails", titles, "late", AGREED)
            right = _choose("is right", titles, "mid", NOBODY)
            st.button("Search", key="searching", on_click=_search, args=(subject, wrong, right, front))
        note(
            st.session_state.get("searched") or "Searched live, from the next clip on, in the numbered clips."
        )


def _choose(label: str, titles: dict[str, str], first: str, other: str) -> str:
    options = [*titles, other]
    at = options.index(first) if first in options else 0
    key = label.replace(" ", "-")
    return str(
        st.selectbox(
            label, options, index=at, format_func=lambda n: titles.get(n, n), key=key, bind="query-params"
        )
    )


def _search(subject: DrawnSubject, wrong: str, right: str, front: list[str]) -> None:
    lab = drawn.instrument()
    failing = front if wrong == AGREED else [wrong]
    knowing = [] if right == NOBODY or wrong == AGREED else [right]
    if set(failing) & set(knowing):
        st.session_state["searched"] = "No network both fails and is right: choose two."
        return
    found = lab.find(subject.asks, failing, knowing, subject.following, agreed=wrong == AGREED)
    said = wrong if wrong == AGREED else f"{course.TAUGHT[wrong].title.lower()} fails"
    if knowing:
        said += f", {course.TAUGHT[right].title.lower()} is right"
    if found is None:
        st.session_state["searched"] = f"Tried 4,000 clips: on none {said}."
        return
    open_drawn(found.number)
    st.session_state["searched"] = f"Clip {found.number}: {said}. Tried {found.tried:,}, in order."


def tables(lab: Instrument) -> None:
    """Write the tables of all questions and of spoiled clips, folded away."""
    from mmfusion.tasks.sounding.table import calibration_table, question_table, spoiled_table

    cards = list(lab.cards.values())
    figures.folded("All questions, all strategies", "questions", _table(question_table(cards)), ABOUT)
    spoiled = "How they hold up: noise, blur, lost frames, late sound"
    figures.folded(spoiled, "holds", _table(spoiled_table(cards)), ABOUT_SPOILED)
    sure = "How sure they may be: what is said against what is right"
    figures.folded(sure, "sure", _table(calibration_table(cards)), ABOUT_SURE)


def _table(rows: list[list[str]]) -> str:
    def words(cell: str) -> str:
        value, _, half = cell.partition(" ± ")
        return f"{escape(value)}<small>± {escape(half)}</small>" if half else escape(cell)

    (corner, *head), *rest = rows
    return figures.table(head, [(name, map(words, cells)) for name, *cells in rest], corner)
