"""The page of attribution: which clip and which answer, the maps that explain it, the number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.ui.attribution import as_plotly, computed, on_tests
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
from mmfusion.ui.parts.plotly_fold import fold
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.said import real
from mmfusion.ui.shell.state import View, put

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

TITLE = "Which explanation should you believe?"
LEAD = (
    "Several methods explain one answer. A map earns trust by what happens when its tokens are really "
    "removed, not by its looks."
)
GUESSES = ("20", "40", "60", "80", "95")
RANDOM = "random weights"
PLACES = ("first", "second", "third")
"""Answers by how likely they are, as links say them."""
SCALES = {"one": "one scale", "own": "each its own"}
ASKED = "Which one sounds? "
"""The question whose figure the number is, whatever question the maps below explain."""
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
        place: f"why {'' if i == 0 else 'not '}{classes[answer]}?"
        for i, (place, answer) in enumerate(zip(PLACES, order, strict=False))
    }
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="attribution-row"):
        chosen = choose("attribution_why", "which answer", why, hidden=True, wrap=True)
        with st.popover(titles[now.strategy], key="attribution-network"):
            strategy = choose("attribution_of", "network", titles, wrap=True)
            if clip.questions:
                choose("attribution_ask", "question", clip.questions, wrap=True)
            choose("attribution_scale", "scale of the maps", SCALES)
        random = st.pills(
            "weights", [RANDOM], key="attribution_random", bind="query-params", label_visibility="collapsed"
        )
        if clip.following is not None:
            st.button(
                "Next", key="attribution-next", on_click=open_drawn, args=(clip.following,), help="next clip"
            )
        your_clip(view)
    return Watched(clip, strategy, random == RANDOM), int(order[PLACES.index(chosen)])


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
    if known.pending:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="attribution-work"):
            if stopped:
                note(f"Stopped: {known.done} of {known.of} pieces are computed.")
                st.button("Go on", key="attribution-on", on_click=_go_on)
            else:
                note(f"{known.done} of {known.of} … {known.pending}")
                here = f"{watched.key}/{answer}"
                st.button("Stop", key="attribution-stop", on_click=_stop, args=(here, known.done))
    if watched.random:
        note(
            "Maps of an untrained network, to the same answer; what their orders do is asked of the trained "
            "one."
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
            why = read or "How often its maps find the object that sounds has not been read for this network."
            headline.number("?", why)
            return
        found = {name: of["hit on sounding"] for name, of in read["methods"].items()}
        best = max(found, key=lambda name: found[name]["value"])
        value, n, area = found[best]["value"], int(found[best]["n"]), read["area"]["sounding"]
        if not view.uncovered("attribution_"):
            headline.ask(
                f"{ASKED}On how many % of {n} test clips is the best method’s highest patch on the object "
                f"that sounds? Two objects, {100 * area:.0f} % of the picture each.",
                GUESSES,
                "attribution_",
            )
            return
        guess = real(view["attribution_guess"], 0.0, 100.0)
        headline.number(
            f"{100 * value:.0f}",
            f"{ASKED}of {n} test clips: highest patch on it, by the best of {len(found)} methods, "
            f"<i>{called(best)}</i> ({100 * found[best]['low']:.0f} to {100 * found[best]['high']:.0f}).",
            headline.track(100 * value, guess, 0, 100, lambda v: f"{v:.0f}"),
            unit=" %",
            own="attribution_",
        )


def called(method: str) -> str:
    """Return a method as it is called within a sentence, in as few words as tell it from the others."""
    title, more = on_tests.TITLES[method]
    alone = sum(title == other for other, _ in on_tests.TITLES.values()) == 1
    words = title if alone else f"{title} {more}"
    return words if words.startswith("Shapley") else words[0].lower() + words[1:]


RULE = (
    r"\text{IG}_i=(x_i-x'_i)\int_0^1\!\frac{\partial F}{\partial x_i}\,d\alpha,\quad "
    r"\textstyle\sum_i\text{IG}_i=F(x)-F(x')"
)


def formula(watched: Watched, answer: int, view: View) -> None:
    """Write the rule with this clip's numbers, what can be taken away, and the figures of Plotly."""
    pick = picked(watched, view)
    made = as_plotly.figures(watched, answer, pick)
    with st.container(key="attribution-formula"):
        st.html('<hr class="mmf-rule">')
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.latex(RULE, width="content")
            st.latex(_numbers(watched, answer), width="content")
            with st.container(horizontal=True, width="content", vertical_alignment="center", gap="small"):
                st.html('<span class="mmf-fn">mmfusion.explain.path_integral</span>', width="content")
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
    said = rf"\text{{gap }}{100 * gap:.2f}\,\%,\;{found.steps}\text{{ steps}}"
    return rf"{terms}={sum(sums.values()):.2f},\;{said}"
