"""A log-mel made audible: pulses of a voice and noise, shaped band by band.

Excitation is a pulse train of a low voice, and noise for what lies above 2.5 kHz. Its short-time spectrum is
multiplied by the amplitudes that the bands ask for, drawn out between their middles, and overlapped again.
Sixteen bands hold no pitch: what is heard is which digit, hardly who says it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mmfusion.media.spectrogram import mel_filterbank
from mmfusion.tasks.digits.voice import RATE, Wave

SECONDS = 0.5
PITCH = 110.0
_WINDOW, _HOP = 256, 64
_VOICED = 2500.0


def audible(cells: NDArray[np.floating], seconds: float = SECONDS) -> Wave:
    """Return a waveform `(S,)` at `RATE` of a log-mel `(bands, steps)` in dB, −.8 to .8.

    Raises:
        ValueError: no log-mel.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.vocoder import audible
        >>> high = np.full((16, 16), -40.0)
        >>> high[14] = 10.0
        >>> wave = audible(high)
        >>> wave.size, int(np.abs(np.fft.rfft(wave)).argmax() / wave.size * 8000) > 2500
        (4000, True)

    """
    level = np.asarray(cells, dtype=np.float64)
    if level.ndim != 2 or 0 in level.shape or not np.isfinite(level).all():
        raise ValueError(f"a log-mel has the shape (bands, steps) and finite values, not {level.shape}")
    size = round(seconds * RATE)
    starts = np.arange(0, size, _HOP)
    steps = np.linspace(0, level.shape[1] - 1, len(starts))
    bank = mel_filterbank(RATE, _WINDOW, len(level), 60.0, RATE / 2).astype(np.float64)
    middles = bank.argmax(axis=1)
    amplitude = 10 ** (np.clip(level, -60, 40) / 20) / np.sqrt(bank.sum(axis=1))[:, None]
    in_time = np.stack([np.interp(steps, np.arange(level.shape[1]), row) for row in amplitude])
    gains = np.stack([np.interp(np.arange(bank.shape[1]), middles, now) for now in in_time.T])
    padded = np.pad(_excitation(size + _WINDOW), _WINDOW // 2)
    window = np.hanning(_WINDOW + 1)[:-1]
    out = np.zeros(size + 2 * _WINDOW)
    for start, gain in zip(starts, gains, strict=True):
        frame = np.fft.rfft(padded[start : start + _WINDOW] * window)
        out[start : start + _WINDOW] += np.fft.irfft(frame * gain) * window
    wave = out[_WINDOW // 2 : _WINDOW // 2 + size]
    return np.asarray(0.8 * wave / max(float(np.abs(wave).max()), 1e-9), dtype=np.float32)


def _excitation(size: int) -> NDArray[np.float64]:
    pulses = np.zeros(size)
    pulses[np.arange(0, size, RATE / PITCH).astype(int)] = 1.0
    noise = np.random.default_rng(0).normal(scale=np.sqrt(PITCH / RATE), size=size)
    frequency = np.fft.rfftfreq(size, 1 / RATE)
    low = frequency < _VOICED
    return np.asarray(np.fft.irfft(np.fft.rfft(pulses) * low + np.fft.rfft(noise) * ~low, size))
