"""What can be taken away: the numbers, a notebook that asks the same network, the clip, the figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.cards.subset import key
from mmfusion.language import marked, tr
from mmfusion.ui.parts import course
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.plotly_fold import Made, files
from mmfusion.ui.parts.takeaway import opened
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.ui.clips.changed import Changed
    from mmfusion.ui.fusion.now import Now


def table(changed: Changed) -> str:
    """Return every probability as CSV: clip, what was done to it, strategy, senses, answers.

    Late fusion has rows for each of its aggregators.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*changed.labels, "spoiled", "strategy", "senses", *changed.classes])
    answers = changed.answers()
    by_experts = {f"late, {by}": p for by, p in answers.aggregated.items() if by != course.TOGETHER}
    for name, p in {**answers.probabilities, **by_experts}.items():
        for level, by_subset in enumerate(p):
            spoiled = changed.offer.spoiled(changed.change, level)
            for subset, row in zip(changed.subsets, by_subset, strict=True):
                if not np.isnan(row).any():
                    done = [*changed.labels.values(), spoiled, name, key(subset)]
                    writer.writerow([*done, *(f"{v:.6f}" for v in row)])
    return out.getvalue()


def take_away(now: Now, made: Sequence[Made]) -> None:
    """Write the popover."""
    popover = opened()
    if popover is None:
        return
    changed, name = now.changed, f"mmfusion-{now.focus}"
    with popover:
        if not changed.shipped:
            note(tr("The link does not contain the file: whoever opens it is asked for the file."))
        figures = [
            Figure(marked("clip and answers"), ".st-key-figure, .st-key-answers"),
            Figure(marked("architecture"), ".drawing"),
            Figure(marked("open charts"), ".st-key-lesson .stPlotlyChart"),
        ]
        figure_export(name, *figures, key="fusion-export")
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(
                tr("Notebook"), changed.notebook(now.focus), "mmfusion.ipynb", on_click="ignore"
            )
            st.download_button(
                tr("Numbers, CSV"), table(changed), "mmfusion.csv", "text/csv", on_click="ignore"
            )
            if changed.film is not None:
                file, content = changed.film
                st.download_button(tr("Clip, MP4"), content(), file, on_click="ignore")
        files("fusion", name, made)
