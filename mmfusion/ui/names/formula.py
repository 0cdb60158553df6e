"""The formula strip: the mixture, the cosine and γ, with the numbers of this picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.colearning.zero_shot import calibrated
from mmfusion.language import tr
from mmfusion.ui.names.number import short
from mmfusion.ui.names.takeaway import take_away
from mmfusion.ui.parts.formula import strip
from mmfusion.ui.parts.plotly_fold import fold
from mmfusion.ui.shell.theme import palette

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mmfusion.ui.names.page import Now
    from mmfusion.ui.parts.plotly_fold import Made

RULE = r"z=\textstyle\sum_c p(c)\,e(c),\quad \hat y=\arg\max_y\,\cos(z,e(y))-\gamma\,[y\text{ SEEN}]"


def formula(now: Now, made: Sequence[Made]) -> None:
    """Write the rule with the numbers of the two names that come first, and what can be taken away."""
    with (
        st.container(key="names-formula"),
        strip("mmfusion.colearning.zero_shot", RULE.replace("SEEN", tr("seen")), numbers(now)),
    ):
        take_away(now, made)
    fold("names", made)


def numbers(now: Now) -> str:
    """Return the scores of the two names that come first."""
    worth = calibrated(now.answer.cosines, now.answer.seen, now.gamma)
    colour = palette().words("text")
    terms = []
    for i in np.argsort(-worth, kind="stable")[:2]:
        name = "".join(c for c in now.answer.names[i] if c.isalnum() or c in " -") or "?"
        cosine, own = (short(float(v)).replace("-0.", "-.") for v in (now.answer.cosines[i], worth[i]))
        taken = f"{cosine}-{short(now.gamma)}={own}" if now.answer.seen[i] and now.gamma else cosine
        terms.append(rf"\textcolor{{{colour}}}{{\text{{{name}}}}}\;{taken}")
    return r",\quad ".join(terms)
