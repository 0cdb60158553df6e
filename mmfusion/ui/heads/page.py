"""The page of heads: what each looks at, what becomes of the answer without it, how many can go."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.language import language, marked, tr
from mmfusion.modality import title
from mmfusion.ui.clips import in_view
from mmfusion.ui.clips.choose import open_drawn, your_clip
from mmfusion.ui.clips.drawn_subject import QUESTIONS
from mmfusion.ui.clips.subject import Subject, Watched, network
from mmfusion.ui.heads import as_plotly, computed
from mmfusion.ui.heads.attention import attention
from mmfusion.ui.heads.computed import Open, head_id
from mmfusion.ui.heads.heads_off import Data, heads_off
from mmfusion.ui.heads.takeaway import take_away
from mmfusion.ui.parts import course
from mmfusion.ui.parts import number as headline
from mmfusion.ui.parts.controls import choose, held
from mmfusion.ui.parts.formula import strip
from mmfusion.ui.parts.plotly_fold import fold
from mmfusion.ui.shell import frame, lessons
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.state import View, locked, put

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.explain.ablation import Head

TITLE = marked("Which heads matter?")
LEAD = marked(
    "Point at a patch of the picture, a cell of the spectrogram or a token: blue shows its "
    "attention weights in the picture, orange those in the sound. Then switch heads off."
)
GUESSES = ("0", "2", "5", "10", "20")
RANDOM = marked("random weights")
RULE = r"\text{Attention}(Q,K,V)=\text{softmax}\!\left(\frac{QK^{\top}}{\sqrt{d_k}}\right)V"
_FIGURE, _OFF = "heads", "switch"


def head() -> DeltaGenerator:
    """Write the head of the page; return the place of its number."""
    return frame.head(tr(TITLE), tr(LEAD))


def in_use(view: View) -> tuple[Subject, list[str]]:
    """Return the clip and the networks that can be looked into; where there is none, say why and stop."""
    clip = in_view.subject_or_reason(view, held("heads_ask", QUESTIONS, "side"))
    return clip, in_view.strategies_or_reason(clip, "looked into")


def controls(view: View, clip: Subject, names: list[str]) -> Watched:
    """Write the row: which network, which question, random weights, which clip."""
    titles = {name: course.TAUGHT[name].title for name in names}
    with st.container(
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="right",
        gap="xsmall",
        key="heads-row",
    ):
        random = st.pills(
            tr("weights"),
            [RANDOM],
            format_func=tr,
            help=tr("Shows an untrained network instead: compare its maps with those of the trained one."),
            key="heads_random",
            bind="query-params",
            label_visibility="collapsed",
            disabled=locked(),
        )
        with st.popover(
            tr(titles.get(held("heads_of", titles, names[0]), marked("network"))),
            key="heads-network",
            disabled=locked(),
            help=tr("Chooses the network and the question: its heads and their order of importance change."),
        ):
            strategy = choose("heads_of", marked("network"), titles, wrap=True)
            if clip.questions:
                choose("heads_ask", marked("question"), clip.questions, wrap=True)
        if clip.following is not None:
            st.button(
                tr("Next"),
                key="heads-next",
                on_click=open_drawn,
                args=(clip.following,),
                help=tr("next clip"),
                disabled=locked(),
            )
        your_clip(view)
    return Watched(clip, strategy, random == RANDOM)


def opened(watched: Watched, view: View) -> Open:
    """Return what the link opens, each part of it if this network has it, else what is open first."""
    trace = computed.traced(watched)
    query, layer, stream, head, _ = computed.opening(watched)
    parts = view["look"].split(".")
    if len(parts) >= 4:
        said = whole(parts[1], max(key[0] for key in trace.weights))
        layer = layer if said is None else said
        streams = [s for at, s in trace.weights if at == layer]
        stream = parts[2] if parts[2] in streams else stream if stream in streams else streams[0]
        count = len(trace.weights[layer, stream])
        said = whole(parts[3], 9999)
        head = min(head, count - 1) if said is None else said % count
        said = whole(parts[0], len(trace.labels) - 1)
        query = query if said is None else said
    return Open(query, layer, stream, head)


def switched(view: View, heads: tuple[Head, ...], order: list[Head]) -> tuple[Head, ...]:
    """Return which heads the link switches off: the first of the order, or any by name."""
    said = view["off"]
    if said.startswith("first-"):
        return tuple(order[: whole(said.removeprefix("first-"), len(heads)) or 0])
    names = set(said.split("_"))
    return tuple(head for head in heads if head_id(head) in names)


def figures(watched: Watched) -> dict[str, Any] | str:
    """Return the test set's figures of these weights, or why there are none."""
    if watched.random:
        return tr("These are random weights: no head has learned anything, so there is no order.")
    return watched.subject.inside(watched.strategy, "heads")


