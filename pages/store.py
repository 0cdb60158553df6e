"""Knowledge in weights or in a store: poisoned, deleted, made stale."""

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View
from mmfusion.ui.store import compared, guide, page, takeaway

view = View("store")
frame.style("store")
place = frame.head(tr(page.TITLE), tr(page.LEAD))
page.other_clip(view)
try:
    now = page.chosen(view)
    with place:
        page.headline(view)
except FileNotFoundError as error:
    frame.say(tr("There is nothing to compare: {reason}.", reason=error))
    st.stop()
page.figure(now, view)
guide.tell(now)
with st.container(key="store-below", gap="small"):
    takeaway.formula(now, view)
    compared.compared(covered=not page.seen(view))
