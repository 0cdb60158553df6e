"""Bottleneck flow: what crosses, who tells whom, and what the answer loses when it is cut."""

import streamlit as st

from mmfusion.ui import body, bottleneck, bottleneck_beside, bottleneck_flow, bottleneck_headline, frame, grid
from mmfusion.ui.state import View

view = View()
frame.style()
place = frame.head(
    "Who tells whom?",
    "A few tokens carry all that the two senses tell each other. Point at one to see what it reads; cut it, "
    "and the answer is computed again.",
)
try:
    bottleneck_flow.predictor()
except (FileNotFoundError, ValueError) as error:
    body.say(f"The network cannot answer: {error}.")
    st.stop()
choice = bottleneck.controls(view)
found, why = bottleneck_flow.figures()
bottleneck.beside(choice)
with place:
    bottleneck_headline.headline(found, why, choice.drawn.question, view)
with st.container(key="flow-body"):
    left, right = st.columns([31, 15], gap="medium")
with left:
    bottleneck.figure(choice, view)
    bottleneck.by_hand()
with right, st.container(gap="small", key="flow-beside"):
    bottleneck_beside.facts(found, choice, view)
with st.container(key="flow-below"):
    bottleneck_beside.formula(choice)
    bottleneck_beside.on_this_clip(found, choice, view)
    bottleneck_beside.proof()
    bottleneck_beside.limits()
    grid.section(choice.drawn)
