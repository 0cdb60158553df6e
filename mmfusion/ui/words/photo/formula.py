"""The formula of the section, with score and weight of the highest cell, and what can be taken away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.ui.parts.plotly_fold import fold
from mmfusion.ui.shell.theme import palette
from mmfusion.ui.words.photo import computed
from mmfusion.ui.words.photo.takeaway import Looked, figures, take_away

if TYPE_CHECKING:
    from mmfusion.tasks.photos.looking import Cells

RULES = {
    "combined": (
        r"w=\text{softmax}\!\left(\frac{\textcolor{TEXT}{q}\,\textcolor{PICTURE}{\hat{k}}^{\top}}{\tau}\right),\quad"
        r"\textcolor{PICTURE}{k}=\sum_c \textcolor{PICTURE}{p_c}\,e_c"
    ),
    "compared": (
        r"w=\frac{s}{\sum s},\quad s=\sum_c \textcolor{PICTURE}{p_c}"
        r"\,\max\!\left(\textcolor{TEXT}{q}\,e_c^{\top},0\right)^{8}"
    ),
}
"""Way -> what is computed; e_c is the embedding of a class's name, p_c its probability in a cell."""


def formula(now: Looked, seen: Sequence[Cells]) -> None:
    """Write the strip, and below it, folded, the same as Plotly figures."""
    made = figures(now)
    colours = palette()
    rule = RULES[now.way].replace("TEXT", colours.words("text"))
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="photo-formula"
    ):
        st.latex(rule.replace("PICTURE", colours.words("visual")), width="content")
        st.latex(values(now, seen), width="content")
        with st.container(horizontal=True, width="content", vertical_alignment="center", gap="small"):
            st.html('<span class="mmf-fn">mmfusion.tasks.photos.shares</span>', width="content")
            take_away(now, made)
    fold("photo", made)


def values(now: Looked, seen: Sequence[Cells]) -> str:
    """Return the formula's second half: score and weight of the highest cell of all pictures."""
    from mmfusion.tasks.photos.looking import TEMPERATURE, scores

    best = max(range(len(seen)), key=lambda number: float(now.maps[number].max()))
    row, column = np.unravel_index(int(now.maps[best].argmax()), now.maps[best].shape)
    score = float(scores(seen[best], computed.query(now.word), now.way)[0, row, column])
    weight, colours = float(now.maps[best][row, column]), palette()
    name = "".join(letter for letter in now.word if letter.isalpha() or letter == "-")
    word = rf"\textcolor{{{colours.words('text')}}}{{\text{{{name}}}}}"
    cell = f"{row + 1},{column + 1}"
    if now.way == "combined":
        of = rf"\frac{{q\,\hat{{k}}_{{{cell}}}^{{\top}}}}{{\tau}}=\frac{{{score:.2f}}}{{{TEMPERATURE}}}"
    else:
        of = rf"s_{{{cell}}}={score:.3f}"
    return rf"{word}:\ {of}\;\rightarrow\;w=\textcolor{{{colours.words('visual')}}}{{{weight:.3f}}}"
