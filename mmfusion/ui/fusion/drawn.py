"""The page of strategies on a drawn clip: five questions whose truth is known, and who can tell."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.cards.subset import key
from mmfusion.tasks.sounding import ANSWERS, MODALITIES, NAMES, SUBSETS
from mmfusion.ui.clips import drawn as drawn_cache
from mmfusion.ui.clips.drawn import icons
from mmfusion.ui.clips.drawn_controls import QUESTIONS, SENSES, DrawnChoice
from mmfusion.ui.clips.drawn_subject import DrawnSubject
from mmfusion.ui.clips.player import player
from mmfusion.ui.fusion import table as strategies
from mmfusion.ui.fusion.rank import best_single, can_tell, chance, order, shown
from mmfusion.ui.fusion.strategies import Data, said_of
from mmfusion.ui.fusion.strategies import strategies as mount_table
from mmfusion.ui.parts import course, number
from mmfusion.ui.shell.frame import note, say
from mmfusion.ui.shell.state import View, put

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.tasks.sounding.predictor import Answers, Instrument

TITLE = "Which question needs which kind of exchange?"
_KEY = "strategies"


def table(lab: Instrument, answers: Answers, view: View, choice: DrawnChoice, covered: bool) -> None:
    """Mount the strategies side by side."""
    question = choice.drawn.question
    best = best_single(lab, question)

    def entry(name: str) -> dict[str, Any]:
        card = lab.cards[name]
        figure, nats = card.metrics.get(question), card.metrics.get(f"{question}, nats")
        return {
            "name": name,
            "title": "Best single" if name == best else course.TAUGHT[name].title,
            "sub": strategies.subtitle(name, card),
            "senses": list(lab.predictors[name].modalities),
            "drawing": strategies.drawing(card),
            "p": strategies.table(answers.probabilities[name][question]),
            "ms": round(answers.milliseconds.get(name, 0.0), 2),
            "parameters": card.parameters,
            "macs": card.macs,
            "accuracy": {k: figure[k] for k in ("value", "low", "high")} if figure and lab.trained else None,
            "nats": nats["value"] if nats and lab.trained else None,
        }

    def tell() -> None:
        got = st.session_state[_KEY]
        pairs = {"shown": got.get("shown"), "focus": got.get("focus")}
        put(**{name: value for name, value in pairs.items() if value})

    count = (lab.cards[best].metrics.get(question) or {"n": 0})["n"]
    data: Data = {
        "strategies": [entry(name) for name in order(lab, question)],
        "classes": list(ANSWERS[question]),
        "icons": icons(choice.drawn),
        "kinds": f"<b>Answers:</b> {escape(', '.join(ANSWERS[question]))}.",
        "kindsLabel": f"{len(ANSWERS[question])} answers",
        "testLabel": f"{int(count):,} test clips,<br>tick: chance",
        "costLabel": "cost",
        "absent": "",
        "aggregators": {},
        "aggregator": "",
        "shown": shown(lab, view, question),
        "focus": view.one_of("focus", lab.cards, "mid"),
        "sense": key(choice.senses),
        "subsets": [key(subset) for subset in SUBSETS],
        "modalities": said_of(MODALITIES),
        "level": choice.level,
        "covered": covered,
        "coverAll": True,
        "trained": lab.trained,
        "chance": chance(question),
        "truth": drawn_cache.scene(choice.drawn).labels()[question],
    }
    mount_table(data, key=_KEY, on_change=tell)


def head(lab: Instrument, view: View, choice: DrawnChoice, covered: bool) -> None:
    """Write how many of the four in front can tell, or ask first."""
    question = choice.drawn.question
    names = order(lab, question)[:4]
    if covered:
        st.html(
            '<div class="mmf-number"><div class="mmf-big mmf-q">?</div><p>How many of these four networks '
            f"can tell <i>{escape(QUESTIONS[question].rstrip('?'))}</i>, on {_clips(lab, question)} test "
            "clips?</p></div>"
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="guessing"):
            st.segmented_control(
                "your guess",
                [str(i) for i in range(5)],
                key="count",
                label_visibility="collapsed",
                wrap=False,
            )
            st.button("Reveal", key="reveal", on_click=_reveal)
        return
    if not lab.trained or not all(question in lab.cards[name].metrics for name in names):
        return
    able = sum(can_tell(lab.cards[name], question) for name in names)
    late, mid = lab.cards["late"].metrics, lab.cards["mid"].metrics
    right = f"{_percent(late[question])}, mid {_percent(mid[question])}"
    words = f"can tell better than chance: {course.NEEDS[question]}. Late is right in {right}."
    if question in ("side", "sync"):
        nats = late[f"{question}, nats"]["value"]
        log = f"ln {len(ANSWERS[question])}"
        words = f"can tell better than chance. Late stays at {log}: {nats:.3f} nats; "
        words += f"mid is right in {_percent(mid[question])}."
    guess = view.guess_of(4)
    number.number(f"{able} of 4", words, number.count_track(able, 4, guess))


def _clips(lab: Instrument, question: str) -> str:
    figure = lab.cards["mid"].metrics.get(question)
    return f"{int(figure['n']):,}" if figure else "the"


def _percent(figure: dict[str, Any]) -> str:
    return f"{100 * figure['value']:.1f}\u00a0%"


def _reveal() -> None:
    put(seen="1", guess=str(st.session_state.get("count") or ""))


def remarks(lab: Instrument, choice: DrawnChoice) -> None:
    """Write the sentences below the table."""
    scene = drawn_cache.scene(choice.drawn)
    if choice.senses != MODALITIES:
        note(f"As asked: {SENSES[key(choice.senses)]}. Early, raw cannot do without either sense.")
    if choice.drawn.sound != drawn_cache.SOUNDS[0]:
        note(f"The sound is now that of a {NAMES[scene.sound]}.")
    note(course.ANECDOTE if lab.trained else course.UNTRAINED.format(task="sounding-objects"))
    note(course.DRAWN)


def strip(choice: DrawnChoice) -> None:
    """Mount the clip strip, as the networks get the clip."""
    player(drawn_cache.strip(choice.drawn, choice.spoil, choice.level), key="strip")


def show(view: View, choice: DrawnChoice, place: DeltaGenerator) -> None:
    """Write the page below its controls."""
    from mmfusion.ui.fusion import drawn_lesson, own

    strip_place, table_place, lesson = own.slots()
    DrawnSubject(choice.drawn).beside()
    with strip_place:
        strip(choice)
    try:
        lab = drawn_cache.instrument()
    except (FileNotFoundError, ValueError) as error:
        with table_place:
            say(f"The networks cannot answer: {error}.")
        return
    covered = not view.revealed and lab.trained
    with table_place:
        table(lab, drawn_cache.answers(choice.drawn, choice.spoil), view, choice, covered)
        remarks(lab, choice)
    with place:
        head(lab, view, choice, covered)
    with lesson:
        drawn_lesson.look_into(lab, view, choice)
