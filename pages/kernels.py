"""Kernel fusion: three kernels, one weight each, and how little the weights matter."""

import streamlit as st

from mmfusion.ui.kernels import computed, deeper, modalities, page
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View("kernels")
frame.style("kernels")
place = frame.head(
    "Is equal good enough?",
    "Three descriptions of the same flowers, three kernels, one weight each. Drag the point in the triangle: "
    "the sum changes under your finger.",
)
page.other_clip(view)
try:
    triangle = page.worth()
    computed.split()
except (FileNotFoundError, ValueError) as error:
    frame.say(f"There is nothing to weigh: {error}.")
    st.stop()
with place:
    page.headline(triangle, view)
page.figure(triangle, view)
with st.container(key="kernels-below", gap="small"):
    page.also(view)
    deeper.formula(view)
    deeper.bend()
    deeper.deep()
    modalities.modalities()
    deeper.glossary()
    deeper.limits(triangle)
