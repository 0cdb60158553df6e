"""A clip: what is seen and what is heard in one window, on one time axis.

A missing modality is ``None``, never zeros: a network drops its stream instead of reading silence or black.
Sound that is silent is missing too (`heard`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

WINDOW = 4.0
"""Length of the window that a network reads, s."""
SAMPLE_RATE = 16_000
"""Rate of every waveform, Hz."""
SILENT = 3e-4
"""Below this share of full scale at its peak, a window of sound is silence, which is an absent sound."""


class MediaError(ValueError):
    """A file that cannot be used: one sentence that says what is wrong and what would work."""


def heard(waveform: NDArray[np.float32] | None) -> NDArray[np.float32] | None:
    """Return a window's waveform `(S,)`, None if it is silent: its peak is below `SILENT`.

    Example:
        >>> import numpy as np
        >>> from mmfusion.media.clip import heard
        >>> heard(np.zeros(4, np.float32)) is None, heard(np.array([0.0, 0.1], np.float32)) is None
        (True, False)

    """
    if waveform is None or float(np.abs(waveform).max(initial=0.0)) < SILENT:
        return None
    return waveform


@dataclass(frozen=True, eq=False)
class Clip:
    """Frames and sound of one window of a file.

    `frame_times` are the moments that the frames were on display, so that ``frame_times - start`` and
    ``arange(S) / sample_rate`` are one time axis.

    Example:
        >>> import numpy as np
        >>> from mmfusion.media import Clip
        >>> tone = np.sin(2 * np.pi * 440 * np.arange(64_000) / 16_000).astype(np.float32)
        >>> clip = Clip(None, None, tone, 16_000, "four seconds of A4")
        >>> clip.frames is None, clip.waveform.size / clip.sample_rate, clip.duration
        (True, 4.0, 4.0)
        >>> clip.without("audio").waveform is None
        True
        >>> clip.key() == clip.without("audio").key()
        False

    """

    frames: NDArray[np.uint8] | None
    """`(F, H, W, 3)` RGB as displayed (upright, square pixels), short side at most 360 px."""
    frame_times: NDArray[np.float64] | None
    """`(F,)` s from the start of the file."""
    waveform: NDArray[np.float32] | None
    """`(S,)` mono in [-1, 1], the window only: S = duration * sample_rate."""
    sample_rate: int
    """Hz; always `SAMPLE_RATE` for what `load_clip` returns."""
    source: str
    """A name to display; never used as a path."""
    start: float = 0.0
    """Start of the window, s from the start of the file."""
    duration: float = WINDOW
    """Length of the window, s: what was asked for, or what there was."""
    total: float | None = None
    """Length of the whole file, s; None for a still picture."""
    notes: tuple[str, ...] = ()
    """Sentences for the user about what was found."""

    def without(self, modality: str) -> Clip:
        """Return the clip with one modality dropped. Raises ValueError for an unknown modality."""
        if modality == "visual":
            return replace(self, frames=None, frame_times=None)
        if modality == "audio":
            return replace(self, waveform=None)
        raise ValueError(f"unknown modality {modality!r}: a clip has 'visual' and 'audio'")

    def key(self) -> str:
        """Return a hash (32 hex digits) of frames, waveform and times; not of the name."""
        digest = hashlib.blake2b(digest_size=16)
        for array in (self.frames, self.frame_times, self.waveform):
            if array is None:
                digest.update(b"absent;")
            else:
                digest.update(f"{array.dtype.str}{array.shape};".encode())
                digest.update(np.ascontiguousarray(array).data)
        digest.update(f"{self.sample_rate};{self.start:.6f};{self.duration:.6f}".encode())
        return digest.hexdigest()


@dataclass(frozen=True)
class Probe:
    """What a file contains, without decoding it."""

    kind: str
    """``"video"``, ``"sound"`` or ``"picture"`` (a still)."""
    total: float | None
    """Length, s; None for a still picture."""
    size: tuple[int, int] | None
    """Width and height as stored, px."""
    fps: float | None
    """Mean frames a second, where the file states one."""
    channels: int | None
    sample_rate: int | None
    """Hz, as stored."""
    cover: bool = False
    """Whether the only picture is cover art."""
    codecs: tuple[str, ...] = ()
