"""One note of each kind: small, physically motivated synthesis in numpy.

Strings, reeds and pipes are sums of harmonics, f_k = k f₀ √(1 + B k²), each with its own decay; bell and drum
have the partials of a bell and of a round membrane (Fletcher and Rossing, The Physics of Musical Instruments,
1998, §3.6 and §21.4); bird, frog, siren and telephone move frequency or loudness. Every note has the same RMS
and one attack, at its start.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mmfusion.tasks.sounding import NAMES, SAMPLE_RATE

NOTE_SECONDS = 1.3
RMS = 0.04
HERTZ = ((175.0, 220.0), (330.0, 415.0), (622.0, 784.0))
"""Range of the fundamental of a low, a middle and a high note: apart by half an octave and more."""
VARIANTS = 6
"""Notes of each kind and pitch that clips are drawn with; beyond them a bank goes on without end."""
TRAIN_BANK, TEST_BANK = 0, 1
AudioF32 = NDArray[np.float32]
FloatArray = NDArray[np.float64]
_HIGHEST = 7_400.0
_MEMBRANE = (1.0, 1.594, 2.136, 2.296, 2.653, 2.918, 3.156, 3.501)
_BELL = (0.5, 1.0, 1.183, 1.506, 2.0, 2.514, 2.662, 3.011, 4.166, 5.433)


def note(kind: str, hertz: float, rng: np.random.Generator) -> AudioF32:
    """Return one note of `NOTE_SECONDS`, `(S,)` of RMS `RMS`. Raises ValueError for an unknown kind."""
    if kind not in _VOICES:
        raise ValueError(f"unknown kind {kind!r}: there are {', '.join(_VOICES)}")
    time = np.arange(round(NOTE_SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
    wave = _VOICES[kind](time, hertz, rng)
    wave = wave * np.minimum(1.0, (NOTE_SECONDS - time) / 0.08)  # no click at the end
    return np.asarray(RMS * wave / np.sqrt((wave**2).mean()), dtype=np.float32)


@lru_cache(maxsize=512)
def note_of(bank: int, kind: int, pitch: int, variant: int) -> AudioF32:
    """Return a note of a bank, `(S,)`, read-only: the same whenever it is asked for."""
    rng = np.random.default_rng([21, bank, kind, pitch, variant])
    low, high = HERTZ[pitch]
    wave = note(NAMES[kind], low * (high / low) ** rng.random(), rng)
    wave.setflags(write=False)
    return wave


def _partials(
    time: FloatArray,
    hertz: Sequence[float] | FloatArray,
    amplitude: Sequence[float] | NDArray[np.floating],
    decay: Sequence[float] | NDArray[np.floating],
    rng: np.random.Generator,
) -> FloatArray:
    """Return Σ a_k exp(−d_k t) sin(2π f_k t + φ_k) over the partials that 16 kHz can hold."""
    out = np.zeros_like(time)
    for f, a, d in zip(hertz, amplitude, decay, strict=True):
        if f < _HIGHEST:
            out += a * np.exp(-d * time) * np.sin(2 * np.pi * f * time + rng.uniform(0, 2 * np.pi))
    return out


def _attack(time: FloatArray, seconds: float) -> FloatArray:
    return np.minimum(1.0, time / seconds)


def _gate(time: FloatArray, seconds: float, fall: float = 0.12) -> FloatArray:
    """Return 1 up to `seconds`, then a fall."""
    return np.asarray(np.clip(1 - (time - seconds) / fall, 0, 1))


def _guitar(time: FloatArray, f0: float, rng: np.random.Generator) -> FloatArray:
    k = np.arange(1, 24)
    pluck = rng.uniform(0.1, 0.2)  # where along the string it is plucked: a comb over the harmonics
    amplitude = np.abs(np.sin(np.pi * k * pluck)) / k
    return _partials(time, k * f0 * np.sqrt(1 + 1e-4 * k**2), amplitude, 1.6 + 0.5 * k, rng)


def _piano(time: FloatArray, f0: float, rng: np.random.Generator) -> FloatArray:
    k = np.arange(1, 14)
    strings = [  # three strings, slightly apart, beat and decay in two stages
        _partials(time, k * f0 * c * np.sqrt(1 + 6e-4 * k**2), k**-1.5, d + 0.3 * k, rng)
        for c, d in ((1.0, 5.0), (1.0011, 2.0), (0.9992, 1.4))
    ]
    thump = rng.standard_normal(time.size) * np.exp(-time * 90) * 0.5
    return np.asarray(sum(strings) + thump)


def _violin(time: FloatArray, f0: float, rng: np.random.Generator) -> FloatArray:
    vibrato = 1 + 0.012 * np.sin(2 * np.pi * rng.uniform(5, 6.5) * time + rng.uniform(0, 6))
    phase = 2 * np.pi * np.cumsum(f0 * vibrato) / SAMPLE_RATE
    k = np.arange(1, int(_HIGHEST / f0) + 1)
    body = np.exp(-(((np.log(k * f0) - np.log(2600)) / 0.8) ** 2)) * 2 + 1  # a resonance of the body
    wave = (np.sin(k[:, None] * phase) * (body / k)[:, None]).sum(axis=0)  # Helmholtz motion: a sawtooth
    bow = rng.standard_normal(time.size) * 0.05
    return np.asarray((wave + bow) * _attack(time, 0.045) * _gate(time, 0.75))


def _trumpet(time: FloatArray, f0: float, rng: np.random.Generator) -> FloatArray:
    level = _attack(time, 0.03) * (0.75 + 0.25 * np.exp(-time * 8)) * _gate(time, 0.6)
    phase = 2 * np.pi * f0 * time + 0.2 * np.sin(2 * np.pi * 5 * time)
    k = np.arange(1, int(_HIGHEST / f0) + 1)
    # The louder, the brighter (Risset): high harmonics follow a power of the level.
    weight = np.exp(-(((k * f0 - 1500.0) / 1600.0) ** 2)) + 0.15
    return np.asarray(
        (np.sin(k[:, None] * phase) * weight[:, None] * level ** (1 + 0.25 * k[:, None])).sum(0)
    )


def _saxophone(time: FloatArray, f0: float, rng: np.random.Generator) -> FloatArray:
    k = np.arange(1, int(_HIGHEST / f0) + 1)
    weight = np.where(k % 2, 1.0, 0.35) / k**0.8 * np.exp(-k * f0 / 3500)
    phase = 2 * np.pi * f0 * time * 1.0 + 0.6 * np.exp(-time * 25)
    growl = 1 + 0.25 * np.sin(2 * np.pi * rng.uniform(24, 32) * time)
    breath = _smooth(rng.standard_normal(time.size), 6) * 0.5
    wave = (np.sin(k[:, None] * phase) * weight[:, None]).sum(axis=0) * growl
    return np.asarray((wave + breath) * _attack(time, 0.02) * _gate(time, 0.5, 0.2))


def _accordion(time: FloatArray, f0: float, rng: np.random.Generator) -> FloatArray:
    beat = rng.uniform(5, 8)  # two reeds a few Hz apart
    k = np.arange(1, int(_HIGHEST / (f0 + beat)) + 1)
    reeds = [
        (np.sin(2 * np.pi * k[:, None] * f * time + rng.uniform(0, 6)) * (k**-0.7)[:, None]).sum(axis=0)
        for f in (f0, f0 + beat)
    ]
    return np.asarray(sum(reeds) * _attack(time, 0.035) * _gate(time, 0.85))


def _drum(time: FloatArray, f0: float, rng: np.random.Generator) -> FloatArray:
    ratios = np.array(_MEMBRANE)
    skin = _partials(time, f0 * ratios, 1 / ratios, 5.0 + 3.5 * ratios, rng)
    stick = _smooth(rng.standard_normal(time.size), 3) * np.exp(-time * 45)
    return np.asarray(skin + 0.9 * stick)


def _bell(time: FloatArray, f0: float, rng: np.random.Generator) -> FloatArray:
    ratios = np.array(_BELL)
    amplitude = np.array([0.4, 1, 0.8, 0.5, 1, 0.5, 0.4, 0.5, 0.35, 0.25]) * rng.uniform(
        0.7, 1.3, ratios.size
    )
    return _partials(time, f0 * 2 * ratios, amplitude, 0.8 + 0.9 * ratios, rng)


def _siren(time: FloatArray, f0: float, rng: np.random.Generator) -> FloatArray:
    sweep = f0 * 2 ** (0.5 * np.sin(2 * np.pi * rng.uniform(2.5, 3.5) * time - np.pi / 2))
    phase = 2 * np.pi * np.cumsum(sweep) / SAMPLE_RATE
    k = np.arange(1, 8, 2)
    wave = (np.sin(k[:, None] * phase) / k[:, None]).sum(axis=0)
    return np.asarray(wave * _attack(time, 0.01) * _gate(time, 0.8))


def _telephone(time: FloatArray, f0: float, rng: np.random.Generator) -> FloatArray:
    # A clapper between two gongs, twenty-odd strokes a second.
    stroke = np.mod(time * rng.uniform(20, 25), 1.0)
    tone = np.sin(2 * np.pi * 2 * f0 * time) + 0.8 * np.sin(2 * np.pi * 2.52 * f0 * time)
    return np.asarray(
        (tone + 0.5 * np.sin(2 * np.pi * 5.4 * f0 * time)) * np.exp(-3 * stroke) * _gate(time, 0.7)
    )


def _bird(time: FloatArray, f0: float, rng: np.random.Generator) -> FloatArray:
    # Chirps that glide upwards, two octaves above the fundamental, where birds sing.
    chirp = np.mod(time * rng.uniform(6, 8), 1.0)
    phase = 2 * np.pi * np.cumsum(4 * f0 * (1 + 0.35 * chirp)) / SAMPLE_RATE
    return np.asarray(np.sin(phase) * np.sin(np.pi * chirp) ** 0.5 * _gate(time, 0.55))


def _frog(time: FloatArray, f0: float, rng: np.random.Generator) -> FloatArray:
    # A croak: pulses of a harmonic tone, thirty and more a second, through one throat.
    pulse = np.clip(np.sin(2 * np.pi * rng.uniform(30, 38) * time), 0, 1) ** 2
    k = np.arange(1, int(3000 / f0) + 1)
    weight = np.exp(-(((k * f0 - 900) / 700) ** 2)) + 0.05
    wave = (np.sin(2 * np.pi * k[:, None] * f0 * time) * weight[:, None]).sum(axis=0)
    return np.asarray(wave * pulse * _gate(time, 0.45, 0.1))


def _smooth(noise: FloatArray, samples: int) -> FloatArray:
    return np.convolve(noise, np.ones(samples) / samples, "same")


_VOICES = {
    "guitar": _guitar,
    "violin": _violin,
    "trumpet": _trumpet,
    "saxophone": _saxophone,
    "accordion": _accordion,
    "piano": _piano,
    "drum": _drum,
    "bell": _bell,
    "siren": _siren,
    "telephone": _telephone,
    "bird": _bird,
    "frog": _frog,
}
