"""Batches for training: random pairs of one class, each modality spoiled on its own, voices varied.

With three speakers, what makes a voice is soon learned by heart. So mel power is moved: bands up or down as
with a longer or a shorter vocal tract, time bent, and bands raised or lowered as by another microphone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mmfusion.tasks.digits.data import IntArray, same_class
from mmfusion.tasks.digits.picture import Energy
from mmfusion.tasks.digits.voice import BANDS, RATE, STEPS, log_mel, mel_power

FloatArray = NDArray[np.float64]
NOISES = 512
FITTED = 6000
"""How many training pictures components are fitted on, the first ones; more move them by little."""
LOUDEST, SOFTEST = -12.0, 24.0
"""Signal-to-noise ratios of spoiled training voices, dB."""
LEAST = 0.1
"""Energy of spoiled training pictures, at least."""
CLEAN_PICTURES, CLEAN_VOICES, MISSING = 0.5, 0.35, 0.15


@dataclass(frozen=True, eq=False)
class Lessons:
    """What networks are trained on.

    Attributes:
        pictures: ink `(N, 28, 28)`, 0 to 1.
        written: `(N,)`.
        powers: mel power relative to each voice's mean `(M, 16, 16)`.
        spoken: `(M,)`.
        energy: of these pictures.

    """

    pictures: NDArray[np.float32]
    written: IntArray
    powers: FloatArray
    spoken: IntArray
    energy: Energy

    @classmethod
    def of(
        cls, pictures: NDArray[np.float32], written: IntArray, powers: FloatArray, spoken: IntArray
    ) -> Lessons:
        """Return lessons, components fitted on these very pictures."""
        relative = powers / powers.mean(axis=(1, 2), keepdims=True)
        return cls(pictures, written, relative, spoken, Energy.fit(pictures[:FITTED]))

    def scale(self) -> tuple[NDArray[np.float32], float]:
        """Return what sounds are scaled by: the mean of each band `(16,)` and one spread, dB."""
        x = log_mel(self.powers)
        return x.mean(axis=(0, 2)), float(x.std())


def noises(seed: int, seconds: float = 0.31) -> FloatArray:
    """Return the mel power of white noise `(NOISES, 16, 16)` with mean 1 each, of lengths round `seconds`."""
    rng = np.random.default_rng([seed, 29])
    lengths = (RATE * seconds * np.exp(rng.normal(0, 0.3, NOISES))).astype(int)
    powers = np.stack([mel_power(rng.standard_normal(n).astype(np.float32)) for n in lengths])
    return np.asarray(powers / powers.mean(axis=(1, 2), keepdims=True))


def varied(powers: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Return mel powers `(B, 16, 16)` as other voices and microphones might have them, mean 1 each."""
    batch = len(powers)
    middle = BANDS / 2
    bands = (np.arange(BANDS) - middle) * rng.uniform(0.9, 1.1, (batch, 1)) + middle
    bands = np.clip(bands + rng.uniform(-1.5, 1.5, (batch, 1)), 0, BANDS - 1)
    moved = _read(powers, bands)
    begin, end = rng.uniform(-1, 1, (2, batch, 1))
    bent = np.linspace(0, 1, STEPS) ** (2 ** rng.uniform(-0.4, 0.4, (batch, 1)))
    times = np.clip(begin + (STEPS - 1 + end - begin) * bent, 0, STEPS - 1)
    moved = _read(moved.swapaxes(1, 2), times).swapaxes(1, 2)
    tilt = rng.normal(0, 4, (batch, 1)) * np.linspace(-1, 1, BANDS) + rng.normal(0, 2, (batch, BANDS))
    moved = moved * 10 ** (tilt / 10)[:, :, None]
    return np.asarray(moved / moved.mean(axis=(1, 2), keepdims=True))


def _read(values: FloatArray, at: FloatArray) -> FloatArray:
    """Return values `(B, n, m)` at places `(B, n)` along the second axis, linearly between neighbours."""
    low = np.floor(at).astype(int)
    high = np.minimum(low + 1, values.shape[1] - 1)
    share = (at - low)[:, :, None]
    row = np.arange(len(values))[:, None]
    return np.asarray(values[row, low] * (1 - share) + values[row, high] * share)


@dataclass(frozen=True, eq=False)
class Batch:
    """Inputs `(B, …)` by modality and what is true."""

    inputs: Mapping[str, Tensor]
    labels: Tensor


def batch(lessons: Lessons, noise: FloatArray, size: int, rng: np.random.Generator) -> Batch:
    """Return a training batch: pairs of one class, spoiled."""
    seen, said = same_class(lessons.written, lessons.spoken, size, rng)
    order = rng.permutation(size)
    seen, said = seen[order], said[order]
    pictures = lessons.pictures[seen].copy()
    energy = lessons.energy
    spoiled = np.flatnonzero(rng.random(size) >= CLEAN_PICTURES)
    gains = np.stack([energy.gains(e) for e in rng.uniform(LEAST, min(0.8, energy.most), len(spoiled))])
    flat = pictures[spoiled].reshape(len(spoiled), -1) - energy.mean
    left = energy.mean + ((flat @ energy.components.T) * gains) @ energy.components
    pictures[spoiled] = left.reshape(-1, *pictures.shape[1:])
    ratio = np.where(rng.random(size) < CLEAN_VOICES, np.inf, rng.uniform(LOUDEST, SOFTEST, size))
    power = varied(lessons.powers[said], rng)
    power = power + noise[rng.integers(len(noise), size=size)] * 10 ** (-ratio / 10)[:, None, None]
    inputs = {"visual": torch.from_numpy(pictures), "audio": torch.from_numpy(log_mel(power))}
    return Batch(inputs, torch.from_numpy(lessons.written[seen]))
