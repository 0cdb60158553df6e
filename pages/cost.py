"""Cost: what each way to fuse takes, and where the quadratic part bites."""

import streamlit as st

from mmfusion.ui.cost import as_plotly, growth, number, page, setting
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View("cost")
frame.style("cost")
place = frame.head(
    "What does a bottleneck really save?",
    "Attention grows with n², all else with n. Move the tokens and the network; the bars say which of the "
    "two is paid.",
)
page.other_clip(view)
shown = setting.setting()
number.headline(view, place)
page.figure(shown, view)
with st.container(key="cost-below"):
    growth.below(shown, view, as_plotly.figures(shown, view))
