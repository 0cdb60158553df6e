"""The map of the course: where each of its ideas runs, its number and its function."""

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.map import page, takeaway
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View("map")
frame.style("map")
place = frame.head(
    tr("Where is each idea of the course?"),
    tr(
        "Every item leads to a page where it runs, with its measured number. Pin one to see "
        "where else the same idea appears."
    ),
)
page.other_clip(view)
with place:
    page.headline()
page.figure(view)
with st.container(key="map-below", gap="small"):
    takeaway.strip(view)
    page.claims()
    page.items()
    page.slips()
    page.limits()
