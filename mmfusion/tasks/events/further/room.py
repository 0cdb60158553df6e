"""What a microphone hears where nothing happens: the hum of the mains, the tone of a room, tones of devices.

Real sound tracks are full of it, and few recordings of it are at hand: it is synthesised, and is none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.events.recordings import SAMPLE_RATE
from mmfusion.tasks.events.sounds import coloured_noise

AudioF32 = NDArray[np.float32]
KINDS = ("mains hum", "room tone", "tones")
SECONDS = 5


def synthesise(kind: str, index: int) -> AudioF32:
    """Return five seconds `(S,)` of one of `KINDS`; `index` says which one.

    Raises:
        ValueError: an unknown kind.

    Example:
        >>> import numpy as np
        >>> from mmfusion.tasks.events.further.room import synthesise
        >>> hum = synthesise("mains hum", 0)
        >>> peak = np.abs(np.fft.rfft(hum)).argmax() / 5  # Hz
        >>> bool(min(abs(peak - base * k) for base in (50, 60) for k in range(1, 11)) < 0.5)
        True

    """
    if kind not in KINDS:
        raise ValueError(f"there is no {kind!r}: there are {', '.join(KINDS)}")
    rng = np.random.default_rng([KINDS.index(kind), index, 21])
    time = np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE
    if kind == "mains hum":
        wave = _hum(time, rng) + rng.uniform(0.003, 0.1) * coloured_noise(time.size, rng.uniform(0, 0.8), rng)
    elif kind == "room tone":  # a fan's rumble, air, now and then a mains hum far below
        wave = coloured_noise(time.size, rng.uniform(0.5, 1.3), rng).astype(np.float64)
        wave += rng.uniform(0, 0.3) * _hum(time, rng)
    else:
        wave = _tones(time, rng) + rng.uniform(0.001, 0.05) * coloured_noise(time.size, 0.5, rng)
    return np.asarray(rng.uniform(0.05, 0.6) * wave / (np.abs(wave).max() + 1e-9), dtype=np.float32)


def _hum(time: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return overtones of 50 or 60 Hz, each of its own strength, of unit RMS."""
    base = rng.choice([50.0, 60.0])
    strength = rng.exponential(size=10) / np.arange(1, 11) ** rng.uniform(0.3, 1.5)
    wave = sum(s * np.sin(2 * np.pi * base * k * time + rng.uniform(0, 6)) for k, s in enumerate(strength, 1))
    return np.asarray(wave / (np.std(wave) + 1e-12))


def _tones(time: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a tone that is steady, glides or beeps, with a few overtones or none."""
    low, high = np.exp(rng.uniform(np.log(150), np.log(4000), 2))
    lot = rng.random()
    pitch = np.full(time.size, low) if lot < 0.67 else low * (high / low) ** (time / time[-1])
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    overtones = range(1, int(rng.integers(2, 5)))
    wave = sum(np.sin(k * phase) / k**1.5 for k in overtones if k * pitch.max() < 7800)
    if lot < 0.33:
        period = rng.uniform(0.2, 1.2)
        wave = wave * (time % period < period * rng.uniform(0.2, 0.7))
    return np.asarray(wave + np.zeros(time.size))
