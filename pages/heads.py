"""Attention heads: what each looks at, and what becomes of the answer without it."""

import streamlit as st

from mmfusion.ui.heads import guide, page
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View("heads")
frame.style("heads")
place = page.head()
clip, there = page.in_use(view)
for sentence in clip.lacks():
    frame.say(sentence)
now = page.controls(view, clip, there)
clip.beside()
open_head = page.figure(now, view)
guide.tell(now, open_head, view)
page.number(now, view, place)
with st.container(key="heads-below"):
    page.formula(now, open_head, view)
    for sentence in (page.twin(now, open_head), *clip.remarks()):
        frame.note(sentence)
    page.onward(now)
