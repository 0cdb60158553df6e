"""Below the figure of tokens: the equation with its live values, its letters, and four things to open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
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
        marked("The tokeniser of one modality, z = g(x; E, z<sub>cls</sub>): this line is all that it does."),
    ),
    (
        "x<sub>i</sub>",
        marked(
            "A piece of the clip, as one row of numbers. F frames are taken at equal "
            "distances, and the whole sound becomes one spectrogram; each frame and the "
            "spectrogram are cut into pieces that do not overlap."
        ),
    ),
    (
        "E",
        marked(
            "One learned matrix for each modality, the same for all of its pieces: it turns a "
            "piece into a vector of width d. Nothing else happens to it before the first layer."
        ),
    ),
    (
        "z<sub>cls</sub>",
        marked(
            "A learned vector that stands first and comes from no piece. It gathers what the "
            "layers find; the answer is read from it."
        ),
    ),
    (
        "p",
        marked(
            "A learned vector for each place in the list. Attention does not depend on the "
            "order of tokens: without p, a shuffled picture would be the same picture."
        ),
    ),
    (
        "∥",
        marked(
            "Concatenation: z = [z<sub>rgb</sub> ∥ z<sub>spec</sub>] is what early fusion "
            "reads. The strategies differ in how long the two lists are kept apart."
        ),
    ),
)
"""What each letter of the equation means, as HTML."""
NETWORK = (
    (marked("Why is E x a convolution?"), "tokens_convolution", inside.convolution),
    (marked("Do neighbours have similar positions?"), "tokens_positions", inside.positions),
)
"""Expanders that show the network's own weights: title, parameter of the URL, what is in it."""
CLIP = (
    (marked("The same frame as CNN features (real recordings)"), "tokens_cnn", inside.cnn),
    (marked("Raw waveform or spectrogram?"), "tokens_raw", inside.raw),
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
    rows = "".join(f"<dt>{letter}</dt><dd>{tr(words)}</dd>" for letter, words in LETTERS)
    st.html(f'<dl class="mmf-letters">{rows}</dl>')


def folded(name: str) -> None:
    """Write the expanders, what is in them computed when they are opened, and where all this is from."""
    clip = shown(name)
    for title, key, write in (*(NETWORK if clip.terms else ()), *CLIP):
        box = st.expander(tr(title), key=key, on_change="rerun", bind="query-params")
        if box.open:
            with box:
                write(name)
    sentences = [
        tr("The clip is drawn and synthesised here, from a seed ({seed}).", seed=SCENES[name]),
        tr("The drawings are from OpenMoji, CC BY-SA 4.0."),
        tr("E, z_cls and p are those of the trained network “{name}”.", name=STRATEGY),
        tr("In the bar of all tokens, the stronger the colour, the longer the vector z."),
    ]
    if clip.predictor is not None and not clip.predictor.trained:
        sentences.append(tr("Its weights are not those that its card describes."))
    note(" ".join(sentences))
