"""Below the table of a drawn clip: the strategy in focus, a search, all questions, the formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.cards.subset import key as key_of
from mmfusion.tasks.sounding import ANSWERS, SUBSETS
from mmfusion.ui.clips import drawn as drawn_cache
from mmfusion.ui.clips.choose import open_drawn
from mmfusion.ui.clips.drawn_controls import MEANINGS, QUESTIONS, DrawnChoice
from mmfusion.ui.fusion import as_plotly, own_lesson
from mmfusion.ui.parts import course
from mmfusion.ui.parts.page_export import page_export
from mmfusion.ui.parts.plotly_fold import Made, files, fold
from mmfusion.ui.parts.takeaway import link, notebook_of
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.state import View

if TYPE_CHECKING:
    from mmfusion.tasks.sounding.predictor import Instrument

ABOUT = (
    "kind: what is it? left, right: what is there? pitch: how high? side: which one sounds? sync: in time? "
    "Shares of test clips in %, with Wilson's 95 % interval; nats: cross-entropy, chance is ln of the number "
    "of answers. Symmetry: by how much more “which one sounds?” suffers when the sounding object is removed "
    "on one side than on the other; near 1, the network looks at both."
)
ABOUT_SPOILED = (
    "The shipped weights on 300 test clips of each form, spoiled; shares in %. Unspoiled: the table above."
)
NOBODY = "nobody in particular"
AGREED = "all four agree and are wrong"


def look_into(lab: Instrument, view: View, choice: DrawnChoice) -> None:
    """Write what is below the table."""
    from mmfusion.ui.fusion.rank import order

    focus = view.one_of("focus", lab.cards, "mid")
    own_lesson.architecture(lab.cards[focus], focus)
    own_lesson.to_heads(lab.cards[focus], focus, clip=f"drawn-{choice.drawn.number}")
    search(lab, choice, order(lab, choice.drawn.question)[:4])
    if lab.trained and view.revealed:
        tables(lab)
    made = as_figures(lab, view, choice)
    formula(lab, view, choice, focus, made)
    fold("fusion", made, covered=lab.trained and not view.revealed)


def as_figures(lab: Instrument, view: View, choice: DrawnChoice) -> list[Made]:
    """Return the Plotly figures of the page: answers once they are uncovered, and the sound."""
    from mmfusion.ui.fusion.rank import best_single, shown

    question = choice.drawn.question
    sound = as_plotly.sound(lambda: drawn_cache.clip(choice.drawn, choice.spoil, choice.level))
    if lab.trained and not view.revealed:
        return [sound]
    found = drawn_cache.answers(choice.drawn, choice.spoil).probabilities
    best, names = best_single(lab, question), shown(lab, view, question)
    titles = {name: "Best single" if name == best else course.TAUGHT[name].title for name in names}
    truth = drawn_cache.scene(choice.drawn).labels()[question]
    answers = as_plotly.answers(
        {name: found[name][question] for name in names},
        titles,
        choice.level,
        ANSWERS[question],
        truth if truth >= 0 else None,
        QUESTIONS[question].capitalize(),
    )
    return [answers, sound]


def search(lab: Instrument, choice: DrawnChoice, front: list[str]) -> None:
    """Write the search: a clip on which one strategy fails and another succeeds."""
    with st.expander("Find me a clip", key="finding", on_change="rerun", bind="query-params") as box:
        if not box.open:
            return
        titles = {name: course.TAUGHT[name].title.lower() for name in lab.cards}
        with st.container(horizontal=True, vertical_alignment="bottom", key="search"):
            wrong = _choose("fails", titles, "late", AGREED)
            right = _choose("is right", titles, "mid", NOBODY)
            st.button("Search", key="searching", on_click=_search, args=(choice, wrong, right, front))
        note(
            st.session_state.get("searched") or "Searched live, from the next clip on, in the numbered clips."
        )


def _choose(label: str, titles: dict[str, str], first: str, other: str) -> str:
    options = [*titles, other]
    at = options.index(first) if first in options else 0
    key = label.replace(" ", "-")
    return str(
        st.selectbox(
            label, options, index=at, format_func=lambda n: titles.get(n, n), key=key, bind="query-params"
        )
    )


def _search(choice: DrawnChoice, wrong: str, right: str, front: list[str]) -> None:
    question, lab = choice.drawn.question, drawn_cache.instrument()
    failing = front if wrong == AGREED else [wrong]
    knowing = [] if right == NOBODY or wrong == AGREED else [right]
    if set(failing) & set(knowing):
        st.session_state["searched"] = "No network both fails and is right: choose two."
        return
    found = lab.find(question, failing, knowing, choice.drawn.number + 1, agreed=wrong == AGREED)
    said = wrong if wrong == AGREED else f"{course.TAUGHT[wrong].title.lower()} fails"
    if knowing:
        said += f", {course.TAUGHT[right].title.lower()} is right"
    if found is None:
        st.session_state["searched"] = f"Tried 4,000 clips: on none {said}."
        return
    open_drawn(found.number)
    st.session_state["searched"] = f"Clip {found.number}: {said}. Tried {found.tried:,}, in order."


def tables(lab: Instrument) -> None:
    """Write the tables of all questions and of spoiled clips, folded away."""
    from mmfusion.tasks.sounding.table import question_table, spoiled_table

    cards = list(lab.cards.values())
    for title, key, rows, about in (
        ("All questions, all strategies", "questions", question_table(cards), ABOUT),
        (
            "How they hold up: noise, blur, lost frames, late sound",
            "holds",
            spoiled_table(cards),
            ABOUT_SPOILED,
        ),
    ):
        box = st.expander(title, key=key, on_change="rerun", bind="query-params")
        if box.open:
            with box:
                st.html(_table(rows))
                note(about)


def _table(rows: list[list[str]]) -> str:
    def words(cell: str) -> str:
        value, _, half = cell.partition(" ± ")
        return f"{escape(value)}<small>± {escape(half)}</small>" if half else escape(cell)

    top, *rest = rows
    head = "".join(f"<th>{escape(word)}</th>" for word in top)
    lines = "".join(
        f"<tr><th>{escape(name)}</th>{''.join(f'<td>{words(c)}</td>' for c in cells)}</tr>"
        for name, *cells in rest
    )
    return (
        f'<div class="mmf-results"><table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>'
    )


def formula(lab: Instrument, view: View, choice: DrawnChoice, focus: str, made: Sequence[Made]) -> None:
    """Write the formula strip: the rule in focus, what can be taken away."""
    spec = lab.cards[focus].spec
    rule = own_lesson.FORMULAS["single" if len(spec["modalities"]) == 1 else spec["exchange"]]
    st.html('<hr class="mmf-rule">')
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="formula"
    ):
        st.latex(rule, width="content")
        if view.revealed:
            st.latex(_live(lab, choice, focus), width="content")
        st.html('<span class="mmf-fn">mmfusion.nn.FusionTransformer</span>', width="content")
        take_away(lab, choice, focus, made)


def _live(lab: Instrument, choice: DrawnChoice, focus: str) -> str:
    question = choice.drawn.question
    p = drawn_cache.answers(choice.drawn, choice.spoil).probabilities[focus][question]
    row = p[min(choice.level, len(p) - 1)]
    known = row[~np.isnan(row[:, 0])]
    top = int(known[0].argmax())
    name = ANSWERS[question][top].replace(" ", "~")
    return rf"p(\mathrm{{{name}}}) = {known[0][top]:.2f}"


def take_away(lab: Instrument, choice: DrawnChoice, focus: str, made: Sequence[Made]) -> None:
    """Write the popover."""
    popover = st.popover("Take away", type="tertiary", key="takeaway", on_change="rerun")
    if not popover.open:
        return
    with popover:
        st.code(link(), language=None, wrap_lines=True)
        page_export(f"mmfusion-{focus}", key="export")
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button("Notebook", _notebook(choice, focus), "mmfusion.ipynb", on_click="ignore")
            st.download_button(
                "Numbers, CSV", _numbers(choice), "mmfusion.csv", "text/csv", on_click="ignore"
            )
            st.download_button(
                "Clip, MP4", _film(choice), f"clip-{choice.drawn.number}.mp4", on_click="ignore"
            )
        files("fusion", f"mmfusion-{focus}", made)


def _numbers(choice: DrawnChoice) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    question = choice.drawn.question
    writer.writerow(["clip", "question", "spoiled", "strategy", "senses", *ANSWERS[question]])
    for name, by in drawn_cache.answers(choice.drawn, choice.spoil).probabilities.items():
        for level, rows in enumerate(by[question]):
            spoiled = f"{choice.spoil} {MEANINGS[choice.spoil][level]}" if choice.spoil else ""
            for senses, row in zip(map(key_of, SUBSETS), rows, strict=True):
                if not np.isnan(row).any():
                    writer.writerow(
                        [choice.drawn.number, question, spoiled, name, senses, *(f"{v:.6f}" for v in row)]
                    )
    return out.getvalue()


def _notebook(choice: DrawnChoice, focus: str) -> str:
    drawn = choice.drawn
    code = [
        "import mmfusion",
        "from mmfusion.tasks import sounding",
        "",
        f"scene = sounding.numbered_scene(sounding.FORM_OF[{drawn.question!r}], {drawn.number})",
        f"network = mmfusion.load('sounding-objects', {focus!r})",
    ]
    more = [
        f"answer = network.predict(sounding.clip(scene)).answers[{drawn.question!r}]",
        "answer.probabilities",
    ]
    last = [
        "from mmfusion.figures import answers",
        "",
        f"p, truth = answer.probabilities, scene.labels()[{drawn.question!r}]",
        f"answers({{{focus!r}: list(p.values())}}, list(p), truth if truth >= 0 else None)",
    ]
    return notebook_of(f"Clip {drawn.number}: {QUESTIONS[drawn.question]}", code, more, last)


@st.cache_resource(show_spinner=False, max_entries=16)
def _film(choice: DrawnChoice) -> bytes:
    import tempfile
    from pathlib import Path

    from mmfusion.tasks.sounding.render import save

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        save(drawn_cache.scene(choice.drawn), path)
        return path.read_bytes()
