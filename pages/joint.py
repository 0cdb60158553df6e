"""Joint space: pictures and words on one sphere, and what holds them apart."""

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.joint import choices, number, own, page, results
from mmfusion.ui.joint.vae.section import section as latent
from mmfusion.ui.shell import frame
from mmfusion.ui.shell.state import View

view = View("joint")
frame.style("joint")
place = frame.head(tr(page.TITLE), tr(page.LEAD))
page.other_clip(view)
page.there_or_reason()
number.headline(view, place)
name, on = page.controls()


@st.fragment
def follows() -> None:
    """Write what follows a run, and nothing else."""
    page.follows(name, on, view)


with st.container(key="joint-figure", gap="small"):
    follows()
with st.container(key="joint-below", gap="small"):
    left, right = st.columns(2, gap="large")
    with left:
        own.section(choices.SHUFFLE in on, view)
    with right:
        results.section(view)
    latent()
    page.about()
