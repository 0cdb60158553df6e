"""Knowledge in weights or in a store: poisoned, deleted, made stale."""

import streamlit as st

from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View
from mmfusion.ui.store import compared, page, takeaway

view = View("store")
frame.style("store")
place = frame.head(page.TITLE, page.LEAD)
page.other_clip(view)
try:
    now = page.chosen(view)
    with place:
        page.headline(view)
except FileNotFoundError as error:
    frame.say(f"There is nothing to compare: {error}.")
    st.stop()
page.figure(now, view)
with st.container(key="store-below", gap="small"):
    takeaway.formula(now, view)
    compared.compared(covered=not page.seen(view))
