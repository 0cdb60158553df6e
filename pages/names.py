"""Names: any names for any picture, without a labelled example, and what a name is worth in labels."""

import streamlit as st

from mmfusion.ui.names import as_plotly, formula, number, page, sections
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View("names")
frame.style("names")
place = frame.head(page.TITLE, page.LEAD)
now = page.asked(view)
page.controls(view)
page.beside(now)
number.headline(view, place)
with st.container(key="names-figure"):
    page.figure(now)
with st.container(key="names-below"):
    formula.formula(now, as_plotly.figures(now, covered=not number.seen(view)))
    left, right = st.columns(2, gap="large")
    with left:
        number.curve(view)
    with right:
        sections.zero(view)
    sections.drawings()
    sections.classes(view)
