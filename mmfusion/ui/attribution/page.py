"""The page of attribution: which clip and which answer, the maps that explain it, the number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.ui.attribution import as_plotly, computed, guide, on_tests
from mmfusion.ui.attribution.explanations import explanations
from mmfusion.ui.attribution.figure import buffer
from mmfusion.ui.attribution.takeaway import take_away
from mmfusion.ui.clips import in_view
from mmfusion.ui.clips.choose import open_drawn, your_clip
from mmfusion.ui.clips.drawn_subject import QUESTIONS
from mmfusion.ui.clips.subject import Subject, Watched
from mmfusion.ui.parts import course
from mmfusion.ui.parts import number as headline
from mmfusion.ui.parts.controls import choose, held
from mmfusion.ui.parts.formula import strip
from mmfusion.ui.parts.plotly_fold import fold
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.said import real
from mmfusion.ui.shell.state import View, locked, put

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

TITLE = marked("Which explanation should you believe?")
LEAD = marked(
    "Several methods explain one answer, each by a map. Judge a map by what happens to the "
    "answer when tokens are removed in its order."
)
GUESSES = ("20", "40", "60", "80", "95")
RANDOM = marked("random weights")
PLACES = ("first", "second", "third")
"""Answers by how likely they are, as links say them."""
SCALES = {"one": marked("one for all maps"), "own": marked("one for each map")}
_FIGURE, _STOPPED = "attribution", "attribution_stopped"


def in_use(view: View) -> tuple[Subject, list[str]]:
    """Return the clip and the networks that can be explained; where there is none, say why and stop."""
    clip = in_view.subject_or_reason(view, held("attribution_ask", QUESTIONS, "side"))
    return clip, in_view.strategies_or_reason(clip, "explained")


def controls(view: View, clip: Subject, names: list[str]) -> tuple[Watched, int]:
    """Write the row: which answer, which network, which question, random weights, which clip.

    Returns:
        What is explained, and the answer whose maps are shown.

    """
    titles = {name: course.TAUGHT[name].title for name in names}
    now = Watched(clip, held("attribution_of", titles, names[0]))
    order = np.argsort(-computed.answered(now), kind="stable")[: len(PLACES)]
    classes = clip.classes(clip.asks)
    why = {
        place: tr("why {answer}?", answer=tr(classes[answer]))
        if i == 0
        else tr("why not {answer}?", answer=tr(classes[answer]))
        for i, (place, answer) in enumerate(zip(PLACES, order, strict=False))
    }
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="attribution-row"):
        chosen = choose("attribution_why", marked("which answer"), why, hidden=True, wrap=True)
        with st.popover(tr(titles[now.strategy]), key="attribution-network", disabled=locked()):
            strategy = choose("attribution_of", marked("network"), titles, wrap=True)
            if clip.questions:
                choose("attribution_ask", marked("question"), clip.questions, wrap=True)
            choose("attribution_scale", marked("scale of colours"), SCALES)
        _linked()
        random = st.pills(
            tr("weights"),
            [RANDOM],
            format_func=tr,
            help=tr(
                "Explains an untrained network instead: a map that looks the same there explains nothing."
            ),
            key="attribution_random",
            bind="query-params",
            label_visibility="collapsed",
            disabled=locked(),
        )
        if clip.following is not None:
            st.button(
                tr("Next"),
                key="attribution-next",
                on_click=open_drawn,
                args=(clip.following,),
                help=tr("Shows the next drawn clip."),
                disabled=locked(),
            )
        your_clip(view)
    return Watched(clip, strategy, random == RANDOM), int(order[PLACES.index(chosen)])


def _linked() -> None:
    """Let a link say in English that weights are random: a widget takes nothing but what stands on it."""
    key = "attribution_random"
    if key not in st.session_state and st.query_params.get(key) == RANDOM != tr(RANDOM):
        st.query_params[key] = tr(RANDOM)
        st.rerun()


def figures(watched: Watched) -> dict[str, Any] | str:
    """Return the test set's figures of these weights, or why there are none."""
    return watched.subject.inside(watched.strategy, "attributions")


