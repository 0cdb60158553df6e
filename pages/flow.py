"""Bottleneck flow: what crosses, who tells whom, and what the answer loses when it is cut."""

import streamlit as st

from mmfusion.ui.flow import computed, facts, grid, guide, number, page
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View("flow")
frame.style("flow")
place = page.head()
try:
    computed.predictor()
except (FileNotFoundError, ValueError) as error:
    page.missing(error)
    st.stop()
page.other_clip(view)
choice = page.controls(view)
found, why = computed.figures()
page.beside(choice)
with place:
    number.headline(found, why, choice.drawn.question, view)
guide.tell(found, choice, view)
with st.container(key="flow-body"):
    left, right = st.columns([31, 15], gap="medium")
with left:
    page.figure(choice, view)
    page.by_hand()
with right, st.container(gap="small", key="flow-beside"):
    facts.facts(found, choice, view)
with st.container(key="flow-below"):
    facts.formula(choice, view)
    facts.on_this_clip(found, choice, view)
    facts.proof()
    facts.limits()
    grid.section(choice.drawn)
