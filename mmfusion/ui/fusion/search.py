"""Folded away below a drawn clip: the search for one that tells strategies apart, all questions at once."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.ui.clips import drawn
from mmfusion.ui.clips.choose import open_drawn
from mmfusion.ui.fusion import figures, named
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.state import locked

if TYPE_CHECKING:
    from mmfusion.tasks.sounding.predictor import Instrument
    from mmfusion.ui.clips.drawn_subject import DrawnSubject
    from mmfusion.ui.fusion.now import Now

ABOUT = marked(
    "Accuracy on test clips in %, with Wilson's 95 % interval. In nats: cross-entropy, for "
    "which chance is the ln of the number of answers. Symmetry: how much more accuracy “which "
    "one sounds?” loses when the sounding object is removed on one side than on the other; "
    "near 1, the network looks at both sides."
)
ABOUT_SPOILED = marked(
    "The shipped weights answer spoiled test clips; accuracy in %, on fewer clips than in the table above, "
    "which has the unspoiled ones."
)
ABOUT_SURE = marked(
    "Expected calibration error in percentage points: how far the probability that a strategy "
    "gives lies from the share of answers that are correct, on clean test clips and on clips "
    "with random noise and blur; 95 % interval by bootstrap over clips. Temperatures are "
    "fitted on validation clips, half of them clean, half spoiled."
)
MOST = 4000
"""Clips that a search tries at most."""
NOBODY = "nobody in particular"
AGREED = "all four agree and are wrong"
OTHERS = {NOBODY: marked("no strategy in particular"), AGREED: marked("all four agree on a wrong answer")}
"""What may be searched for besides one strategy, in words."""


@dataclass(frozen=True)
class Searched:
    """What was searched for, and found; said in the language of whoever reads it."""

    wrong: str
    right: str
    tried: int = 0
    number: int | None = None
    """Of the clip that was found."""

    @property
    def words(self) -> str:
        """What is said of it."""
        if not self.tried:
            return tr("No strategy is both wrong and correct on one clip: choose two different strategies.")
        wrong, right = _title(self.wrong), _title(self.right)
        if self.wrong == AGREED:
            what = tr("all four agree on a wrong answer")
        elif self.right == NOBODY:
            what = tr("{wrong} is wrong", wrong=wrong)
        else:
            what = tr("{wrong} is wrong, {right} is correct", wrong=wrong, right=right)
        if self.number is None:
            return tr("{n:,} clips were tried, and none fits: {what}.", n=self.tried, what=what)
        return tr(
            "Clip {number}: {what}. {n:,} clips were tried, in order.",
            number=self.number,
            what=what,
            n=self.tried,
        )


def _title(name: str) -> str:
    return tr(OTHERS[name]) if name in OTHERS else named.strategy(name)


def folded(subject: DrawnSubject, now: Now) -> None:
    """Write the search and, once the answer is uncovered, the tables."""
    search(subject, now.order[:4])
    if now.lab.trained and now.view.uncovered():
        tables(drawn.instrument())


def search(subject: DrawnSubject, front: list[str]) -> None:
    """Write the search: a clip on which one strategy fails and another succeeds."""
    with st.expander(
        tr("Search for a clip: one strategy is wrong, another one is correct"),
        key="finding",
        on_change="rerun",
        bind="query-params",
    ) as box:
        if not box.open:
            return
        names = list(subject.predictors())
        with st.container(horizontal=True, vertical_alignment="bottom", key="search"):
            wrong = _choose("fails", tr("is wrong"), [*names, AGREED], "late")
            right = _choose("is-right", tr("is correct"), [*names, NOBODY], "mid")
            st.button(
                tr("Search"),
                key="searching",
                on_click=_search,
                args=(subject, wrong, right, front),
                disabled=locked(),
                help=tr(
                    "Asks the numbered clips one by one, and opens the first that fits: compare the columns."
                ),
            )
        found: Searched | None = st.session_state.get("searched")
        note(
            found.words
            if found
            else tr("The search runs live through the numbered clips, from the next one on.")
        )


def _choose(key: str, label: str, options: list[str], first: str) -> str:
    at = options.index(first) if first in options else 0
    return str(
        st.selectbox(
            label,
            options,
            index=at,
            format_func=_title,
            key=key,
            bind="query-params",
            disabled=locked(),
        )
    )


def _search(subject: DrawnSubject, wrong: str, right: str, front: list[str]) -> None:
    lab = drawn.instrument()
    failing = front if wrong == AGREED else [wrong]
    knowing = [] if right == NOBODY or wrong == AGREED else [right]
    if set(failing) & set(knowing):
        st.session_state["searched"] = Searched(wrong, right)
        return
    found = lab.find(subject.asks, failing, knowing, subject.following, MOST, agreed=wrong == AGREED)
    if found is None:
        st.session_state["searched"] = Searched(wrong, right, MOST)
        return
    open_drawn(found.number)
    st.session_state["searched"] = Searched(wrong, right, found.tried, found.number)


def tables(lab: Instrument) -> None:
    """Write the tables of all questions and of spoiled clips, folded away."""
    from mmfusion.tasks.sounding.table import calibration_table, question_table, spoiled_table

    cards = list(lab.cards.values())
    (_, *head), *rest = question_table(cards)
    rows = [(named.family(name), named.strategy(name), map(_words, cells)) for name, *cells in rest]
    every = figures.table([named.column(name) for name in head], rows, tr("strategy"))
    figures.folded(tr("All questions, all strategies"), "questions", every, tr(ABOUT))

    (_, _, *head), *rest = spoiled_table(cards)
    rows = [(named.spoiling(under), named.column(asked), map(_words, cells)) for under, asked, *cells in rest]
    under = figures.table([named.strategy(name) for name in head], rows, tr("question"))
    figures.folded(tr("Robustness: noise, blur, lost frames, late sound"), "holds", under, tr(ABOUT_SPOILED))

    (_, _, *head), *rest = calibration_table(cards)
    strategy, rows = "", []
    for name, kind, *cells in rest:
        strategy = name or strategy
        rows.append((named.strategy(strategy), named.column(kind), map(_words, cells)))
    sure = figures.table([named.column(name) for name in head], rows)
    title = tr("Calibration: the given probability against the share of correct answers")
    figures.folded(title, "sure", sure, tr(ABOUT_SURE))


def _words(cell: str) -> str:
    value, _, half = cell.partition(" ± ")
    return f"{escape(value)}<small>± {escape(half)}</small>" if half else escape(cell)
