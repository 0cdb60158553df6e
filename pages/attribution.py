"""Attribution: several explanations of one answer, and which of them to believe."""

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.attribution import guide, information, modalities, on_tests, page
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View("attribution")
frame.style("attribution")
place = frame.head(tr(page.TITLE), tr(page.LEAD))
clip, there = page.in_use(view)
for sentence in clip.lacks():
    frame.say(sentence)
now, answer = page.controls(view, clip, there)
clip.beside()
page.figure(now, answer, view)
page.number(now, view, place)
guide.tell_formula(now, answer)
guide.tell_tests(page.figures(now), view)
with st.container(key="attribution-below"):
    left, right = st.columns(2, gap="large")
    with left:
        modalities.section(now, answer)
    with right:
        information.section(now)
    page.formula(now, answer, view)
    for sentence in (*clip.remarks(), *clip.about_paths()):
        frame.note(sentence)
    on_tests.section(page.figures(now), view)
