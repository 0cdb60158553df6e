"""A voice of one's own: the microphone's recording, cut to the digit; why there is none on plain http."""

from __future__ import annotations

import io
import wave
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlparse

import numpy as np
import streamlit as st

from mmfusion.language import marked, retold, tr
from mmfusion.ui.draw import computed
from mmfusion.ui.draw.missing import bring_back
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.state import locked, put

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mmfusion.ui.shell.state import View

KEY = "draw_recorded"
KEPT = 8
"""Recordings that a session keeps."""
LIMIT = 8 * 2**20
"""Bytes of a recording that are read at most."""
PLAIN = marked("Browsers give the microphone only to localhost and to HTTPS: choose a stored voice instead.")
ELSEWHERE = marked(
    "This link is about a recording that only its own session has; a stored voice stands in for it."
)
_SILENT = 1e-4


def lent(address: str | None) -> bool:
    """Return whether browsers lend the microphone to a page of this address.

    Example:
        >>> lent("https://lab.example/draw"), lent("http://localhost:8501/draw"), lent("http://10.0.0.7:8501/")
        (True, True, False)

    """
    url = urlparse(address or "http://localhost")
    host = url.hostname or ""
    local = host in ("localhost", "127.0.0.1", "::1") or host.endswith(".localhost")
    return url.scheme == "https" or local


def spoken(data: bytes) -> NDArray[np.float32]:
    """Return the digit in a recording (WAV, 16 bits), trimmed, at the task's rate.

    Raises:
        ValueError: it cannot be read, or holds no sound; the text says what would work.

    """
    from mmfusion.tasks.digits.voice import LONGEST, resampled, trimmed

    if len(data) > LIMIT:
        raise ValueError(marked("This recording is too long: say one digit."))
    try:
        with wave.open(io.BytesIO(data)) as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            raw = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise ValueError(marked("This recording cannot be read: record again.")) from error
    if width != 2 or not 1 <= channels <= 8 or not 4000 <= rate <= 192_000:
        raise ValueError(marked("This recording is of a format that is not read: record again."))
    samples = np.frombuffer(raw[: len(raw) // (2 * channels) * 2 * channels], dtype="<i2")
    mono = samples.reshape(-1, channels).mean(axis=1, dtype=np.float64) / 32768
    if mono.size < rate // 20 or float(np.abs(mono).max(initial=0.0)) < _SILENT:
        raise ValueError(marked("Nothing was heard: record again, nearer to the microphone."))
    return trimmed(resampled(mono[: round(4 * LONGEST * rate)], rate))


def record(view: View) -> None:
    """Write the microphone, or why it is dead; and what was wrong with the last recording."""
    able = lent(st.context.url)
    still = locked() or not able
    st.audio_input(tr("Record a digit"), key=KEY, on_change=_recorded, disabled=still, sample_rate=16_000)
    if not able:
        note(tr(PLAIN))
    if said := st.session_state.pop("draw-unheard", ""):
        note(retold(said))
    if view["draw_voice"].startswith("r") and computed.wave(view["draw_voice"]) is None:
        note(tr(ELSEWHERE))


def _recorded() -> None:
    found = st.session_state.get(KEY)
    if found is None:
        return
    try:
        own = spoken(found.getvalue())
    except ValueError as error:
        st.session_state["draw-unheard"] = str(error)
        return
    name = f"r{sha256(own.tobytes()).hexdigest()[:12]}"
    kept = computed.recorded()
    kept[name] = own
    for old in list(kept)[:-KEPT]:
        del kept[old]
    put(draw_voice=name)
    bring_back("audio")
