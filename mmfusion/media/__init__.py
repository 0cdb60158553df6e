"""Clips in and out: decoding in a worker process, resampling, spectrogram, limits.

>>> from mmfusion.media import load_clip
>>> clip = load_clip("x.mp4", frames=8, start=0.0)                      # doctest: +SKIP
"""

from __future__ import annotations

from mmfusion.media.bands import heard_through, in_bands
from mmfusion.media.clip import SAMPLE_RATE, WINDOW, Clip, MediaError, Probe
from mmfusion.media.encode import save_clip
from mmfusion.media.endings import ENDINGS
from mmfusion.media.limits import Limits
from mmfusion.media.load import load_clip, load_span, preview, probe, warm
from mmfusion.media.spectrogram import log_mel, mel_filterbank

__all__ = [
    "ENDINGS",
    "SAMPLE_RATE",
    "WINDOW",
    "Clip",
    "Limits",
    "MediaError",
    "Probe",
    "heard_through",
    "in_bands",
    "load_clip",
    "load_span",
    "log_mel",
    "mel_filterbank",
    "preview",
    "probe",
    "save_clip",
    "warm",
]
