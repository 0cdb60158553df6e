"""What can be taken away from the page of the graph: link, figure, answers, a notebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.graph.edits import answers
from mmfusion.ui.graph import computed
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.plotly_fold import Made, files
from mmfusion.ui.parts.takeaway import notebook_of, opened

if TYPE_CHECKING:
    from mmfusion.ui.graph.page import Now


def table(now: Now) -> str:
    """Return the answers for every test picture of the draw as CSV: by the graph as edited, by other ways."""
    out = io.StringIO()
    writer = csv.writer(out)
    ways = computed.others(now.seed)
    names = [now.draw.pictures.names[k] for k in now.draw.unseen]
    writer.writerow(["class", "picture", "graph", *ways])
    found = answers(now.draw, now.seed, now.edits)
    for row, name in enumerate(names):
        for i, one in enumerate(found[row]):
            writer.writerow([name, i + 1, names[one], *(names[way[row][i]] for way in ways.values())])
    return out.getvalue()


def notebook(now: Now) -> str:
    """Return a notebook that edits the graph in the same way and answers the same pictures."""
    return notebook_of(
        "Does a graph know more than a name?",
        [
            "from mmfusion.tasks.graph import Draw, Edits, answers, pictures",
            "",
            f"draw = Draw(pictures(), seed={now.seed})",
            "names = [draw.pictures.names[k] for k in draw.unseen]",
            "names",
        ],
        [
            f"edits = Edits(first={now.edits.first!r}, cut={now.edits.cut!r},",
            f"              added={now.edits.added!r}, senses={now.edits.senses!r})",
            f"before, after = (answers(draw, {now.seed}, one) for one in (Edits(first=edits.first), edits))",
            f"own = names.index({now.name!r})",
            "[(names[a], names[b]) for a, b in zip(before[own], after[own])]  # each of its test pictures",
        ],
        [f"names[after[own][{now.picture}]]"],
    )


def take_away(now: Now, made: Sequence[Made]) -> None:
    """Write the popover."""
    popover = opened()
    if popover is None:
        return
    name = "mmfusion-graph"
    with popover:
        figure_export(name, Figure(marked("the graph"), ".kinds"), key="graph-export")
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(tr("Notebook"), notebook(now), f"{name}.ipynb", on_click="ignore")
            st.download_button(tr("Answers, CSV"), table(now), f"{name}.csv", "text/csv", on_click="ignore")
        files("graph", name, made)
