"""What can be taken away of a sentence about a clip: the strategies' answers as figure, numbers, notebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.plotly_fold import Made, files, fold
from mmfusion.ui.parts.takeaway import notebook_of, opened

if TYPE_CHECKING:
    import numpy as np
    import plotly.graph_objects as go
    from numpy.typing import NDArray

    from mmfusion.figures import Palette
    from mmfusion.tasks.asked import Sentence


@dataclass(frozen=True, eq=False)
class Answered:
    """What each strategy, by its title, answers to a sentence about a numbered clip, `(6,)`; the truth."""

    number: int
    sentence: Sentence
    modalities: tuple[str, ...]
    by_title: Mapping[str, NDArray[np.float64]]
    truth: str


def figures(now: Answered) -> list[Made]:
    """Return the answers, a bar each."""

    def make(palette: Palette) -> go.Figure:
        from mmfusion.figures import answers
        from mmfusion.tasks.asked import ANSWERS

        heading = f"{now.sentence.text[:1].upper()}{now.sentence.text[1:]}?"
        return answers(now.by_title, [tr(one) for one in ANSWERS], ANSWERS.index(now.truth), heading, palette)

    return [Made(tr("What each strategy answers"), make)] if now.by_title else []


def table(now: Answered) -> str:
    """Return the answers as CSV: a row a strategy."""
    from mmfusion.tasks.asked import ANSWERS

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["strategy", *ANSWERS])
    for title, p in now.by_title.items():
        writer.writerow([title, *(f"{value:.6f}" for value in p)])
    return out.getvalue()


def notebook(now: Answered) -> str:
    """Return a notebook that asks the same of the same clip with mmfusion alone."""
    own = now.sentence
    lines = [
        "from mmfusion.tasks import sounding",
        "from mmfusion.tasks.asked import ANSWERS, Answerers, Sentence, inputs_of, numbered",
        "",
        f"scene = numbered({now.number}).scene",
        f"sentence = Sentence({own.place!r}, {own.state!r}, {own.noun!r})",
        f"at_hand = {now.modalities!r}",
        "inputs = inputs_of(sounding.clip(scene, scale=1))",
        "found = {",
        "    name: own.answer(inputs, [sentence], at_hand).answers[sentence.text].probabilities",
        "    for name, own in Answerers().predictors.items()",
        "    if own.can(at_hand)",
        "}",
        "{name: max(p, key=p.get) for name, p in found.items()}, sentence.answer(scene.side)",
    ]
    last = [
        "from mmfusion.figures import answers",
        "",
        "truth = ANSWERS.index(sentence.answer(scene.side))",
        "answers({name: list(p.values()) for name, p in found.items()}, ANSWERS, truth)",
    ]
    return notebook_of(f"Clip {now.number}: {own.text}?", lines, last)


def take_away(now: Answered) -> None:
    """Write the popover and, folded, the same as a Plotly figure."""
    made: Sequence[Made] = figures(now)
    name = f"mmfusion-asked-{now.number}"
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        st.html('<span class="mmf-fn">mmfusion.tasks.asked.Answerers</span>', width="content")
        popover = opened("sounds-takeaway")
    if popover is not None:
        with popover:
            figure_export(name, Figure(marked("answers"), ".st-key-sounds-figure"), key="sounds-export")
            with st.container(horizontal=True, gap="xsmall"):
                st.download_button(tr("Notebook"), notebook(now), f"{name}.ipynb", on_click="ignore")
                st.download_button(
                    tr("Answers, CSV"), table(now), f"{name}.csv", "text/csv", on_click="ignore"
                )
            files("sounds", name, made)
    if made:
        fold("sounds", made)
