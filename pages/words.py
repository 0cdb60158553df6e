"""Words and pictures: where each word of a sentence looks, and whether that is its object."""

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View
from mmfusion.ui.words import claim, controls, formula, guide, number, page, sections

view = View("words")
frame.style("words")
place = frame.head(tr(page.TITLE), tr(page.LEAD))
page.networks_or_reason()
controls.controls()
page.beside(view)
number.headline(view, place)


@st.fragment
def follows() -> None:
    """Write what follows a word that is swapped and a drawing that is dragged, and nothing else."""
    shown = page.figure(view)
    guide.tell(shown, view)
    formula.formula(shown, view)


with st.container(key="words-figure", gap=None):
    with st.container(key="words-follows", gap="small"):
        follows()
    with st.container(key="words-strip-side", gap="small"):
        number.strip(view)
with st.container(key="words-below"):
    claim.section(view)
    sections.others()
    page.about()
