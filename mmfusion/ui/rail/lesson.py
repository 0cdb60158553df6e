"""The item *Lesson*: a page's five steps and exercises, the tour through them, the path through the course.

What was seen and solved is kept in the session, by page; the URL says only at which step the tour stands
(``tour=3``).
"""

from __future__ import annotations

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.ui.parts import guide as guides
from mmfusion.ui.parts.guide import Guide, facts
from mmfusion.ui.parts.guide.tour import Data, Stop, tour
from mmfusion.ui.rail.popover import opened
from mmfusion.ui.shell import lessons
from mmfusion.ui.shell.lessons import PATH, Lesson
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.state import SHARED, View, declare, is_back, lasting, put

declare(SHARED, tour="")  # the step at which the guided tour stands, from 1

KEY = "rail-lesson"
_TOUR = "tour-card"
_WHERE = "tour-page"
_GO = "tour-go"
_BEGUN = "tour-begun"
_SEEN = "lesson-seen"
_MARKS = {0: "○", 1: "◐", 2: "●"}
TITLE = marked("Lesson {number} of {count}: {title}")
EXERCISE = marked("Exercise")


def item(lesson: Lesson) -> None:
    """Write the item; before the page runs."""
    guide = guides.of(lesson.name)
    _arrive(lesson)
    box = opened("lesson", tr("Lesson"), "school")
    if box is not None:
        with box:
            _panel(lesson, guide)
    facts.begin(lesson.name, heard=_step(guide) > 0 or bool(_taken(lesson.name, guide)))


def stand(lesson: Lesson) -> None:
    """Write the tour where it stands, and note what is solved; after the page has run."""
    facts.end()
    guide = guides.of(lesson.name)
    if guide is None:
        return
    known, at, taken = facts.known(lesson.name), _step(guide), _taken(lesson.name, guide)
    for number, exercise in enumerate(guide.exercises):
        if verdict := exercise.verdict(known):
            _seen(lesson.name).add(f"x{number}")
            if number in taken and at != _stop(guide, number):
                st.toast(verdict)  # the card says another step, or is closed
    if at:
        _seen(lesson.name).add(f"{at}")
        following = lessons.after(lesson.name)
        data: Data = {
            "title": _title(lesson),
            "stops": _stops(lesson.name, guide, known),
            "at": at,
            "begun": st.session_state.get(_BEGUN, 0),
            "next": "" if following is None else tr(following.title),
            "back": f".st-key-{KEY} button",
        }
        tour(data, key=_TOUR, on_go=_go)


def _stops(page: str, guide: Guide, known: guides.Facts) -> list[Stop]:
    stops: list[Stop] = [
        {
            "heading": tr(heading),
            "text": step.said(known),
            "at": step.at,
            "seen": step.seen,
            "hints": [],
            "solution": "",
            "solved": "",
        }
        for heading, step in guide.steps
    ]
    lasts = lasting()
    for exercise in guide.exercises:
        stops.append(
            {
                "heading": tr(EXERCISE),
                "text": tr(exercise.task),
                "at": exercise.at,
                "seen": exercise.seen,
                "hints": [tr(hint) for hint in exercise.hints],
                "solution": lessons.address(page, **lasts, **exercise.solution, tour=str(len(stops) + 1)),
                "solved": exercise.verdict(known),
            }
        )
    return stops


def _title(lesson: Lesson) -> str:
    number = PATH.index(lesson.name) + 1
    return tr(TITLE, number=number, count=len(PATH), title=tr(lesson.title))


def _length(guide: Guide) -> int:
    return len(guide.steps) + len(guide.exercises)


def _step(guide: Guide | None) -> int:
    """Return the step at which the tour stands, within the lesson; 0 where there is no tour."""
    said = View(SHARED)["tour"]
    if guide is None or not said:
        return 0
    number = whole(said, 10**6)
    return 0 if number is None else max(1, min(number, _length(guide)))


def _stop(guide: Guide, exercise: int) -> int:
    """Return the step of the tour at which an exercise stands."""
    return len(guide.steps) + 1 + exercise


def _taken(page: str, guide: Guide | None) -> list[int]:
    """Return which exercises were read and are not solved yet."""
    seen = _seen(page)
    every = range(0 if guide is None else len(guide.exercises))
    return [n for n in every if guide and str(_stop(guide, n)) in seen and f"x{n}" not in seen]


def _seen(page: str) -> set[str]:
    """Return which steps of a page were seen in this session, and which exercises solved (``x0``)."""
    seen: dict[str, set[str]] = st.session_state.setdefault(_SEEN, {})
    return seen.setdefault(page, set())


def _arrive(lesson: Lesson) -> None:
    """Go where the tour was told to. It ends where another page is opened; Back finds it as it stood."""
    went = st.session_state.pop(_GO, "")
    following = lessons.after(lesson.name)
    if went == "next" and following is not None:
        st.session_state[_WHERE] = following.name
        _begin("1")
        lessons.go(following.name, tour="1")
    if st.session_state.setdefault(_WHERE, lesson.name) != lesson.name:
        st.session_state[_WHERE] = lesson.name
        _begin(View.kept("tour") if is_back() else "")


def _begin(at: str) -> None:
    put(tour=at)
    st.session_state[_BEGUN] = st.session_state.get(_BEGUN, 0) + 1
    st.session_state[KEY] = False


def _go(where: str) -> None:
    if where.isdecimal():
        put(tour=where)
    elif where == "end":
        put(tour="")
    else:
        st.session_state[_GO] = where


def _panel(lesson: Lesson, guide: Guide | None) -> None:
    """Write the lesson's steps and exercises, and the path that it stands on."""
    st.html(f'<p class="mmf-h2">{_title(lesson)}</p>')
    if guide is not None:
        _list(lesson, guide)
    near = (
        (marked("Previous"), lessons.before(lesson.name)),
        (marked("Next"), lessons.after(lesson.name)),
    )
    with st.container(gap=None, key="lesson-path"):
        for label, other in near:
            if other is not None:
                st.page_link(other.page, label=f"{tr(label)}: {tr(other.title)}")
        with st.expander(tr("The whole path"), key="lesson-whole"), st.container(gap=None):
            for number, name in enumerate(PATH, 1):
                other = lessons.named(name)
                st.page_link(other.page, label=f"{_mark(name)} {number} {tr(other.title)}")


def _list(lesson: Lesson, guide: Guide) -> None:
    seen = _seen(lesson.name)
    st.button(tr("Start the tour"), key="tour-start", on_click=_begin, args=("1",), type="primary")
    with st.container(gap=None, key="lesson-steps"):
        for number, (heading, _) in enumerate(guide.steps, 1):
            _entry(number, f"{number} {tr(heading)}", str(number) in seen)
        for index, exercise in enumerate(guide.exercises):
            number = _stop(guide, index)
            _entry(number, f"{tr(EXERCISE)}: {tr(exercise.task)}", f"x{index}" in seen)


def _entry(number: int, label: str, done: bool) -> None:
    st.button(
        f"{_MARKS[2 if done else 0]} {label}",
        key=f"tour-from-{number}",
        on_click=_begin,
        args=(str(number),),
        type="tertiary",
    )


def _mark(page: str) -> str:
    seen = _seen(page)
    guide = guides.of(page) if seen else None
    if guide is None:
        return _MARKS[0]
    wanted = {str(n) for n in range(1, len(guide.steps) + 1)} | {f"x{n}" for n in range(len(guide.exercises))}
    return _MARKS[2 if wanted <= seen else 1]
