"""The section: which clip, which words, and what every strategy answers to them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.cards.subset import key, subset
from mmfusion.figures.cost import amount, grouped
from mmfusion.language import marked, retold, tr
from mmfusion.modality import without
from mmfusion.nn import FusionSpec
from mmfusion.ui.clips.player import player
from mmfusion.ui.parts import course
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.parts.drawing import LARGE, drawing
from mmfusion.ui.parts.number import shown
from mmfusion.ui.shell.frame import note, say
from mmfusion.ui.shell.said import whole
from mmfusion.ui.shell.state import View, locked, put
from mmfusion.ui.words.sounds import computed
from mmfusion.ui.words.sounds.takeaway import Answered, take_away

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mmfusion.cards.card import ModelCard
    from mmfusion.tasks.asked import Sentence

TITLE = marked("Which one sounds, asked in words?")
OPENING, MOST = 3, 9_999_999
"""The clip that opens the section; the last one."""
ASKS = {"left": "is the … on the left", "right": "is the … on the right", "which": "which … of the two is"}
FOCUS = "bottleneck-mid"
TOKENS = {"text": marked("{n} words"), "visual": marked("{n} patches"), "audio": marked("{n} cells of sound")}


def section() -> None:
    """Write the section; where no network is there, say why."""
    try:
        computed.answerers()
    except (FileNotFoundError, ValueError) as error:
        say(tr("The networks cannot answer: {error}.", error=retold(str(error))))
        return
    note(
        tr(
            "Text, picture and sound are three streams. Any two of them do not suffice to "
            "answer whether … is on the left or right: the words do not tell what sounds, the "
            "picture not what is heard, the sound not where its object is, and picture and "
            "sound not what is asked."
        )
    )
    view = View("words")
    number = whole(view["sounds_clip"], MOST)
    number = OPENING if number is None else number
    with st.container(key="sounds-figure"):
        player(computed.strip(number), key="sounds-strip")
        sentence, modalities = controls(number)
        st.html(f'<p class="mmf-lead" lang="en">“{escape(sentence.text)}?”</p>')
        found = computed.answers(number, sentence, modalities)
        truth = sentence.answer(computed.scene(number).side)
        st.html(table(found, sentence, truth))
        note(
            tr(
                "The true answer is {truth}. Correct on test clips: the share of clips with "
                "such a sentence that are answered correctly from all three modalities. "
                "Multiply-adds are of one sentence about one clip. Every other frame is read, "
                "four of eight.",
                truth=tr(truth),
            )
        )
    by_title = {title(name): p for name, p in found.items()}
    take_away(Answered(number, sentence, modalities, by_title, truth))
    network()


def controls(number: int) -> tuple[Sentence, tuple[str, ...]]:
    """Write the words to swap, what is at hand, and the way to another clip."""
    from mmfusion.tasks.asked import MODALITIES, SUBSETS, Sentence
    from mmfusion.tasks.asked.sentences import NOUNS, STATES

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="sounds-words"):
        asks = choose("sounds_ask", marked("what is asked"), ASKS, wrap=True, verbatim=True)
        noun = choose("sounds_noun", marked("the object is called"), {n: n for n in NOUNS}, verbatim=True)
        state = choose("sounds_state", marked("what it does"), {s: s for s in STATES}, verbatim=True)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="sounds-hand-row"):
        hand = {key(s): without(s, MODALITIES, tr("all three")) for s in SUBSETS if len(s) > 1}
        at_hand = choose("sounds_hand", marked("modalities at hand"), hand, verbatim=True)
        st.button(tr("Next clip"), key="sounds_next", on_click=_next, args=(number,), disabled=locked())
    return Sentence(None if asks == "which" else asks, state, noun), subset(at_hand)


def _next(number: int) -> None:
    put(sounds_clip=str((number + 1) % (MOST + 1)))


def title(strategy: str) -> str:
    """Return what a strategy is called."""
    return tr(course.TAUGHT[strategy].title) if strategy in course.TAUGHT else tr("Text alone")


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
            said = f"<td><b>{tr(ANSWERS[best])}</b> {mark}</td><td>{shown(float(p[best]))}</td>"
        figure = card.metrics[sentence.form] if card.intact else None
        right = "–" if figure is None else f"{100 * figure['value']:.1f} %"
        rows.append(
            f"<tr><th>{escape(title(name))}</th>{said}<td>{right}</td><td>{amount(card.macs)}</td></tr>"
        )
    names = (tr("answer"), "p", tr("correct on test clips"), tr("multiply-adds"))
    heads = "".join(f"<th>{h}</th>" for h in names)
    label = tr("what each strategy answers")
    return (
        f'<div class="mmf-results" tabindex="0" role="region" aria-label="{label}">'
        f"<table><thead><tr><th>{tr('strategy')}</th>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def network() -> None:
    """Draw a strategy's three streams and say what its attention costs in the course's n_t, n_i and n_a."""
    from mmfusion.tasks.asked import token_counts

    cards = computed.answerers().cards
    titles = {name: course.TAUGHT[name].title for name in cards if name in course.TAUGHT}
    chosen = choose("sounds_of", marked("three streams"), titles, FOCUS if FOCUS in titles else None)
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
    names = ", ".join(tr(TOKENS[m], n=v - 1) for m, v in counts.items())
    scores = macs_by_part(spec, counts, {}).scores // spec.width
    every = sum(counts.values())
    said = [
        tr(
            "n<sub>t</sub> + n<sub>i</sub> + n<sub>a</sub> = {sum} = {all} tokens ({names}, "
            "and a CLS for each modality). One head of each of the {layers} layers computes "
            "{scores} scores in total; with a single sequence of all tokens it would be n² per "
            "layer, {square} in total.",
            sum=n,
            all=every,
            names=names,
            layers=spec.layers,
            scores=grouped(scores),
            square=grouped(spec.layers * every**2),
        )
    ]
    if spec.bottlenecks:
        said.append(
            tr(
                "All exchange passes through {n} bottleneck tokens: z<sub>fsn</sub> is the "
                "mean of what the three streams write into it. It is drawn in both gaps, but "
                "there is only one.",
                n=spec.bottlenecks,
            )
        )
    said.append(tr("One sentence costs {amount} multiply-adds.", amount=amount(card.macs)))
    return f'<p class="mmf-note">{" ".join(said)}</p>'
