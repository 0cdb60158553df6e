"""Which modality is taken away, and what brings it back."""

from __future__ import annotations

import streamlit as st

from mmfusion.language import marked
from mmfusion.ui.shell.state import reset

KEY = "draw_without"
WITHOUT = {"": marked("both"), "visual": marked("no picture"), "audio": marked("no voice")}
"""What is taken away -> what stands on its segment."""


def bring_back(*modalities: str) -> bool:
    """Put a modality back if it is one of these that is missing; return whether. For callbacks.

    Who draws wants the picture, whatever was taken away before; who speaks wants the voice.
    """
    if st.session_state.get(KEY) not in modalities:
        return False
    reset({KEY: ""})
    return True
