"""The page of heads: what each looks at, what becomes of the answer without it, how many can go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.data.sounding import ANSWERS, NAMES
from mmfusion.ui import course, drawn_cache, headline, heads_cache
from mmfusion.ui.components import component
from mmfusion.ui.controls import choose, held
from mmfusion.ui.drawn_cache import OPENING, Drawn
from mmfusion.ui.drawn_controls import number_of
from mmfusion.ui.heads_cache import WORDS, Watched, head_id
from mmfusion.ui.heads_takeaway import take_away
from mmfusion.ui.player import thumbnail
from mmfusion.ui.state import View, put

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.explain.ablation import Head

TITLE = "Which heads matter?"
LEAD = (
    "Point at a patch, a cell or a token: blue is where it looks in the picture, orange where it listens. "
    "Then switch heads off."
)
QUESTIONS = {"side": "which one sounds?", "sync": "in time?", "kind": "what is it?", "pitch": "how high?"}
GUESSES = ("0", "2", "5", "10", "20")
RANDOM = "random weights"
RULE = r"\text{Attention}(Q,K,V)=\text{softmax}\!\left(\frac{QK^{\top}}{\sqrt{d_k}}\right)V"
_FIGURE, _OFF = "heads", "switch"


@dataclass(frozen=True)
class Open:
    """What is open: the pinned token, and the head whose attention is shown."""

    query: int
    layer: int
    stream: str
    head: int


def controls(view: View) -> Watched:
    """Write the row: which network, which question, random weights, another clip."""
    found = number_of(view)
    number = OPENING if found is None else found
    names = heads_cache.strategies()
    titles = {name: course.TAUGHT[name].title for name in names}
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="right", key="heads-row"
    ):
        random = st.pills(
            "weights", [RANDOM], key="heads_random", bind="query-params", label_visibility="collapsed"
        )
        with st.popover(titles.get(_held(names), "Network"), key="heads-network"):
            strategy = choose("heads_of", "network", titles, wrap=True)
            question = choose("heads_ask", "question", QUESTIONS, wrap=True)
        st.button("Next clip", key="heads-next", on_click=_next, args=(number,))
    return Watched(Drawn(number, question), strategy, random == RANDOM)


def _held(names: list[str]) -> str:
    return held("heads_of", {name: course.TAUGHT[name].title for name in names}, names[0])


def _next(number: int) -> None:
    put(clip=f"drawn-{number + 1}", look="", off="")


def beside(watched: Watched) -> None:
    """Show the clip in use at the foot of the sidebar."""
    scene = drawn_cache.scene(watched.drawn)
    frame = drawn_cache.clip(watched.drawn, None, 0).frames
    what = " and ".join(NAMES[kind] for kind in scene.objects)
    st.sidebar.html(
        f'<div class="mmf-clip">{thumbnail(None if frame is None else frame[3])}<div>'
        f"<b>Clip {watched.drawn.number}</b><span>{what}</span></div></div>"
    )


def opened(watched: Watched, view: View) -> Open:
    """Return what the link opens, each part of it if this network has it, else what is open first."""
    trace = heads_cache.traced(watched)
    query, layer, stream, head, _ = heads_cache.opening(watched)
    parts = view["look"].split(".")
    if len(parts) >= 4:
        if parts[1].isdecimal() and any(key[0] == int(parts[1]) for key in trace.weights):
            layer = int(parts[1])
        streams = [s for at, s in trace.weights if at == layer]
        stream = parts[2] if parts[2] in streams else stream if stream in streams else streams[0]
        count = len(trace.weights[layer, stream])
        head = int(parts[3]) % count if parts[3].isdecimal() else min(head, count - 1)
        if parts[0].isdecimal() and int(parts[0]) < len(trace.labels):
            query = int(parts[0])
    return Open(query, layer, stream, head)


def switched(view: View, heads: tuple[Head, ...], order: list[Head]) -> tuple[Head, ...]:
    """Return which heads the link switches off: the first of the order, or any by name."""
    said = view["off"]
    if said.startswith("first-"):
        count = said.removeprefix("first-")
        return tuple(order[: int(count)]) if count.isdecimal() else ()
    names = set(said.split("_"))
    return tuple(head for head in heads if head_id(head) in names)


def figures(watched: Watched) -> dict[str, Any] | None:
    """Return the test set's figures of these weights; None for random ones, or where they are not there."""
    return None if watched.random else heads_cache.inside(watched.strategy, "heads")


def figure(watched: Watched, view: View) -> Open:
    """Mount the figure and the panel of heads that are off; return what is open."""
    from mmfusion.explain.ablation import Head, heads_of

    now = opened(watched, view)
    with st.container(key="heads-figure", gap=None):
        component("attention")(
            key=_FIGURE,
            data=heads_cache.buffer(watched, now.layer),
            on_look_change=lambda: _told("look", _FIGURE),
        )
        # What the panel needs takes longer than the trace: the figure is already drawn meanwhile.
        read = figures(watched)
        heads = heads_of(heads_cache.network(watched).fusion)
        order = [Head(*head) for head in read["heads"]] if read else []
        off = switched(view, heads, order)
        question = watched.drawn.question
        path = heads_cache.without(watched, tuple(tuple(order[:i]) for i in range(len(order) + 1)))[question]
        mine = heads_cache.without(watched, ((), off))[question]
        truth = drawn_cache.scene(watched.drawn).labels()[question]
        with st.container(key="heads-off"):
            component("heads_off")(
                key=_OFF,
                data={
                    "pass": f"{watched}",
                    "tiles": [head_id(head) for head in heads],
                    "order": [head_id(head) for head in order],
                    "least": read["least"] if read else [],
                    "most": read["most"] if read else [],
                    "random": read["random"] if read else {},
                    "low": min(0.25, *(read["least"] if read else [0.25])) if read else 0.0,
                    "path": np.round(path, 4).tolist(),
                    "base": np.round(mine[0], 4).tolist(),
                    "now": {"off": [head_id(head) for head in off], "p": np.round(mine[1], 4).tolist()},
                    "off": [head_id(head) for head in off],
                    "open": f"{now.layer}.{now.stream}.{now.head}",
                    "classes": list(ANSWERS[question]),
                    "truth": int(truth) if truth >= 0 else None,
                    "covered": read is not None and view["heads_seen"] != "1",
                    "none": "" if read else _nothing(watched),
                },
                on_off_change=lambda: _told("off", _OFF),
            )
    return now


