"""A few seconds from camera and microphone: MediaRecorder in the browser, the file's bytes here."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import TypedDict

import streamlit as st

from mmfusion.media import WINDOW
from mmfusion.ui.shell import components

KEY = "recorder"
LIMIT = 48 * 2**20
"""A recording longer than this many bytes is not a few seconds."""


class Data(TypedDict):
    """What the recorder is told, as `Data` in recorder.js: how long to record."""

    seconds: float


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

    data: Data = {"seconds": WINDOW}
    components.mount(__file__, key=KEY, data=data, on_recording_change=recorded)