def figure(watched: Watched, view: View) -> Open:
    """Mount the figure and the panel of heads that are off; return what is open."""
    from mmfusion.explain.ablation import Head

    now = opened(watched, view)
    with st.container(key="heads-figure", gap=None):
        data = computed.buffer(watched, now.layer, language())
        attention(data, key=_FIGURE, on_look_change=lambda: _told("look", _FIGURE))
        # What the panel needs takes longer than the trace: the figure is already drawn meanwhile.
        found = figures(watched)
        read = None if isinstance(found, str) else found
        heads = computed.heads(watched)
        order = [Head(*head) for head in read["heads"]] if read else []
        off = switched(view, heads, order)
        question = watched.subject.asks
        path = computed.without(watched, tuple(tuple(order[:i]) for i in range(len(order) + 1)))[question]
        mine = computed.without(watched, ((), off))[question]
        covered = read is not None and not view.uncovered("heads_")
        with st.container(key="heads-off"):
            panel: Data = {
                "tiles": [head_id(head) for head in heads],
                "order": [head_id(head) for head in order],
                "least": read["least"] if read and not covered else [],
                "most": read["most"] if read else [],
                "random": read["random"] if read else {},
                "low": min(0.25, *(read["least"] if read else [0.25])) if read else 0.0,
                "path": np.round(path, 4).tolist(),
                "base": np.round(mine[0], 4).tolist(),
                "now": {"off": [head_id(head) for head in off], "p": np.round(mine[1], 4).tolist()},
                "off": [head_id(head) for head in off],
                "open": f"{now.layer}.{now.stream}.{now.head}",
                "classes": [tr(name) for name in watched.subject.classes(question)],
                "truth": watched.subject.truth,
                "covered": covered,
                "none": found if isinstance(found, str) else "",
            }
            heads_off(panel, watched.key, key=_OFF, on_off_change=lambda: _told("off", _OFF))
    return now


def _told(what: str, key: str) -> None:
    got = st.session_state[key].get(what)
    if got is not None:
        put(**{what: str(got)})


def number(watched: Watched, view: View, place: DeltaGenerator) -> None:
    """Ask how many heads can go, or write it; random weights have no such number, and that is said."""
    read = figures(watched)
    with place:
        if watched.random:
            headline.number(
                "?", tr("These are random weights: no head of this network has learned anything.")
            )
            return
        if isinstance(read, str):
            if watched.subject.truth is None:
                answer(watched)
            return
        all_heads = len(read["heads"])
        if not view.uncovered("heads_"):
            headline.ask(
                tr(
                    "How many of the {n} heads can be pruned before the network loses one point of accuracy?",
                    n=all_heads,
                ),
                GUESSES,
                "heads_",
            )
            return
        can = read["can go"]
        guess = float(view["heads_guess"]) if view["heads_guess"] in GUESSES else None
        headline.number(
            tr("{n} of {of}", n=can["value"], of=all_heads),
            tr(
                "heads can be pruned for one point of accuracy over all questions ({low} to "
                "{high}, {n:,} answers on test clips).",
                low=can["low"],
                high=can["high"],
                n=can["n"],
            ),
            headline.count_track(can["value"], all_heads, guess),
            own="heads_",
            guesses=GUESSES,
            truth=can["value"],
        )


def answer(watched: Watched) -> None:
    """Write what is answered with every head at work: of a clip whose truth nobody knows, all there is."""
    p = computed.without(watched, ((),))[watched.subject.asks][0]
    kind = escape(tr(watched.subject.classes(watched.subject.asks)[int(p.argmax())]))
    words = tr("is the probability of <i>{kind}</i> with all heads on.", kind=kind)
    headline.number(headline.shown(float(p.max())), words)


def formula(watched: Watched, now: Open, view: View) -> None:
    """Write Attention(Q, K, V) with the numbers of the pinned token in the open head."""
    trace = computed.traced(watched)
    key = (now.layer, now.stream)
    rows, columns = trace.queries[key], trace.keys[key]
    read, seen = figures(watched), view.uncovered("heads_")
    known = None if isinstance(read, str) else read
    made = as_plotly.figures(watched, now, known if seen else None)
    with st.container(key="heads-formula"):
        asks = now.query in rows
        values = [_numbers(watched, now, rows.index(now.query), columns)] if asks else []
        with strip("mmfusion.explain.trace", RULE, *values):
            take_away(watched, now, made)
        if not asks:
            frame.note(
                tr("The pinned token is no query here: pin a token of another stream to see its numbers.")
                if now.stream == "shared"
                else tr(
                    "The pinned token is no query in the stream of one modality ({modality}): "
                    "pin one of its tokens to see the numbers.",
                    modality=title(now.stream),
                )
            )
    fold("heads", made, covered=known is not None and not seen)


def _numbers(watched: Watched, now: Open, row: int, columns: tuple[int, ...]) -> str:
    """Return the formula's second half: score, scaled, softmaxed, what it weighs."""
    from mmfusion.ui.shell.theme import palette

    trace, key = computed.traced(watched), (now.layer, now.stream)
    weights = trace.weights[key][now.head, row].astype(float)
    best = int(weights.argmax())
    spec = network(watched).spec
    width = spec.width // spec.heads
    score = float(np.log(max(weights[best], 1e-7)) + trace.log_sums[key][now.head, row])
    sense = trace.labels[columns[best]].stream
    ink = palette().words(sense)
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
    trace = computed.traced(watched)
    other = computed.traced(replace(watched, random=not watched.random))
    if now.query not in trace.queries[key]:
        return ""
    row = trace.queries[key].index(now.query)
    maps = [t.weights[key][now.head, row].astype(float) for t in (trace, other)]
    rho = rank_correlation(*maps)
    said = f"{rho:.2f}".replace("-", "−")
    if watched.random:
        return tr(
            "The rank correlation with the map of the trained network is {rho} (same head, same token).",
            rho=said,
        )
    return tr(
        "The rank correlation with the map of an untrained network is {rho} (same head, same token).",
        rho=said,
    )


def onward(watched: Watched) -> None:
    """Write the link to what explains the answer of this clip."""
    asked = {"attribution_ask": watched.subject.asks} if watched.subject.questions else {}
    titles = course.TAUGHT[watched.strategy].title
    lessons.link(
        "attribution",
        tr("Attention is not an explanation: see Attribution"),
        clip=watched.subject.key.split("/")[0],
        attribution_of=titles,
        **asked,
    )
