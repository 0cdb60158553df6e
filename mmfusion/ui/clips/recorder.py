"""A few seconds from camera and microphone: MediaRecorder in the browser, the file's bytes here."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable

import streamlit as st

from mmfusion.media import WINDOW
from mmfusion.ui.shell.components import component

KEY = "recorder"
LIMIT = 48 * 2**20
"""A recording longer than this many bytes is not a few seconds."""


def recorder(take: Callable[[bytes], None]) -> None:
    """Mount the recorder; `take` gets the bytes of a recording (WebM or MP4) before the page runs again."""

    def recorded() -> None:
        text = st.session_state[KEY].get("recording")
        if not isinstance(text, str) or len(text) > LIMIT * 4 / 3:
            return
        try:
            take(base64.b64decode(text, validate=True))
        except binascii.Error:
            return  # a message that no recorder of ours sends

    component("recorder")(key=KEY, data={"seconds": WINDOW}, on_recording_change=recorded)
