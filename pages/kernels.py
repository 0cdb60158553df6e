"""Kernel fusion: three kernels, one weight each, and how little the weights matter."""

import streamlit as st

from mmfusion.ui import body, frame, kernels, kernels_below, kernels_live, kernels_modalities, kernels_words
from mmfusion.ui.state import View

view = View()
frame.style()
place = frame.head(
    "Is equal good enough?",
    "Three descriptions of the same flowers, three kernels, one weight each. Drag the point in the triangle: "
    "the sum changes under your finger.",
)
try:
    triangle = kernels_live.stored("triangle")
    kernels_live.split()
except (FileNotFoundError, ValueError) as error:
    body.say(f"There is nothing to weigh: {error}.")
    st.stop()
with place:
    kernels.headline(triangle, view)
kernels.figure(triangle, view)
with st.container(key="kernels-below", gap="small"):
    kernels.also(view)
    kernels_below.formula(view)
    kernels_below.bend()
    kernels_below.deep(view)
    kernels_modalities.modalities()
    kernels_words.words(kernels_words.FUSION)
    kernels_below.limits(triangle)
