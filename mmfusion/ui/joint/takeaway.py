"""What can be taken away from the page of joint spaces: link, figures, numbers, a notebook."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.ui.joint import computed
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.plotly_fold import files
from mmfusion.ui.parts.takeaway import notebook_of, opened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmfusion.ui.joint.figure import Now
    from mmfusion.ui.parts.plotly_fold import Made


def table(found: Now) -> str:
    """Return the last frame's places as CSV: a pair a row."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["name", *(f"{m}_{axis}" for m in ("visual", "text") for axis in "xyz")])
    visual, text = (found.left.places[m][-1] for m in ("visual", "text"))
    for name, a, b in zip(computed.names(), visual, text, strict=True):
        writer.writerow([name, *(f"{v:.4f}" for v in (*a, *b))])
    return out.getvalue()


def notebook(found: Now) -> str:
    """Return a notebook that learns the space that is shown, and counts what it finds."""
    first = ["from mmfusion.tasks.pairs import Setting, cca, held_out_views, space, training_views"]
    own = "cca(3)" if found.method == "cca" else f"space({found.setting!r})"
    last = [
        f"own = {own}",
        f"own.fit(training_views(shuffled={found.shuffled}))",
        "own.score(held_out_views())  # R@10, the mean of both ways",
    ]
    return notebook_of(tr("Pictures and their names in one space"), first, last)


def take_away(found: Now, made: Sequence[Made]) -> None:
    """Write what can be taken away."""
    popover = opened()
    if popover is None:
        return
    with popover:
        figure_export("mmfusion-joint", Figure(marked("spheres"), ".spheres"), key="joint-export")
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(tr("Notebook"), notebook(found), "mmfusion-joint.ipynb", on_click="ignore")
            st.download_button(
                tr("Numbers, CSV"), table(found), "mmfusion-joint.csv", "text/csv", on_click="ignore"
            )
        files("joint", "mmfusion-joint", made)
