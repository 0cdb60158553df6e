"""What can be taken away from the page of words and pictures: link, figure, maps, a notebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.scenes import GRID
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.plotly_fold import Made, files
from mmfusion.ui.parts.takeaway import COUNTED, notebook_of, opened
from mmfusion.ui.words import computed

if TYPE_CHECKING:
    from mmfusion.ui.words.page import Now

FIGURE = ".looking, .st-key-words-strip-side"
"""The scene and its heads, and beside them the strip of the test set."""


def table(now: Now) -> str:
    """Return what every word looks at in the open head as CSV: a row a word, a column a cell."""
    out = io.StringIO()
    writer = csv.writer(out)
    cells = [f"row {i // GRID + 1} column {i % GRID + 1}" for i in range(GRID * GRID)]
    writer.writerow(["word", *cells])
    weights = computed.looked(now.asked).weights[now.open.layer, now.open.head]
    for word, row in zip(now.asked.words, weights, strict=True):
        writer.writerow([word, *(f"{w:.6f}" for w in row)])
    return out.getvalue()


def notebook(now: Now) -> str:
    """Return a notebook that asks the same of the same scene with mmfusion alone."""
    word, layer, head = now.open.word, now.open.layer, now.open.head
    lines = [
        "import mmfusion",
        "from mmfusion.tasks.scenes import look, opened, regions, signed",
        "",
        f"network = mmfusion.load('scenes', {now.asked.network!r})",
        f"scene = opened({now.asked.scene!r})",
        f"words = {list(now.asked.words)!r}",
        "seen = look(network, scene, words)",
        "seen.said, seen.probabilities[seen.said]",
    ]
    more = [
        COUNTED,
        f"word, layer, head = {word}, {layer}, {head}",
        "attention = seen.weights[layer, head, word]  # 64 cells, row by row",
        "region = regions(scene, words)[word]",
        "None if region is None else attention[region].sum()",
    ]
    about = computed.about(now.asked, now.about)
    against = [
        f"for_and_against = signed(network, scene, words, {about!r})[layer, head, word]",
        "for_and_against.max(), for_and_against.min()",
    ]
    last = [
        "from mmfusion.figures import scene_map",
        "",
        "outline = None if region is None else region.reshape(8, 8)",
        "scene_map(attention.reshape(8, 8), heading=words[word], picture=scene.picture(4), region=outline)",
    ]
    return notebook_of(f"{' '.join(now.asked.words)}: {now.word}", lines, more, against, last)


def take_away(now: Now, made: Sequence[Made]) -> None:
    """Write the popover."""
    popover = opened()
    if popover is None:
        return
    name = f"mmfusion-words-{now.asked.network}"
    with popover:
        figure_export(
            name,
            Figure(marked("words and picture"), FIGURE),
            key="words-export",
        )
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(tr("Notebook"), notebook(now), f"{name}.ipynb", on_click="ignore")
            st.download_button(tr("This head, CSV"), table(now), f"{name}.csv", "text/csv", on_click="ignore")
        files("words", name, made)
