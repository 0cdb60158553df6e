"""Draw it, say it: a picture and a voice that disagree, and whom each fusion strategy believes."""

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.draw import formula, guide, live, number, page
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View("draw")
frame.style("draw")
place = frame.head(tr(page.TITLE), tr(page.LEAD))
page.other_clip(view)
page.networks_or_reason()
page.controls(view)
number.headline(view, place)


@st.fragment
def follows() -> None:
    """Write what follows a stroke, and nothing else."""
    now = page.figure(view)
    guide.tell(now)
    formula.formula(now, view)


with st.container(key="figure-draw", gap="small"):
    follows()
with st.container(key="draw-below"):
    left, right = st.columns([2, 3], gap="medium")
    with left:
        live.section()
    with right:
        number.robust()
    number.missing()
    page.about()
