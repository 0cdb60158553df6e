"""What can be taken away of one's own clip: its numbers, a notebook that asks the same network."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.cards.subset import key
from mmfusion.tasks.events import SUBSETS
from mmfusion.ui.fusion.own_controls import LEVELS
from mmfusion.ui.parts.page_export import page_export
from mmfusion.ui.parts.plotly_fold import Made, files
from mmfusion.ui.parts.takeaway import link, notebook_of
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.tasks.events.predictor import Comparison, Lab
    from mmfusion.ui.clips.own import Source
    from mmfusion.ui.fusion.own_controls import Choice
    from mmfusion.ui.shell.state import View


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
                    writer.writerow([*done, name, key(subset), *(f"{v:.6f}" for v in row)])
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
        "from mmfusion.tasks import events",
        "",
        *(["samples = {sample.name: sample.path for sample in events.load_samples()}"] if samples else []),
        "lab = events.Lab()",
        f"clip = load_clip({where}, start={start})",
        f"levels = {levels}  # one level of spoiling, or five",
        f"found = lab.compare(levels, swap={swap})",
    ]
    level = choice.level if choice.spoil else 0
    more = [
        f"p = found.answer({strategy!r}, {choice.senses!r})[{level}]",
        "dict(zip(lab.classes, p.round(3)))",
    ]
    last = [
        "from mmfusion.figures import answers",
        "",
        f"shown = dict.fromkeys(('visual', 'audio', {strategy!r}))  # each sense alone beside it",
        f"tables = {{name: found.probabilities[name][{level}] for name in shown}}",
        "answers(tables, lab.classes)",
    ]
    return notebook_of(f"{source.name}, through {strategy}", lines, more, last)


def take_away(
    lab: Lab,
    comparison: Comparison,
    source: Source,
    view: View,
    choice: Choice,
    focus: str,
    made: Sequence[Made],
) -> None:
    """Write the popover."""
    popover = st.popover("Take away", type="tertiary", key="takeaway", on_change="rerun")
    if not popover.open:
        return
    with popover:
        st.code(link(), language=None, wrap_lines=True)
        if not source.shipped:
            note("The file is not in the link: whoever opens it is asked for it.")
        page_export(f"mmfusion-{focus}", key="export")
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
        files("fusion", f"mmfusion-{focus}", made)
