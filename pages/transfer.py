"""Transfer: names that are lost when it counts, and the labels that they save."""

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View
from mmfusion.ui.transfer import live, page, takeaway

view = View("transfer")
frame.style("transfer")
place = frame.head(tr(page.TITLE), tr(page.LEAD))
page.other_clip(view)
try:
    panel = page.controls()
    page.ready(panel)
except FileNotFoundError as error:
    frame.say(tr("There is nothing to compare: {error}.", error=error))
    st.stop()
with place:
    page.headline(view)
page.figure(panel, view)
with st.container(key="transfer-below", gap="small"):
    takeaway.formula(panel, view)
    page.limits(panel)
    page.further()
    live.live(panel, view)
