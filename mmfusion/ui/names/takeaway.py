"""What can be taken away from the page of names: link, figure, the ranking, a notebook."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.colearning.zero_shot import calibrated
from mmfusion.language import marked, tr
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.plotly_fold import Made, files
from mmfusion.ui.parts.takeaway import notebook_of, opened

if TYPE_CHECKING:
    from mmfusion.ui.names.page import Now


def ranking(now: Now) -> str:
    """Return the names as CSV: cosine, whether seen, and what is left after γ."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["name", "cosine", "seen by the backbone", "cosine - gamma"])
    worth = calibrated(now.answer.cosines, now.answer.seen, now.gamma)
    for i in sorted(range(len(worth)), key=lambda i: -worth[i]):
        seen = "yes" if now.answer.seen[i] else "no"
        writer.writerow([now.answer.names[i], f"{now.answer.cosines[i]:.4f}", seen, f"{worth[i]:.4f}"])
    return out.getvalue()


def notebook(now: Now) -> str:
    """Return a notebook that names the same picture by the same names with mmfusion alone."""
    if now.source.key.startswith("names-"):
        title = now.source.key.removeprefix("names-")
        where = [
            "from mmfusion.tasks.names import PICTURES",
            f"path = next(one.path for one in PICTURES if one.title == {title!r})",
        ]
    elif now.source.shipped:
        where = [
            "from mmfusion.tasks.events import load_samples",
            f"path = next(one.path for one in load_samples() if one.name == {now.source.key!r})",
        ]
    else:
        where = [f"path = {now.source.name!r}  # your file"]
    load = [
        *where,
        "from mmfusion.media import load_clip",
        f"frames = load_clip(path, start={now.start!r}).frames",
        "frames.shape",
    ]
    ask = [
        "from mmfusion.tasks.names import named, recognised",
        "",
        "probabilities = recognised(list(frames))  # of the 1,000 ImageNet classes",
        f"answer = named(probabilities, {list(now.answer.names)!r})",
        "list(zip(answer.names, answer.cosines.round(3), answer.seen))",
    ]
    first = [
        f"gamma, least = {now.gamma!r}, {now.least!r}",
        "best = answer.best(gamma, least)",
        "'nothing fits' if best is None else answer.names[best]",
    ]
    return notebook_of(tr("What is a name worth?"), load, ask, first)


def take_away(now: Now, made: Sequence[Made]) -> None:
    """Write the popover."""
    popover = opened()
    if popover is None:
        return
    name = "mmfusion-names"
    with popover:
        figure_export(name, Figure(marked("Your names, ranked"), ".ranked"), key="names-export")
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(tr("Notebook"), notebook(now), f"{name}.ipynb", on_click="ignore")
            st.download_button(tr("Ranking, CSV"), ranking(now), f"{name}.csv", "text/csv", on_click="ignore")
        files("names", name, made)
