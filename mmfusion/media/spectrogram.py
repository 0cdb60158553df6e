"""Log-mel spectrogram, equal to librosa's, in numpy alone.

S = 10 log10 max(M |STFT(x)|^2, 1e-10), Hann window, centred frames padded with zeros, M the Slaney mel
filterbank (Slaney 1998, Auditory Toolbox): triangles of unit area, linear below 1 kHz, logarithmic above.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mmfusion.media.clip import SAMPLE_RATE

_LINEAR = 200.0 / 3  # Hz a mel below the knee
_KNEE = 1000.0  # Hz
_LOG_STEP = np.log(6.4) / 27  # a mel above the knee


def hz_to_mel(hz: ArrayLike) -> NDArray[np.float64]:
    """Return Slaney mels of frequencies in Hz."""
    hz = np.asarray(hz, dtype=np.float64)
    above = _KNEE / _LINEAR + np.log(np.maximum(hz, _KNEE) / _KNEE) / _LOG_STEP
    return np.where(hz < _KNEE, hz / _LINEAR, above)


def mel_to_hz(mel: ArrayLike) -> NDArray[np.float64]:
    """Return frequencies in Hz of Slaney mels."""
    mel = np.asarray(mel, dtype=np.float64)
    knee = _KNEE / _LINEAR
    return np.where(mel < knee, mel * _LINEAR, _KNEE * np.exp(_LOG_STEP * (np.maximum(mel, knee) - knee)))


@lru_cache(maxsize=8)
def mel_filterbank(sample_rate: int, n_fft: int, mels: int, fmin: float, fmax: float) -> NDArray[np.float32]:
    """Return the Slaney filterbank `(mels, n_fft // 2 + 1)`, read-only; equals ``librosa.filters.mel``.

    Example:
        >>> from mmfusion.media import mel_filterbank
        >>> bank = mel_filterbank(16_000, 1024, 128, 20.0, 8000.0)
        >>> bank.shape, int(bank[17].argmax()) * 16_000 / 1024  # Hz: where band 17 is highest
        ((128, 513), 437.5)

    """
    bins = np.fft.rfftfreq(n_fft, 1.0 / sample_rate)
    edges = mel_to_hz(np.linspace(hz_to_mel(fmin), hz_to_mel(fmax), mels + 2))
    width = np.diff(edges)
    slopes = edges[:, None] - bins[None, :]  # (mels + 2, bins)
    rising, falling = -slopes[:-2] / width[:-1, None], slopes[2:] / width[1:, None]
    area = 2.0 / (edges[2:] - edges[:-2])
    bank: NDArray[np.float32] = (np.maximum(0, np.minimum(rising, falling)) * area[:, None]).astype(
        np.float32
    )
    bank.setflags(write=False)
    return bank


def log_mel(
    waveform: NDArray[np.float32],
    sample_rate: int = SAMPLE_RATE,
    *,
    mels: int = 128,
    hop: int = 160,
    n_fft: int = 1024,
    fmin: float = 20.0,
    fmax: float = 8000.0,
) -> NDArray[np.float32]:
    """Return the spectrogram `(mels, 1 + S // hop)` of a waveform `(S,)` in dB (power, reference 1).

    Column k is centred on sample k * hop.

    Raises:
        ValueError: the waveform is not one-dimensional, or the band does not fit below half the rate.

    Example:
        >>> import numpy as np
        >>> from mmfusion.media import log_mel
        >>> tone = np.sin(2 * np.pi * 440 * np.arange(16_000) / 16_000).astype(np.float32)
        >>> spectrogram = log_mel(tone)
        >>> spectrogram.shape, int(spectrogram[:, 50].argmax())  # bands × hundredths of a second; 440 Hz
        ((128, 101), 17)

    """
    waveform = np.asarray(waveform)
    if waveform.ndim != 1:
        raise ValueError(f"a waveform has the shape (S,), not {waveform.shape}: mix the channels first")
    if not 0 <= fmin < fmax <= sample_rate / 2:
        raise ValueError(f"0 <= fmin < fmax <= {sample_rate / 2} Hz is needed, not {fmin} and {fmax}")
    bank = mel_filterbank(sample_rate, n_fft, mels, float(fmin), float(fmax))
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n_fft) / n_fft)
    padded = np.pad(waveform.astype(np.float64), n_fft // 2)
    if padded.size < n_fft:
        padded = np.pad(padded, (0, n_fft - padded.size))
    frames = np.lib.stride_tricks.sliding_window_view(padded, n_fft)[::hop][: 1 + waveform.size // hop]
    power = np.empty((frames.shape[0], n_fft // 2 + 1), dtype=np.float32)
    for begin in range(0, frames.shape[0], 256):  # in blocks, to hold little at once
        spectrum = np.fft.rfft(frames[begin : begin + 256] * window)
        power[begin : begin + 256] = spectrum.real**2 + spectrum.imag**2
    return np.asarray(10.0 * np.log10(np.maximum(bank @ power.T, 1e-10)), dtype=np.float32)
