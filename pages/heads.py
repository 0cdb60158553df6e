"""Attention heads: what each looks at, and what becomes of the answer without it."""

import streamlit as st

from mmfusion.ui import body, clips, frame, heads, maps, watched
from mmfusion.ui.state import View

view = View()
frame.style()
place = frame.head(heads.TITLE, heads.LEAD)
clip = heads.subject(view)
if clip is None:
    clips.another_clip(view)
    st.stop()
try:
    there = watched.strategies(clip)
except (FileNotFoundError, ValueError) as error:
    body.say(f"The networks cannot be looked into: {error}.")
    st.stop()
if not there:
    body.say("No network that hears and sees is here: mmfusion train --ship makes them.")
    st.stop()
for sentence in clip.lacks():
    body.say(sentence)
now = heads.controls(view, clip, there)
clip.beside()
open_head = heads.figure(now, view)
heads.number(now, view, place)
with st.container(key="heads-below"):
    heads.formula(now, open_head)
    for sentence in (heads.twin(now, open_head), *clip.remarks()):
        frame.note(sentence)
    maps.section(now)
