"""What stands below the drawn scene, each a folder of this page: a photograph, and sounds in words.

Each has a `TITLE` and a function `section`, which is called once the viewer has come near it, in a fragment
that both share: what they compute neither holds up the scene above nor is computed anew when that changes.
"""

from __future__ import annotations

from types import ModuleType

import streamlit as st

from mmfusion.language import tr
from mmfusion.ui.parts.near import has_come, near
from mmfusion.ui.words import photo, sounds

TALL = 720
"""About how high a section is, px."""


@st.fragment
def others() -> None:
    """Write the sections in their order; one fragment, for someone may come near both at once."""
    for section in (photo, sounds):
        _section(section)


def _section(module: ModuleType) -> None:
    key = f"words-near-{module.__name__.rpartition('.')[2]}"
    st.html('<hr class="mmf-rule">')
    st.html(f'<h2 class="mmf-h2">{tr(module.TITLE)}</h2>')
    with st.container():
        if has_come(key):
            module.section()
    near(key, TALL)
