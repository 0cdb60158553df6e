"""Cost: what each way to fuse takes, and where the quadratic part bites."""

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.cost import as_plotly, growth, guide, number, page, setting
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View("cost")
frame.style("cost")
place = frame.head(
    tr("What does a bottleneck really save?"),
    tr(
        "The cost of attention grows with n², that of all else with n. Change the tokens and "
        "the network: the bars show how many multiply-adds each part takes."
    ),
)
page.other_clip(view)
shown = setting.setting()
number.headline(view, place)
with st.container(key="cost-ways"):
    page.figure(shown, view)
guide.tell(shown, view)
with st.container(key="cost-below"):
    growth.below(shown, view, as_plotly.figures(shown, view))