@st.fragment
def figure(watched: Watched, answer: int, view: View) -> None:
    """Mount the figure with what is known; once it is drawn it asks for what is still to be computed."""
    at, pieces = st.session_state.get(_STOPPED, ("", 0))
    stopped = at == f"{watched.key}/{answer}"
    known = computed.found(watched, answer, computed.AT_ONCE, pieces if stopped else None)
    p = float(computed.answered(watched)[answer])
    data = buffer(
        watched,
        answer,
        p,
        known,
        alone=held("attribution_scale", SCALES, "one") == "own",
        pick=view["attribution_pick"],
        wait=stopped,
    )
    explanations(data, key=_FIGURE, on_pick_change=_picked, on_more_change=_more)
    guide.tell(watched, answer, picked(watched, view), known)
    if known.pending:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="attribution-work"):
            if stopped:
                note(tr("Stopped: {done} of {of} steps are computed.", done=known.done, of=known.of))
                st.button(tr("Go on"), key="attribution-on", on_click=_go_on, disabled=locked())
            else:
                note(
                    tr(
                        "{done} of {of} steps are computed … {next}",
                        done=known.done,
                        of=known.of,
                        next=known.pending,
                    )
                )
                here = f"{watched.key}/{answer}"
                st.button(tr("Stop"), key="attribution-stop", on_click=_stop, args=(here, known.done))
    if watched.random:
        note(
            tr(
                "These maps are of an untrained network, for the same answer; deletion and "
                "insertion are measured on the trained one."
            )
        )


def _picked() -> None:
    got = st.session_state[_FIGURE].get("pick")
    if got is not None:
        put(attribution_pick=str(got))


def _more() -> None:
    """Have the fragment run again: that is all that is asked."""


def _stop(key: str, pieces: int) -> None:
    st.session_state[_STOPPED] = (key, pieces)


def _go_on() -> None:
    st.session_state.pop(_STOPPED, None)


def number(watched: Watched, view: View, place: DeltaGenerator) -> None:
    """Ask how often the best map finds the object that sounds, or write it; or why nobody knows."""
    read = figures(watched)
    with place:
        if isinstance(read, str):
            why = read or tr(
                "How often the maps of this network find the object that sounds has not been measured."
            )
            headline.number("?", why)
            return
        found = {name: of["hit on sounding"] for name, of in read["methods"].items()}
        best = max(found, key=lambda name: found[name]["value"])
        value, n, area = found[best]["value"], int(found[best]["n"]), read["area"]["sounding"]
        if not view.uncovered("attribution_"):
            headline.ask(
                tr(
                    "Which one sounds? On how many % of {n} test clips is the best method’s "
                    "highest patch on the object that sounds? Each of the two objects covers "
                    "{area:.0f} % of the picture.",
                    n=n,
                    area=100 * area,
                ),
                GUESSES,
                "attribution_",
            )
            return
        guess = real(view["attribution_guess"], 0.0, 100.0)
        headline.number(
            f"{100 * value:.0f}",
            tr(
                "Which one sounds? On so many of {n} test clips, the highest patch of the best "
                "of {of} methods, <i>{best}</i>, is on that object ({low:.0f} to {high:.0f}).",
                n=n,
                of=len(found),
                best=called(best),
                low=100 * found[best]["low"],
                high=100 * found[best]["high"],
            ),
            headline.track(100 * value, guess, 0, 100, lambda v: f"{v:.0f}"),
            unit=" %",
            own="attribution_",
            guesses=GUESSES,
            truth=100 * value,
        )


def called(method: str) -> str:
    """Return a method as it is called within a sentence, in as few words as tell it from the others."""
    title, more = on_tests.TITLES[method]
    alone = sum(title == other for other, _ in on_tests.TITLES.values()) == 1
    return tr(title) if alone else f"{tr(title)}, {tr(more)}"


RULE = (
    r"\text{IG}_i=(x_i-x'_i)\int_0^1\!\frac{\partial F}{\partial x_i}\,d\alpha,\quad "
    r"\textstyle\sum_i\text{IG}_i=F(x)-F(x')"
)


def formula(watched: Watched, answer: int, view: View) -> None:
    """Write the rule with this clip's numbers, what can be taken away, and the figures of Plotly."""
    pick = picked(watched, view)
    made = as_plotly.figures(watched, answer, pick)
    values = _numbers(watched, answer)
    with st.container(key="attribution-formula"), strip("mmfusion.explain.path_integral", RULE, values):
        take_away(watched, answer, pick, made)
    fold("attribution", made)


def picked(watched: Watched, view: View) -> str:
    """Return the method whose map lies over the clip."""
    names = computed.methods(watched)
    return view.one_of("attribution_pick", names, names[0])


def _numbers(watched: Watched, answer: int) -> str:
    """Return the formula's second half: by modality, what the first method's map adds up to."""
    from mmfusion.ui.shell.theme import palette

    found = computed.explained(watched, answer, computed.PATHS[0])
    sums = {m: float(part.sum()) for m, part in found.map.items()}
    terms = "".join(
        rf"{'+' if value >= 0 and i else ''}\textcolor{{{palette().words(m)}}}{{{value:.2f}}}"
        for i, (m, value) in enumerate(sums.items())
    )
    gap = 0.0 if found.gap is None else found.gap
    said = rf"\text{{{tr('gap')} }}{100 * gap:.2f}\,\%,\;{found.steps}\text{{ {tr('steps')}}}"
    return rf"{terms}={sum(sums.values()):.2f},\;{said}"
