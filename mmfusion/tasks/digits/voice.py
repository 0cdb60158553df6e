"""The spoken digit: trimmed by level, cut into 16 × 16 log-mel cells, and noise at a ratio in dB.

A digit lasts a fifth of a second or a whole one: its spectrogram is cut into as many steps as bands, however
long it is. With M the mel filterbank and S the short-time spectrum,

    P = mean over the frames of a step of M |S|²,   x = 10 log10(P / mean P + 10^(−4)),

so that how loud a voice was recorded says nothing. White noise of the power that the ratio asks for is added
to the waveform. While training it is added to P instead: expected powers of independent sounds add up, and a
batch then costs milliseconds.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mmfusion.media.spectrogram import mel_filterbank

FloatArray = NDArray[np.float64]
Wave = NDArray[np.float32]

RATE = 8000
"""Samples a second."""
BANDS = 16
STEPS = 16
FLOOR = 1e-4
"""What is added to power relative to its mean: 40 dB below it is silence."""
LONGEST = 2.0
"""Seconds of a recording that are read at most."""
_WINDOW, _HOP = 256, 64
_FRAME = 80
_BELOW_PEAK, _ABOVE_REST = 30.0, 6.0


def trimmed(wave: Wave) -> Wave:
    """Return a recording from its first to its last loud frame of 10 ms; at most `LONGEST` seconds.

    Loud is what lies less than 30 dB below the loudest frame, and more than 6 dB above the quietest tenth
    where the room is louder than that. A recording without any sound comes back as it is.

    Args:
        wave: `(S,)` at `RATE`.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.voice import trimmed
        >>> tone = np.sin(np.arange(800) * 0.5).astype(np.float32)
        >>> trimmed(np.concatenate([np.zeros(1600, np.float32), tone, np.zeros(4000, np.float32)])).size
        800

    """
    frames = len(wave) // _FRAME
    if frames < 3 or not np.any(wave):
        return wave[: round(LONGEST * RATE)]
    power = np.square(wave[: frames * _FRAME].astype(np.float64)).reshape(frames, _FRAME).mean(axis=1)
    level = 10 * np.log10(power + 1e-12)
    rest = float(np.percentile(level, 10)) + _ABOVE_REST
    least = max(level.max() - _BELOW_PEAK, min(rest, level.max() - 12.0))
    loud = np.flatnonzero(level >= least)
    begin, end = int(loud[0]) * _FRAME, (int(loud[-1]) + 1) * _FRAME
    return wave[begin : min(end, begin + round(LONGEST * RATE))]


def mel_power(wave: Wave) -> FloatArray:
    """Return the mean power `(BANDS, STEPS)` of a waveform `(S,)`, the lowest band first.

    Raises:
        ValueError: the waveform is empty or not one-dimensional.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.voice import mel_power
        >>> power = mel_power(np.sin(2 * np.pi * 3000 * np.arange(3200) / 8000).astype(np.float32))
        >>> power.shape, int(power.mean(axis=1).argmax())  # a high tone, in a high band
        ((16, 16), 14)

    """
    if wave.ndim != 1 or not wave.size:
        raise ValueError(f"a waveform has the shape (S,) with S > 0, not {wave.shape}")
    padded = np.pad(wave.astype(np.float64), _WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
    spectrum = np.fft.rfft(frames * _hann(), axis=1)
    bank = mel_filterbank(RATE, _WINDOW, BANDS, 60.0, RATE / 2)
    power = (spectrum.real**2 + spectrum.imag**2) @ bank.T.astype(np.float64)  # (frames, BANDS)
    return np.asarray((_steps(len(frames)) @ power).T)


@lru_cache(maxsize=1)
def _hann() -> FloatArray:
    return np.asarray(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_WINDOW) / _WINDOW))


@lru_cache(maxsize=512)
def _steps(frames: int) -> FloatArray:
    """Return the weights `(STEPS, frames)` of the mean over each of `STEPS` equal stretches of frames."""
    edges = np.linspace(0, frames, STEPS + 1)
    at = np.arange(frames)
    overlap = np.minimum(edges[1:, None], at + 1) - np.maximum(edges[:-1, None], at)
    weights = np.maximum(overlap, 0.0)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def log_mel(power: FloatArray) -> NDArray[np.float32]:
    """Return the log-mel `(…, BANDS, STEPS)` in dB of mean powers: 0 is a recording's mean power.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.voice import log_mel
        >>> log_mel(np.ones((16, 16))).round(3).max().item(), log_mel(np.zeros((16, 16))).min().item()
        (0.0, -40.0)

    """
    mean = power.mean(axis=(-2, -1), keepdims=True)
    return np.asarray(10 * np.log10(power / np.maximum(mean, 1e-20) + FLOOR), dtype=np.float32)


def noisy(wave: Wave, decibels: float | None, seed: int) -> Wave:
    """Return a waveform with white noise at a signal-to-noise ratio in dB; None adds none.

    The same seed gives the same noise at every ratio, only louder or softer.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.voice import noisy
        >>> wave = np.ones(8000, np.float32)
        >>> noise = noisy(wave, -6.0, seed=0) - wave
        >>> round(10 * np.log10(np.mean(wave**2) / np.mean(noise**2)), 3).item()
        -6.0

    """
    if decibels is None:
        return wave
    noise = np.random.default_rng([seed, 23]).standard_normal(len(wave))
    noise *= np.sqrt(np.mean(np.square(wave, dtype=np.float64)) / np.mean(noise**2) / 10 ** (decibels / 10))
    return (wave + noise).astype(np.float32)


def heard(wave: Wave, decibels: float | None = None, seed: int = 0) -> NDArray[np.float32]:
    """Return what the network gets of a trimmed recording `(S,)`: its log-mel `(BANDS, STEPS)` in dB.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.voice import heard
        >>> tone = np.sin(np.arange(4000) * 0.5).astype(np.float32)
        >>> clean, drowned = heard(tone), heard(tone, -20.0)
        >>> float(np.ptp(clean)) > 30 > float(np.ptp(drowned))  # noise fills what was silent
        True

    """
    return log_mel(mel_power(noisy(wave, decibels, seed)))


def resampled(wave: NDArray[np.floating], rate: int) -> Wave:
    """Return a mono waveform `(S,)` at `RATE`, low-passed below half of it.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.digits.voice import resampled
        >>> resampled(np.zeros(48_000), 48_000).size
        8000

    """
    from math import gcd

    from scipy.signal import resample_poly

    if rate == RATE:
        return np.asarray(wave, dtype=np.float32)
    shared = gcd(RATE, rate)
    return np.asarray(resample_poly(wave, RATE // shared, rate // shared), dtype=np.float32)
