"""Cost: what each way to fuse takes, and where the quadratic part bites."""

import streamlit as st

from mmfusion.ui import cost, frame
from mmfusion.ui.state import View

view = View()
frame.style()
place = frame.head(
    "What does a bottleneck really save?",
    "Attention grows with n², all else with n. Move the tokens and the network; the bars say which of the "
    "two is paid.",
)
shown = cost.setting()
cost.headline(view, place)
cost.figure(shown, view)
with st.container(key="cost-below"):
    cost.below(shown)
