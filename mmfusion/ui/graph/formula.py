"""The formula strip: vector, kernel, prototype, with the numbers of the class in view in the edited graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.colearning.enrichment.prototypes import gaussian
from mmfusion.ui.graph import computed
from mmfusion.ui.graph.number import short
from mmfusion.ui.graph.takeaway import take_away
from mmfusion.ui.parts.formula import strip
from mmfusion.ui.parts.plotly_fold import fold
from mmfusion.ui.shell.theme import palette

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmfusion.ui.graph.page import Now
    from mmfusion.ui.parts.plotly_fold import Made

RULE = (
    r"v_c[a]=.8^{d(c,a)},\quad k=e^{-\eta(1-\cos)},\quad "
    r"\hat p_u=\bar p+k_u^{\top}(K+\lambda I)^{-1}(P-\bar p)"
)


def formula(now: Now, made: Sequence[Made]) -> None:
    """Write the rule, its numbers between the class in view and the seen class nearest to it, the exports."""
    with st.container(key="graph-formula"), strip("mmfusion.colearning.enrichment", RULE, numbers(now)):
        take_away(now, made)
    fold("graph", made)


def numbers(now: Now) -> str:
    """Return cosine and kernel of the class in view with the seen class that is nearest to it."""
    sharpness, _, _ = computed.table()["divisions"][now.seed]["chosen"]["graph"]
    row = now.edits.cosines()[int(now.draw.unseen[now.at])][now.draw.seen]
    nearest = int(row.argmax())
    other = now.draw.pictures.names[int(now.draw.seen[nearest])]
    colour = palette().words("text")
    said = rf"\textcolor{{{colour}}}{{\text{{{now.name}}}}},\text{{{other}}}"
    cosine = float(row[nearest])
    k = float(gaussian(np.array(cosine), sharpness))
    return rf"\cos({said})={short(cosine)},\quad k=e^{{-{sharpness:g}\cdot{short(1 - cosine)}}}={short(k)}"
