"""The body of the page of strategies: answers, the answer over time, and what is folded away below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mmfusion.media import WINDOW, MediaError
from mmfusion.modality import listed
from mmfusion.tasks.events import CLASSES, MODALITIES, NONE, SUBSETS
from mmfusion.ui.clips import own
from mmfusion.ui.clips.player import player
from mmfusion.ui.fusion import as_plotly, number, overview
from mmfusion.ui.fusion import table as strategies
from mmfusion.ui.parts import course
from mmfusion.ui.parts.number import number as write_number
from mmfusion.ui.parts.number import shown
from mmfusion.ui.parts.plotly_fold import fold
from mmfusion.ui.shell.frame import note, say

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.media import Clip
    from mmfusion.tasks.events.predictor import Comparison, Lab
    from mmfusion.ui.clips.own import Source
    from mmfusion.ui.fusion.own_controls import Choice
    from mmfusion.ui.parts.plotly_fold import Made
    from mmfusion.ui.shell.state import View


def hidden(view: View) -> str:
    """Return the style rules that keep parts out of sight which the link hides."""
    keys = {"controls": "controls", "clip": "figure", "table": "answers", "lesson": "lesson"}
    return "".join(f".st-key-{key}{{display:none}}" for part, key in keys.items() if view.hides(part))


def strip(source: Source, view: View, choice: Choice) -> None:
    """Mount the clip strip, as the networks get the clip."""
    player(own.strip(source, view.start, choice.spoil, choice.level, choice.swap), key="strip")


def slots() -> tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator]:
    """Return the places of the clip strip, of the table and of what is below."""
    return (
        st.container(gap=None, key="figure"),
        st.container(gap="xsmall", key="answers"),
        st.container(key="lesson"),
    )


def overview_place(window: Clip, length: float) -> DeltaGenerator | None:
    """Return the place below the strip for a clip that is longer than the window; None if it is not."""
    return st.empty() if (window.total or 0.0) > length + 0.25 else None


def lab_or_reason(place: DeltaGenerator) -> Lab | None:
    """Return the networks, or write the sentence that says what is missing."""
    try:
        return own.lab()
    except (FileNotFoundError, ValueError) as error:
        with place:
            say(f"The networks cannot answer: {error}.")
        return None


def answers(
    lab: Lab, source: Source, view: View, choice: Choice, table: DeltaGenerator, place: DeltaGenerator
) -> Comparison:
    """Compute every strategy's answer, mount the table and write the headline."""
    with table:
        first = st.session_state.get("computed") != (source.key, view.start, choice.spoil, choice.swap)
        with st.spinner("The networks look and listen …", show_time=False) if first else st.container():
            comparison = own.comparison(source, view.start, choice.spoil, choice.swap)
            shared = own.features(source, view.start, None)[0].milliseconds
        st.session_state["computed"] = (source.key, view.start, choice.spoil, choice.swap)
        focus = view.one_of("focus", lab.cards, "mid")
        level = min(choice.level, len(comparison.probabilities[focus]) - 1)
        name = asked(lab, focus)
        loss = number.Loss.of(course.TAUGHT[name].title, comparison.probabilities[name][level], CLASSES)
        covered = hides(comparison, lab, view, choice)
        strategies.strategies(
            comparison,
            lab=lab,
            view=view,
            senses=choice.senses,
            level=level,
            covered=covered,
            shared_ms=shared,
            on_change=lambda: None,
        )
        for sentence in remarks(lab, comparison, source, view, choice, level, focus):
            note(sentence)
    with place:
        if loss is None:
            single(comparison, focus, level)
        elif covered:
            number.covered(loss)
        else:
            number.revealed(loss, view.guess)
    return comparison


def hides(comparison: Comparison, lab: Lab, view: View, choice: Choice) -> bool:
    """Return whether what a sense taken away does is still covered."""
    focus = view.one_of("focus", lab.cards, "mid")
    level = min(choice.level, len(comparison.probabilities[focus]) - 1)
    name = asked(lab, focus)
    loss = number.Loss.of(course.TAUGHT[name].title, comparison.probabilities[name][level], CLASSES)
    return loss is not None and not view.revealed and choice.senses == MODALITIES


def asked(lab: Lab, focus: str) -> str:
    """Return the strategy that the headline is about: the one looked into if it has both senses, else mid."""
    fused = [name for name, card in lab.cards.items() if len(card.spec["modalities"]) > 1]
    return (
        focus if focus in fused else next((n for n in ("mid", "bottleneck-mid", *fused) if n in fused), focus)
    )


def single(comparison: Comparison, focus: str, level: int) -> None:
    """Write the headline of a clip that has one sense only: there is nothing to take away."""
    tables = [comparison.probabilities[focus], *comparison.probabilities.values()]
    for p in (row for table in tables for row in table[level] if not np.isnan(row[0])):
        write_number(f"{p.max():.2f}", f"for <i>{CLASSES[int(p.argmax())]}</i>, from one sense alone.")
        return


