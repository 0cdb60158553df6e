"""Attention heads: what each looks at, and what becomes of the answer without it."""

import streamlit as st

from mmfusion.ui import body, frame, heads, heads_cache, maps
from mmfusion.ui.state import View

view = View()
frame.style()
place = frame.head(heads.TITLE, heads.LEAD)
try:
    there = heads_cache.strategies()
except (FileNotFoundError, ValueError) as error:
    body.say(f"The networks cannot be looked into: {error}.")
    st.stop()
if not there:
    body.say("No network that hears and sees is here: mmfusion train sounding-objects --ship makes them.")
    st.stop()
watched = heads.controls(view)
heads.beside(watched)
now = heads.figure(watched, view)
heads.number(watched, view, place)
with st.container(key="heads-below"):
    heads.formula(watched, now)
    frame.note(heads.twin(watched, now))
    maps.section(watched)
