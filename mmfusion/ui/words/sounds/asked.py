"""The section: which clip, which words, and what every strategy answers to them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.cards.subset import key, subset
from mmfusion.figures.cost import amount, grouped
from mmfusion.modality import MODALITIES as NAMED
from mmfusion.modality import without
from mmfusion.nn import FusionSpec
from mmfusion.ui.clips.player import player
from mmfusion.ui.parts import course
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.parts.drawing import LARGE, drawing
from mmfusion.ui.parts.number import shown
from mmfusion.ui.shell.frame import note, say
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.state import View, put
from mmfusion.ui.words.sounds import computed
from mmfusion.ui.words.sounds.takeaway import Answered, take_away

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mmfusion.cards.card import ModelCard
    from mmfusion.tasks.asked import Sentence

TITLE = "Which one sounds, asked in words?"
OPENING, MOST = 3, 9_999_999
"""The clip that opens the section; the last one."""
ASKS = {"left": "is the … on the left", "right": "is the … on the right", "which": "which … of the two is"}
FOCUS = "bottleneck-mid"


def section() -> None:
    """Write the section; where no network is there, say why."""
    try:
        computed.answerers()
    except (FileNotFoundError, ValueError) as error:
        say(f"The networks cannot answer: {error}.")
        return
    note(
        "Text, picture and sound: three streams. Whatever two of them are at hand, is … on the left or right "
        "is a toss-up: the words do not know what sounds, the picture not what is heard, the sound not where "
        "its object stands, picture and sound not what is asked."
    )
    view = View("words")
    number = whole(view["sounds_clip"], MOST)
    number = OPENING if number is None else number
    player(computed.strip(number), key="sounds-strip")
    sentence, modalities = controls(number)
    st.html(f'<p class="mmf-lead">“{escape(sentence.text)}?”</p>')
    found = computed.answers(number, sentence, modalities)
    truth = sentence.answer(computed.scene(number).side)
    st.html(table(found, sentence, truth))
    note(
        f"True: {truth}. Right in test: share of test clips with such a sentence that are answered rightly, "
        "all three at hand. Multiply-adds of one sentence about one clip. Every other "
        "frame is read, four of eight."
    )
    by_title = {title(name): p for name, p in found.items()}
    take_away(Answered(number, sentence, modalities, by_title, truth))
    network()


def controls(number: int) -> tuple[Sentence, tuple[str, ...]]:
    """Write the words to swap, what is at hand, and the way to another clip."""
    from mmfusion.tasks.asked import MODALITIES, SUBSETS, Sentence
    from mmfusion.tasks.asked.sentences import NOUNS, STATES

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="sounds-words"):
        asks = choose("sounds_ask", "what is asked", ASKS, wrap=True)
        noun = choose("sounds_noun", "the object is called", {n: n for n in NOUNS})
        state = choose("sounds_state", "what it does", {s: s for s in STATES})
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="sounds-hand-row"):
        hand = {key(s): without(s, MODALITIES, "all three") for s in SUBSETS if len(s) > 1}
        at_hand = choose("sounds_hand", "at hand", hand)
        st.button("Next clip", key="sounds_next", on_click=_next, args=(number,))
    return Sentence(None if asks == "which" else asks, state, noun), subset(at_hand)


def _next(number: int) -> None:
    put(sounds_clip=str((number + 1) % (MOST + 1)))


def title(strategy: str) -> str:
    """Return what a strategy is called."""
    return course.TAUGHT[strategy].title if strategy in course.TAUGHT else "Text alone"


def table(found: Mapping[str, NDArray[np.float64]], sentence: Sentence, truth: str) -> str:
    """Return a row a strategy: its answer with a mark, how sure it is, how right in test, what it costs."""
    from mmfusion.tasks.asked import ANSWERS

    cards = computed.answerers().cards
    rows = []
    for name, card in cards.items():
        p = found.get(name)
        if p is None:
            said = "<td>–</td><td>–</td>"
        else:
            best = max(range(len(ANSWERS)), key=lambda i: float(p[i]))
            mark = "✓" if ANSWERS[best] == truth else "✗"
            said = f"<td><b>{ANSWERS[best]}</b> {mark}</td><td>{shown(float(p[best]))}</td>"
        figure = card.metrics[sentence.form] if card.intact else None
        right = "–" if figure is None else f"{100 * figure['value']:.1f} %"
        rows.append(
            f"<tr><th>{escape(title(name))}</th>{said}<td>{right}</td><td>{amount(card.macs)}</td></tr>"
        )
    heads = "".join(f"<th>{h}</th>" for h in ("answer", "p", "right in test", "multiply-adds"))
    return (
        '<div class="mmf-results" tabindex="0" role="region" aria-label="what each strategy answers">'
        f"<table><thead><tr><th>strategy</th>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def network() -> None:
    """Draw a strategy's three streams and say what its attention costs in the course's n_t, n_i and n_a."""
    from mmfusion.tasks.asked import token_counts

    cards = computed.answerers().cards
    titles = {name: course.TAUGHT[name].title for name in cards if name in course.TAUGHT}
    chosen = choose("sounds_of", "three streams", titles, FOCUS if FOCUS in titles else None)
    spec = FusionSpec.from_dict(cards[chosen].spec)
    counts = token_counts(spec)
    left, right = st.columns([5, 7], gap="medium", vertical_alignment="center")
    with left:
        drawing(spec, LARGE, key="sounds-drawing")
    with right:
        st.html(cost(spec, counts, cards[chosen]))


def cost(spec: FusionSpec, counts: dict[str, int], card: ModelCard) -> str:
    """Return in words how many scores the layers of a strategy have, and where the bottleneck stands."""
    from mmfusion.nn.macs import macs_by_part

    n = " + ".join(str(v) for v in counts.values())
    plural = {"patch": "patches"}
    names = ", ".join(
        f"{v - 1} {plural.get(NAMED[m].token, NAMED[m].token + 's')}" for m, v in counts.items()
    )
    scores = macs_by_part(spec, counts, {}).scores // spec.width
    every = sum(counts.values())
    said = (
        f"n<sub>t</sub> + n<sub>i</sub> + n<sub>a</sub> = {n} = {every} tokens ({names}, each with its CLS). "
        f"One head of each of the {spec.layers} layers: {grouped(scores)} scores; one sequence of all would "
        f"have n² a layer, {grouped(spec.layers * every**2)}."
    )
    if spec.bottlenecks:
        said += (
            f" Whatever crosses, crosses in {spec.bottlenecks} tokens: z<sub>fsn</sub> is the mean of what "
            "the three streams write into it. It is drawn in both gaps, and is one."
        )
    return f'<p class="mmf-note">{said} {amount(card.macs)} multiply-adds a sentence.</p>'
