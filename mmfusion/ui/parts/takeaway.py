"""What can be taken away: link, figures, numbers, a notebook that makes them again with mmfusion alone."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from mmfusion.ui.fusion.own_controls import LEVELS
from mmfusion.ui.shell.components import component
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.tasks.events.predictor import Comparison, Lab
    from mmfusion.ui.clips.own import Source
    from mmfusion.ui.fusion.own_controls import Choice
    from mmfusion.ui.shell.state import View

SUBSETS = ("both", "visual", "audio")


def link() -> str:
    """Return the address of the view as it is now."""
    url = (st.context.url or "http://localhost:8501/fusion").split("?")[0]
    query = urlencode(sorted(st.query_params.to_dict().items()))
    return f"{url}?{query}" if query else url


@dataclass(frozen=True)
class Figure:
    """A figure of the page that can be saved, and what of it is drawn, as CSS selectors.

    Attributes:
        title: what it is called where there is a choice.
        figure: the figure.
        boxes: parts that have a ground of their own.
        drawings: its SVGs.
        points: what is dragged.

    """

    title: str
    figure: str
    boxes: str = ""
    drawings: str = ""
    points: str = ""


def save_figures(key: str, name: str, *figures: Figure) -> None:
    """Mount the page's address and the buttons that save one of its figures as files of this name."""
    component("figure_export")(key=key, data={"name": name, "figures": [asdict(one) for one in figures]})


def table(lab: Lab, comparison: Comparison, source: Source, start: float, choice: Choice) -> str:
    """Return every probability as CSV: clip, window, what was done to it, strategy, senses, classes."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["clip", "start_s", "sound_of", "spoiled", "strategy", "senses", *lab.classes])
    for name, p in comparison.probabilities.items():
        for level, by_subset in enumerate(p):
            spoiled = f"{choice.spoil} {LEVELS[choice.spoil][level]}" if choice.spoil else ""
            for subset, row in zip(SUBSETS, by_subset, strict=True):
                if not np.isnan(row).any():
                    done = [source.name, start, choice.swap or "", spoiled]
                    writer.writerow([*done, name, subset, *(f"{v:.6f}" for v in row)])
    return out.getvalue()


def notebook(source: Source, start: float, strategy: str, choice: Choice) -> str:
    """Return a notebook that does to the clip what the page did and asks the same network."""
    samples = source.shipped or choice.swap is not None
    where = f"samples[{source.key!r}]" if source.shipped else repr(source.name)
    levels = f"lab.features(clip, {choice.spoil!r})" if choice.spoil else "lab.features(clip)"
    swap = f"lab.features(load_clip(samples[{choice.swap!r}]))[0]" if choice.swap else "None"
    if choice.swap and choice.spoil == "noise":  # noise drowns the sound that is heard
        swap = f'lab.features(load_clip(samples[{choice.swap!r}]), "noise")'
    lines = [
        "from mmfusion.media import load_clip",
        "from mmfusion.tasks.events.predictor import Lab, SUBSETS",
        *(["from mmfusion.tasks.events.samples import load_samples"] if samples else []),
        "",
        *(["samples = {sample.name: sample.path for sample in load_samples()}"] if samples else []),
        "lab = Lab()",
        f"clip = load_clip({where}, start={start})",
        f"levels = {levels}  # one level of spoiling, or five",
        f"found = lab.compare(levels, swap={swap})",
    ]
    level = choice.level if choice.spoil else 0
    more = [
        f"p = found.probabilities[{strategy!r}][{level}][SUBSETS.index({choice.sense!r})]",
        "dict(zip(lab.classes, p.round(3)))",
    ]
    return notebook_of(f"{source.name}, through {strategy}", lines, more)


def notebook_of(title: str, *parts: list[str]) -> str:
    """Return a notebook of a heading and code cells, one a list of lines."""
    texts = [[f"{line}\n" for line in part[:-1]] + part[-1:] for part in parts]
    cells: list[dict[str, object]] = [{"cell_type": "markdown", "metadata": {}, "source": [f"# {title}"]}]
    cells += [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": text}
        for text in texts
    ]
    book = {
        "cells": cells,
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    return json.dumps(book, indent=1, ensure_ascii=False)


def take_away(
    lab: Lab, comparison: Comparison, source: Source, view: View, choice: Choice, focus: str
) -> None:
    """Write the popover."""
    popover = st.popover("Take away", type="tertiary", key="takeaway", on_change="rerun")
    if not popover.open:
        return
    with popover:
        st.code(link(), language=None, wrap_lines=True)
        if not source.shipped:
            note("The file is not in the link: whoever opens it is asked for it.")
        component("export")(key="export", data={"name": f"mmfusion-{focus}"})
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(
                "Notebook", notebook(source, view.start, focus, choice), "mmfusion.ipynb", on_click="ignore"
            )
            st.download_button(
                "Numbers, CSV",
                table(lab, comparison, source, view.start, choice),
                "mmfusion.csv",
                "text/csv",
                on_click="ignore",
            )
