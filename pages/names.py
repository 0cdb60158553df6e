"""Names: any names for any picture, without a labelled example, and what a name is worth in labels."""

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.names import as_plotly, formula, guide, number, page, sections
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View("names")
frame.style("names")
place = frame.head(tr(page.TITLE), tr(page.LEAD))
now = page.asked(view)
page.controls(view)
page.beside(now)
number.headline(view, place)
with st.container(key="names-figure"):
    page.figure(now)
guide.tell(now)
with st.container(key="names-below"):
    formula.formula(now, as_plotly.figures(now, covered=not number.seen(view)))
    left, right = st.columns(2, gap="large")
    with left:
        number.curve(view)
    with right:
        sections.zero(view)
    sections.drawings()
    sections.classes(view)
