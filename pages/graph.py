"""A graph of names: classes without a picture, told by what WordNet says that they are a kind of."""

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.graph import as_plotly, formula, guide, number, page, sections
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View("graph")
frame.style("graph")
place = frame.head(tr(page.TITLE), tr(page.LEAD))
page.other_clip(view)
try:
    first = page.controls(view)
    now = page.asked(view, first)
except FileNotFoundError as error:
    frame.say(tr("There is nothing to show: {reason}.", reason=error))
    st.stop()
number.headline(view, place)
covered = not number.seen(view)
with st.container(key="graph-figure"):
    page.figure(now, covered=covered)
guide.tell(now)
with st.container(key="graph-below"):
    formula.formula(now, as_plotly.figures(now, covered=covered))
    sections.differences(view)
    sections.results(view)
    page.limits()
    sections.lists()
