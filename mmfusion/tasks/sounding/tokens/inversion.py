"""What a spectrogram cell sounds like: back from log-mel to a waveform, cell by cell.

A mel spectrogram keeps neither phase nor the fine structure of its bands. Magnitudes come back by
non-negative least squares over the mel filters, phases by Griffin and Lim's iteration (Signal Estimation from
Modified Short-Time Fourier Transform, 1984); both are librosa's. A cell is then what of this sound lies in
its span and its share of the filters: the cells of a clip add up to the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mmfusion.media.spectrogram import mel_filterbank
from mmfusion.nn.device import to_numpy
from mmfusion.tasks.sounding import BAND, COLUMNS, MELS, SAMPLE_RATE, SAMPLES, STEP
from mmfusion.tasks.sounding.raster import HIGH, HOP, LOW, N_FFT, spectrograms

AudioF32 = NDArray[np.float32]
ITERATIONS = 32


@dataclass(frozen=True, eq=False)
class Heard:
    """A sound as its spectrogram gives it back."""

    whole: AudioF32
    """`(38400,)`."""
    cells: AudioF32
    """`(bands · steps, span(step))`, band by band from the lowest; each begins where its windows do."""
    step: int
    """Columns of a cell."""


def span(step: int) -> int:
    """Return the samples that the windows of a cell of `step` columns reach over."""
    return (step - 1) * HOP + N_FFT


def start(column: int) -> int:
    """Return the sample at which a column's window begins; negative for the first."""
    return column * HOP + HOP // 2 - N_FFT // 2


def magnitudes(waveform: AudioF32) -> NDArray[np.float64]:
    """Return the magnitudes `(257, 128)` that the mel spectrogram of a sound `(38400,)` still tells."""
    import torch
    from librosa.feature.inverse import mel_to_stft

    power = 10 ** (to_numpy(spectrograms(torch.from_numpy(waveform)[None])[0].double()) / 10)
    size = mel_to_stft(power, sr=SAMPLE_RATE, n_fft=N_FFT, power=2.0, fmin=LOW, fmax=HIGH)
    return np.asarray(size, dtype=np.float64)


def shares() -> NDArray[np.float64]:
    """Return how much of each frequency belongs to each band of cells, `(4, 257)`; they sum to 1 or 0."""
    filters = mel_filterbank(SAMPLE_RATE, N_FFT, MELS, LOW, HIGH).astype(np.float64)
    bands = filters.reshape(MELS // BAND, BAND, -1).sum(axis=1)
    total = bands.sum(axis=0)
    covered = total > 0
    return np.asarray(np.where(covered, bands / np.where(covered, total, 1.0), 0.0), dtype=np.float64)


def hear(waveform: AudioF32, step: int = STEP) -> Heard:
    """Return what a mel spectrogram keeps of a sound `(38400,)`, whole and in cells of `step` columns.

    Raises:
        ValueError: a sound of another length, or a step that does not tile the spectrogram.

    """
    import librosa

    if COLUMNS % step:
        raise ValueError(f"cells of {step} columns do not tile {COLUMNS}")
    size = magnitudes(waveform)
    sound = librosa.griffinlim(
        size, n_iter=ITERATIONS, hop_length=HOP, win_length=N_FFT, n_fft=N_FFT, random_state=0
    )
    phase = np.exp(1j * np.angle(librosa.stft(sound, n_fft=N_FFT, hop_length=HOP)[:, :COLUMNS]))
    banded = shares()[:, :, None] * (size * phase)  # (4, 257, 128)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(N_FFT) / N_FFT)
    grains = np.fft.irfft(banded, axis=1) * window[:, None]  # (4, 512, 128)
    # Squared windows do not add up to one at this hop: their sum is divided out, as any inverse STFT does.
    total = np.zeros(SAMPLES + 2 * N_FFT)
    for column in range(COLUMNS):
        total[_at(column)] += window**2
    whole = np.zeros_like(total)
    cells = np.zeros((len(grains), COLUMNS // step, span(step)))
    for column in range(COLUMNS):
        grain = grains[:, :, column] / np.maximum(total[_at(column)], 1e-3)
        inside = column % step * HOP
        cells[:, column // step, inside : inside + N_FFT] += grain
        whole[_at(column)] += grain.sum(axis=0)
    return Heard(
        whole[N_FFT : N_FFT + SAMPLES].astype(np.float32),
        cells.reshape(-1, span(step)).astype(np.float32),
        step,
    )


def _at(column: int) -> slice:
    """Return where a column's window lies in a buffer that begins `N_FFT` samples before the sound."""
    first = N_FFT + start(column)
    return slice(first, first + N_FFT)
