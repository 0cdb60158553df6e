"""Below the figure of tokens: the equation with its live values, its letters, and four things to open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.ui.parts.plotly_fold import fold
from mmfusion.ui.shell.frame import note
from mmfusion.ui.tokens import as_plotly
from mmfusion.ui.tokens import deeper as inside
from mmfusion.ui.tokens.page import SCENES, STRATEGY, shown
from mmfusion.ui.tokens.takeaway import take_away
from mmfusion.ui.tokens.values import values

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

FORMULA = r"z = [\,z_{\mathrm{cls}},\; E x_1,\; \dots,\; E x_N\,] + p"
LETTERS = (
    (
        "g",
        "The tokeniser of one modality, z = g(x; E, z<sub>cls</sub>): this one line, and nothing before it.",
    ),
    (
        "x<sub>i</sub>",
        "A piece of the clip, laid out as one row of numbers. F frames are taken at even distances and the "
        "whole sound becomes one spectrogram; both are cut into pieces that do not overlap, each frame by "
        "itself.",
    ),
    (
        "E",
        "One learned matrix for each modality, the same for all of its pieces: whatever its size, a piece "
        "becomes a vector of width d. That is all that happens to it before the first layer.",
    ),
    (
        "z<sub>cls</sub>",
        "A learned vector that stands first and comes from no piece. It gathers what the layers find; the "
        "answer is read from it.",
    ),
    (
        "p",
        "A learned vector for each place in the list. Attention asks no token where it stands: without p, "
        "a shuffled picture would be the same picture.",
    ),
    (
        "∥",
        "z = [z<sub>rgb</sub> ∥ z<sub>spec</sub>]: put end to end, the two lists are what early fusion "
        "reads. The strategies differ in how long the lists are kept apart.",
    ),
)
"""What each letter of the equation means, as HTML."""
NETWORK = (
    ("Why is E x a convolution?", "tokens_convolution", inside.convolution),
    ("Do neighbours have similar positions?", "tokens_positions", inside.positions),
)
"""Expanders that show the network's own weights: title, parameter of the URL, what is in it."""
CLIP = (
    ("The same frame as CNN features (real recordings)", "tokens_cnn", inside.cnn),
    ("Raw waveform or spectrogram?", "tokens_raw", inside.raw),
)


def formula(name: str, view: View) -> None:
    """Write the formula strip: the rule, its values as the sliders stand, what can be taken away."""
    made = as_plotly.figures(name, view)
    st.html('<hr class="mmf-rule">')
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="formula"
    ):
        st.latex(FORMULA, width="content")
        values(key="values")
        st.html('<span class="mmf-fn">mmfusion.nn.tokens</span>', width="content")
        take_away(name, view, made)
    fold("tokens", made, covered=not view.uncovered("tokens_"))


def letters() -> None:
    """Write what each letter means."""
    rows = "".join(f"<dt>{letter}</dt><dd>{words}</dd>" for letter, words in LETTERS)
    st.html(f'<dl class="mmf-letters">{rows}</dl>')


def folded(name: str) -> None:
    """Write the expanders, what is in them computed when they are opened, and where all this is from."""
    clip = shown(name)
    for title, key, write in (*(NETWORK if clip.terms else ()), *CLIP):
        box = st.expander(title, key=key, on_change="rerun", bind="query-params")
        if box.open:
            with box:
                write(name)
    sentences = [
        f"Drawn and sounded here, from a seed ({SCENES[name]}).",
        "Drawings: OpenMoji, CC BY-SA 4.0.",
        f"E, z_cls and p are those of the shipped network “{STRATEGY}”.",
        "In the barcode, the fuller the colour, the longer the vector z.",
    ]
    if clip.predictor is not None and not clip.predictor.trained:
        sentences.append("Its weights are not those that its card describes.")
    note(" ".join(sentences))
