"""Entry: ``streamlit run app.py``. The pages are in pages/, what they share in mmfusion/ui/.

Streamlit would list a folder called pages/ beside the script it runs by itself; the script with our own
navigation is therefore inside that folder. The networks warm up from the moment the server starts.
"""

from pathlib import Path

import streamlit as st

from mmfusion.ui.shell import warm

app = st.App(Path(__file__).parent / "pages" / "navigation.py", lifespan=warm.lifespan)
