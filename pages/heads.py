"""Attention heads: what each looks at, and what becomes of the answer without it."""

import streamlit as st

from mmfusion.ui.clips import choose, subject
from mmfusion.ui.heads import maps, page
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View()
frame.style()
place = frame.head(page.TITLE, page.LEAD)
clip = page.subject(view)
if clip is None:
    choose.another_clip(view)
    st.stop()
try:
    there = subject.strategies(clip)
except (FileNotFoundError, ValueError) as error:
    frame.say(f"The networks cannot be looked into: {error}.")
    st.stop()
if not there:
    frame.say("No network that hears and sees is here: mmfusion train --ship makes them.")
    st.stop()
for sentence in clip.lacks():
    frame.say(sentence)
now = page.controls(view, clip, there)
clip.beside()
open_head = page.figure(now, view)
page.number(now, view, place)
with st.container(key="heads-below"):
    page.formula(now, open_head)
    for sentence in (page.twin(now, open_head), *clip.remarks()):
        frame.note(sentence)
    maps.section(now)