def remarks(
    lab: Lab, comparison: Comparison, source: Source, view: View, choice: Choice, level: int, focus: str
) -> list[str]:
    """Return the sentences below the table: what is missing, what is unfamiliar, what the pairs are."""
    window = own.clip(source, view.start)
    out = [] if isinstance(window, MediaError) else list(window.notes)
    name = asked(lab, focus)
    flags, tables = comparison.unfamiliar[name][level], comparison.probabilities[name][level]
    there = [i for i, p in enumerate(tables) if not np.isnan(p[0])]
    asked_for, whole = SUBSETS.index(choice.senses), choice.senses == MODALITIES
    at = asked_for if asked_for in there else there[0] if whole and there else None
    if at is not None and flags[at]:
        p = tables[at]
        nearest = [CLASSES[i] for i in p.argsort()[::-1] if i != NONE][:2]
        if int(p.argmax()) == NONE:
            out.append(f"Unlike anything in training; nearest are {nearest[0]} and {nearest[1]}.")
        else:
            out.append(
                f"Not quite familiar: {course.TAUGHT[name].title.lower()} gives “none of these” "
                f"{shown(float(p[NONE]))}, more than to 19 of 20 clips of the known kinds."
            )
    elif at == 0:
        strange = [m for m in MODALITIES if flags[SUBSETS.index((m,))]]
        rest = [m for m in MODALITIES if m not in strange]
        if strange and rest:
            out.append(f"The {listed(strange)} is unfamiliar, so this rests on the {listed(rest)}.")
    if choice.swap:
        out.append(f"The sound is that of “{choice.swap}”: picture and sound now come from different clips.")
    if not lab.trained:
        out.append(course.UNTRAINED.format(task="events"))
    out.append(course.PAIRS)
    if source.credit:
        out.append(f"This sample: {source.credit}.")
    return out


def over_time(lab: Lab, source: Source, view: View, place: DeltaGenerator | None) -> None:
    """Show the whole clip at once, and its answer window by window as soon as that is known."""
    if place is None:
        return
    whole = own.span(source)
    if isinstance(whole, MediaError):
        return
    names = {name: course.TAUGHT[name].title.lower() for name in strategies.order(lab)}
    focus = view.one_of("focus", lab.cards, "mid")
    if st.session_state.get("timed") != source.key:
        with place:
            overview.overview(whole, None, key="waiting", names=names, focus=focus, start=view.start)
    timeline = own.timeline(source)
    st.session_state["timed"] = source.key
    with place:
        overview.overview(whole, timeline, key="overview", names=names, focus=focus, start=view.start)


def as_figures(lab: Lab, comparison: Comparison, source: Source, view: View, choice: Choice) -> list[Made]:
    """Return the Plotly figures of the page: answers once they are uncovered, over time, the sound."""
    out = []
    if not hides(comparison, lab, view, choice):
        names = strategies.shown(lab, view, comparison)
        tables = {name: comparison.probabilities[name] for name in names}
        titles = {name: strategies.title(name, lab, comparison) for name in names}
        out.append(as_plotly.answers(tables, titles, choice.level, lab.classes))
    whole = own.span(source)
    if not isinstance(whole, MediaError) and (whole.total or 0.0) > WINDOW + 0.25:
        called = {name: course.TAUGHT[name].title.lower() for name in strategies.order(lab)}
        focus, start = view.one_of("focus", lab.cards, "mid"), view.start

        def shown() -> Mapping[str, Any]:
            return overview.shown(whole, own.timeline(source), names=called, focus=focus, start=start)

        out.append(as_plotly.over_time(shown))
    window = own.clip(source, view.start)
    if choice.swap or (not isinstance(window, MediaError) and window.waveform is not None):
        changed = (choice.spoil, choice.level, choice.swap)
        out.append(as_plotly.sound(lambda: own.altered(source, view.start, *changed)))
    return out


def look_into(
    lab: Lab, comparison: Comparison, source: Source, view: View, choice: Choice, place: DeltaGenerator
) -> None:
    """Write what is below the table: the strategy in focus, what is folded away, the formula."""
    from mmfusion.ui.fusion import own_lesson

    focus = view.one_of("focus", lab.cards, "mid")
    with place:
        own_lesson.architecture(lab.cards[focus], focus)
        own_lesson.to_heads(lab.cards[focus], focus, clip=source.key, t=view["t"])
        if lab.trained:
            own_lesson.folded(lab, focus, strategies.shown(lab, view))
        made = as_figures(lab, comparison, source, view, choice)
        own_lesson.formula(lab, comparison, source, view, choice, focus, made)
        fold("fusion", made, covered=hides(comparison, lab, view, choice))
