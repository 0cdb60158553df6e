"""What can be taken away from the page of tokens: link, figure, notebook, every token as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.sounding import TASK
from mmfusion.ui.parts.figure_export import Figure, figure_export
from mmfusion.ui.parts.plotly_fold import Made, files
from mmfusion.ui.parts.takeaway import notebook_of, opened
from mmfusion.ui.tokens.page import SCENES, SENSES, STRATEGY, shown

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View


def table(name: str) -> str:
    """Return every token of the clip as CSV: sense, where it is from, z."""
    from mmfusion.tasks.sounding.network import places

    terms = shown(name).terms
    out = io.StringIO()
    writer = csv.writer(out)
    width = terms["visual"].places.shape[1]
    numbers = [f"z{i + 1}" for i in range(width)]
    writer.writerow(["sense", "frame", "row", "column", "start_s", "end_s", *numbers])
    for sense in SENSES:
        for place, z in zip([None, *places(sense)], terms[sense].tokens, strict=True):
            where: list[object] = ["cls", "", "", "", ""]
            if place is not None:
                frame = "" if place.frame is None else place.frame + 1
                where = [frame, place.row + 1, place.column + 1, f"{place.start:.3f}", f"{place.end:.3f}"]
            writer.writerow([sense, *where, *(f"{v:.6f}" for v in z)])
    return out.getvalue()


def notebook(name: str) -> str:
    """Return a notebook that draws the clip and takes it apart with mmfusion alone."""
    code = [
        "import numpy as np",
        "import mmfusion",
        "from mmfusion.tasks import sounding",
        "",
        f"rng = np.random.default_rng([53, {SCENES[name]}])",
        'scene = sounding.draw(rng, "pair", bank=sounding.TEST_BANK)',
        f"tokenisers = mmfusion.load({TASK!r}, {STRATEGY!r}).network.tokenisers",
        "inputs = {",
        '    "visual": sounding.picture_input(sounding.frames(scene)[None])[0],',
        '    "audio": sounding.sound_input(sounding.waveform(scene)[None])[0],',
        "}",
        "terms = {sense: sounding.dissect(tokenisers[sense], x) for sense, x in inputs.items()}",
        "{sense: term.tokens.shape for sense, term in terms.items()}",
    ]
    more = [
        "# E x is a convolution: the largest difference",
        "{",
        "    sense: np.abs(sounding.as_convolution(tokenisers[sense], inputs[sense]) - term.projected).max()",
        "    for sense, term in terms.items()",
        "}",
    ]
    last = [
        "from mmfusion.figures import barcode",
        "",
        "barcode({sense: term.tokens for sense, term in terms.items()})",
    ]
    return notebook_of(f"{name}, as tokens", code, more, last)


def take_away(name: str, view: View, made: Sequence[Made]) -> None:
    """Write the popover; how many tokens there are stays covered until the page's question is answered."""
    popover = opened()
    if popover is None:
        return
    with popover:
        figure = Figure(marked("tokens"), ".tokens")
        figure_export(f"mmfusion-tokens-{SCENES[name]}", figure, key="tokens-export")
        with st.container(horizontal=True, gap="xsmall"):
            st.download_button(tr("Notebook"), notebook(name), "mmfusion-tokens.ipynb", on_click="ignore")
            if shown(name).terms and view.uncovered("tokens_"):
                st.download_button(
                    tr("Tokens, CSV"), table(name), "mmfusion-tokens.csv", "text/csv", on_click="ignore"
                )
        files("tokens", f"mmfusion-tokens-{SCENES[name]}", made)