def _nothing(watched: Watched) -> str:
    if watched.random:
        return "Random weights: there is nothing to rank."
    return "Which heads can go has been read on the test set for " + " and ".join(_read()) + "."


def _read() -> list[str]:
    found = [n for n in heads_cache.strategies() if heads_cache.inside(n, "heads") is not None]
    return [course.TAUGHT[n].title.lower() for n in found] or ["no network yet"]


def _told(what: str, key: str) -> None:
    got = st.session_state[key].get(what)
    if got is not None:
        put(**{what: str(got)})


def number(watched: Watched, view: View, place: DeltaGenerator) -> None:
    """Ask how many heads can go, or write it; random weights have no such number, and that is said."""
    read = figures(watched)
    with place:
        if watched.random:
            headline.number("?", "Random weights: no head of this network has learned anything.")
            return
        if read is None:
            return
        all_heads = len(read["heads"])
        if view["heads_seen"] != "1":
            st.html(
                '<div class="mmf-number"><div class="mmf-big mmf-q">?</div><p>How many of its '
                f"{all_heads} heads can be switched off before it loses one point of accuracy?</p></div>"
            )
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key="guessing"):
                st.segmented_control(
                    "your guess", GUESSES, key="heads_guessing", label_visibility="collapsed", wrap=False
                )
                st.button("Reveal", key="heads_reveal", on_click=_reveal)
            return
        can = read["can go"]
        guess = float(view["heads_guess"]) if view["heads_guess"] in GUESSES else None
        headline.number(
            f"{can['value']} of {all_heads}",
            f"heads can go for one point of accuracy over all questions ({can['low']} to {can['high']}, "
            f"{can['n']:,} answers on test clips).",
            headline.count_track(can["value"], all_heads, guess),
        )


def _reveal() -> None:
    put(heads_seen="1", heads_guess=str(st.session_state.get("heads_guessing") or ""))


def formula(watched: Watched, now: Open) -> None:
    """Write Attention(Q, K, V) with the numbers of the pinned token in the open head."""
    trace = heads_cache.traced(watched)
    key = (now.layer, now.stream)
    rows, columns = trace.queries[key], trace.keys[key]
    with st.container(key="heads-formula"):
        st.html('<hr class="mmf-rule">')
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.latex(RULE, width="content")
            if now.query in rows:
                st.latex(_numbers(watched, now, rows.index(now.query), columns), width="content")
            with st.container(horizontal=True, width="content", vertical_alignment="center", gap="small"):
                st.html('<span class="mmf-fn">mmfusion.explain.trace</span>', width="content")
                take_away(watched, now)
        if now.query not in rows:
            st.html(
                f'<p class="mmf-note">The pinned token does not ask in the stream of the '
                f"{WORDS.get(now.stream, 'two')}: pin another for its numbers.</p>"
            )


def _numbers(watched: Watched, now: Open, row: int, columns: tuple[int, ...]) -> str:
    """Return the formula's second half: score, scaled, softmaxed, what it weighs."""
    from mmfusion.ui.theme import palette

    trace, key = heads_cache.traced(watched), (now.layer, now.stream)
    weights = trace.weights[key][now.head, row].astype(float)
    best = int(weights.argmax())
    width = heads_cache.network(watched).spec.width // heads_cache.network(watched).spec.heads
    score = float(np.log(max(weights[best], 1e-7)) + trace.log_sums[key][now.head, row])
    sense = trace.labels[columns[best]].stream
    ink = getattr(palette(), sense)[1]
    norm = float(trace.value_norms[key][now.head, best])
    return (
        rf"\frac{{q\,k^{{\top}}}}{{\sqrt{{d_k}}}}=\frac{{{score * np.sqrt(width):.2f}}}{{\sqrt{{{width}}}}}"
        rf"={score:.2f}\;\rightarrow\;w=\textcolor{{{ink}}}{{{weights[best]:.2f}}},"
        rf"\;\lVert w v W_O\rVert={weights[best] * norm:.2f}"
    )


def twin(watched: Watched, now: Open) -> str:
    """Return the sentence that compares this head's map with that of an untrained network."""
    from dataclasses import replace

    from mmfusion.explain.statistics import rank_correlation

    key = (now.layer, now.stream)
    trace = heads_cache.traced(watched)
    other = heads_cache.traced(replace(watched, random=not watched.random))
    if now.query not in trace.queries[key]:
        return ""
    row = trace.queries[key].index(now.query)
    maps = [t.weights[key][now.head, row].astype(float) for t in (trace, other)]
    rho = rank_correlation(*maps)
    what = "trained" if watched.random else "untrained"
    return f"Rank correlation with the map of the {what} network, same head, same token: {rho:.2f}.".replace(
        "-", "−"
    )
