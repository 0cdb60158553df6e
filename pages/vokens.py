"""Vokens: a picture under every word, and what three networks make of it; what pictures are worth to text."""

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View
from mmfusion.ui.vokens import as_plotly, page, sections, takeaway

view = View("vokens")
frame.style("vokens")
place = frame.head(tr(page.TITLE), page.lead(view))
page.other_clip(view)
try:
    page.ready()
except FileNotFoundError as error:
    frame.say(tr("There is nothing to read with: {reason}.", reason=error))
    st.stop()
text = page.controls(view)
with place:
    page.headline(view)
page.figure(text, view)
with st.container(key="vokens-below", gap="small"):
    takeaway.formula(text, view, as_plotly.figures(text, view))
    sections.labels(view)
    sections.joint()
    sections.colour()
    sections.limits()
