"""Imagine: a picture's name, a name's colours and a digit's sound, beside what is real."""

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.imagine import page, sections, spoken, takeaway
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View("imagine")
frame.style("imagine")
place = frame.head(tr(page.TITLE), tr(page.LEAD))
page.other_clip(view)
try:
    page.ready()
except FileNotFoundError as error:
    frame.say(tr("There is nothing to imagine from: {reason}.", reason=error))
    st.stop()
with place:
    page.headline(view)
page.drawings()
page.figure(view)
with st.container(key="imagine-below", gap="small"):
    takeaway.formula(view)
    sections.maps(view)
    sections.amounts()
    sections.colours()
    sections.before_digits()
    spoken.figure(view)
    sections.digits()
    sections.limits()
    sections.further()
