"""Kernel fusion: three kernels, one weight each, and how little the weights matter."""

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.kernels import computed, deeper, guide, modalities, page
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View("kernels")
frame.style("kernels")
place = frame.head(
    tr("Is equal good enough?"),
    tr(
        "Three descriptions of the same flowers, three kernels, one weight each. Drag the "
        "point in the triangle: the sum changes as you drag."
    ),
)
page.other_clip(view)
try:
    triangle = page.worth()
    computed.split()
except (FileNotFoundError, ValueError) as error:
    frame.say(tr("There is nothing to weigh: {reason}.", reason=error))
    st.stop()
with place:
    page.headline(triangle, view)
guide.tell(triangle, view)
page.figure(triangle, view)
with st.container(key="kernels-below", gap="small"):
    page.also(view)
    deeper.formula(view)
    deeper.bend()
    deeper.deep()
    modalities.modalities()
    deeper.limits(triangle)
