"""What stands below the drawn scene, each a folder of this page: a photograph, and sounds in words."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import streamlit as st

FOLDERS = ("photo", "sounds")


def others() -> None:
    """Write the sections that are there, in their order; each has a function `section`."""
    for folder in FOLDERS:
        name = f"{__package__}.{folder}"
        if find_spec(name) is not None:
            st.html('<hr class="mmf-rule">')
            import_module(name).section()
