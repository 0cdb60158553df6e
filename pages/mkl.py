"""Multiple kernel learning: the solver watched, and what p chooses."""

import streamlit as st

from mmfusion.ui import body, frame, kernels_words, mkl, mkl_below, mkl_live
from mmfusion.ui.state import View

view = View()
frame.style()
place = frame.head(
    "What does p choose?",
    "Weights and machine are learned together. Watch the bounds close, then turn p: at 1 few kernels are "
    "left, at ∞ all weigh the same.",
)
problem = mkl.controls()
try:
    with st.spinner("The kernels of 340 pictures …", show_time=False):
        mkl_live.pictures()
        mkl_live.solved(problem)
except FileNotFoundError as error:
    body.say(f"There is nothing to learn from: {error}.")
    st.stop()
with place:
    mkl.headline(problem, view)
mkl.figure(problem, view)
with st.container(key="mkl-below", gap="small"):
    mkl_below.formula(problem, view)
    mkl_below.two_kernels(problem)
    mkl_below.costs(problem, view)
    mkl_below.bridge()
    mkl_below.slips(problem)
    mkl_below.timing(problem)
    kernels_words.words(kernels_words.LEARNING)
    mkl_below.limits()
