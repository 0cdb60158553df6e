"""Which pages there are: runs first at every visit, then the page."""

import streamlit as st

from mmfusion.ui.shell import frame, lessons
from mmfusion.ui.shell.visits import VISITS

with VISITS.visit():
    frame.begin()
    st.navigation(lessons.pages(), expanded=True).run()
