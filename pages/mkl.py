"""Multiple kernel learning: the solver watched, and what p chooses."""

import streamlit as st

from mmfusion.ui.mkl import computed, deeper, page
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View("mkl")
frame.style("mkl")
place = frame.head(
    "What does p choose?",
    "Weights and machine are learned together. Watch the bounds close, then turn p: at 1 few kernels are "
    "left, at ∞ all weigh the same.",
)
page.other_clip(view)
problem = page.controls()
try:
    with st.spinner("The kernels of 340 pictures …", show_time=False):
        computed.pictures()
        computed.solved(problem)
        page.lost_to_noise()
except FileNotFoundError as error:
    frame.say(f"There is nothing to learn from: {error}.")
    st.stop()
with place:
    page.headline(view)
page.figure(problem, view)
with st.container(key="mkl-below", gap="small"):
    deeper.formula(problem, view)
    deeper.sections(problem)
    deeper.glossary()
    deeper.limits()
