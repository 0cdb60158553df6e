"""Entry: ``streamlit run app.py``. Navigation and nothing else."""

from pathlib import Path

import streamlit as st

from mmfusion.ui import warm

ROOT = Path(__file__).parent

st.set_page_config(
    page_title="mmfusion", page_icon=str(ROOT / "assets/icon.svg"), layout="wide", initial_sidebar_state=232
)
st.logo(str(ROOT / "assets/logo.svg"), icon_image=str(ROOT / "assets/icon.svg"), size="large")
warm.begin()

page = st.navigation(
    {
        "Fuse": [
            st.Page(ROOT / "pages/home.py", title="Why fusion", url_path="why", default=True),
            st.Page(ROOT / "pages/fusion.py", title="Fusion strategies", url_path="fusion"),
        ]
    },
    expanded=True,
)
page.run()
