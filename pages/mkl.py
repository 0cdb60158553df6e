"""Multiple kernel learning: the solver watched, and what p chooses."""

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.mkl import computed, deeper, guide, page
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View("mkl")
frame.style("mkl")
place = frame.head(
    tr("What does p choose?"),
    tr(
        "Weights and classifier are learned together. Watch the bounds close, then change p: "
        "at 1 few kernels keep a weight, at ∞ all weigh the same."
    ),
)
page.other_clip(view)
problem = page.controls()
try:
    with st.spinner(tr("The kernels of 340 pictures …"), show_time=False):
        computed.pictures()
        computed.solved(problem)
        page.lost_to_noise()
except FileNotFoundError as error:
    frame.say(tr("There is nothing to learn from: {reason}.", reason=error))
    st.stop()
with place:
    page.headline(view)
guide.tell(problem, view)
page.figure(problem, view)
with st.container(key="mkl-below", gap="small"):
    deeper.formula(problem, view)
    deeper.sections(problem)
    deeper.limits()
