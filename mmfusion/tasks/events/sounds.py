"""Recordings become four seconds of sound: placed, filtered, drowned, never padded with digital silence.

A recording that is shorter than the window lies somewhere in it over a noise floor; where it lies, how
loud the floor is and which band is left are random in training, so that they tell nothing of the class.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mmfusion.media import WINDOW
from mmfusion.tasks.events.recordings import SAMPLE_RATE

AudioF32 = NDArray[np.float32]
SAMPLES = int(WINDOW * SAMPLE_RATE)
_FLOOR_DB = -55.0


def loudness(wave: AudioF32) -> float:
    """Return the RMS of the loud parts (90th percentile of 50 ms blocks), so that silence does not count."""
    blocks = wave[: wave.size // 800 * 800].reshape(-1, 800) if wave.size >= 800 else wave[None]
    return float(np.percentile(np.sqrt((blocks.astype(np.float64) ** 2).mean(axis=1)), 90)) + 1e-8


def coloured_noise(size: int, slope: float, rng: np.random.Generator) -> AudioF32:
    """Return noise of unit RMS, its amplitude falling as frequency to the `-slope` (0 white, 0.5 pink)."""
    spectrum = np.fft.rfft(rng.standard_normal(size))
    spectrum /= np.maximum(np.arange(spectrum.size), size * 20 / SAMPLE_RATE) ** slope
    wave = np.fft.irfft(spectrum, size)
    return np.asarray(wave / (wave.std() + 1e-12), dtype=np.float32)


def active_level(wave: AudioF32) -> float:
    """Return the RMS of what sounds: of the 50 ms blocks within 20 dB of the loudest (after ITU-T P.56).

    A bark of a tenth of a second in four seconds of quiet is measured as a bark.
    """
    blocks = wave[: wave.size // 800 * 800].reshape(-1, 800) if wave.size >= 800 else wave[None]
    power = (blocks.astype(np.float64) ** 2).mean(axis=1)
    return float(np.sqrt(power[power >= 0.01 * power.max()].mean())) + 1e-8


def add_noise(
    wave: AudioF32,
    decibels: float,
    rng: np.random.Generator,
    slope: float = 0.5,
    level: float | None = None,
) -> AudioF32:
    """Return `wave` with noise `decibels` below `level` (by default its `loudness`)."""
    amplitude = (loudness(wave) if level is None else level) * 10 ** (-decibels / 20)
    return np.asarray(wave + amplitude * coloured_noise(wave.size, slope, rng), dtype=np.float32)


def place(
    wave: AudioF32, start: float, floor_db: float, rng: np.random.Generator, size: int = SAMPLES
) -> AudioF32:
    """Return `size` samples: a part of a long recording, or a short one somewhere over a noise floor.

    `start` in [0, 1] says where; `floor_db` is the floor against the recording's loudness.
    """
    room = size - wave.size
    if room <= 0:
        offset = round(start * -room)
        return wave[offset : offset + size]
    out = loudness(wave) * 10 ** (floor_db / 20) * coloured_noise(size, 0.5, rng)
    fade = min(160, wave.size // 4)
    ramp = np.ones(wave.size, dtype=np.float32)
    if fade:
        ramp[:fade] = np.linspace(0, 1, fade)
        ramp[-fade:] = np.linspace(1, 0, fade)
    offset = round(start * room)
    out[offset : offset + wave.size] += wave * ramp
    return out


def _band(wave: AudioF32, low: float, high: float) -> AudioF32:
    from scipy.signal import butter, sosfilt  # 0.8 s, and needed in training only

    if high < SAMPLE_RATE / 2 * 0.97:
        wave = np.asarray(sosfilt(butter(6, high, fs=SAMPLE_RATE, output="sos"), wave), dtype=np.float32)
    if low > 25:
        wave = np.asarray(
            sosfilt(butter(2, low, "high", fs=SAMPLE_RATE, output="sos"), wave), dtype=np.float32
        )
    return wave


def random_sound(wave: AudioF32, rng: np.random.Generator, *, ruined: float = 0.2) -> AudioF32:
    """Return a random training view of a recording, `(SAMPLES,)`.

    A share is drowned on purpose, a quarter keeps the floor it has, the rest get one of 5 to 55 dB.
    """
    if rng.random() < 0.35:  # a part of it only: how long a sound lasts must not tell what it is
        length = int(rng.uniform(0.8, 3.0) * SAMPLE_RATE)
        first = int(rng.integers(0, max(1, wave.size - length)))
        wave = wave[first : first + length]
    speed = rng.uniform(0.92, 1.08)
    moved = np.interp(np.arange(0, wave.size - 1, speed), np.arange(wave.size), wave).astype(np.float32)
    out = place(moved, rng.random(), rng.uniform(-60, -20), rng)
    if rng.random() < 0.6:
        out = _band(out, rng.uniform(20, 300), np.exp(rng.uniform(np.log(2500), np.log(8000))))
    if rng.random() < 0.3:  # a phone's automatic gain: the dynamic range shrinks
        out = np.asarray(
            np.sign(out) * np.abs(out / (np.abs(out).max() + 1e-9)) ** rng.uniform(0.6, 1), np.float32
        )
    lot = rng.random()
    if lot < 0.75:
        ratio = rng.uniform(-15, 5) if lot < ruined else rng.uniform(5, 55)
        out = add_noise(out, ratio, rng, slope=rng.uniform(0, 0.8), level=active_level(out))
    return out * np.float32(10 ** rng.uniform(-1.5, 0) / (np.abs(out).max() + 1e-9))


def plain_sound(wave: AudioF32, rng: np.random.Generator) -> AudioF32:
    """Return the test view: the loudest four seconds, or all of a short recording over a low floor."""
    room = wave.size - SAMPLES
    start = rng.random()
    if room > 0:
        energy = np.concatenate([[0.0], np.cumsum(wave.astype(np.float64) ** 2)])
        offsets = np.arange(0, room + 1, 800)
        start = float(offsets[np.argmax(energy[offsets + SAMPLES] - energy[offsets])] / room)
    return place(wave, start, _FLOOR_DB, rng)


def harmonised(wave: AudioF32, rng: np.random.Generator) -> AudioF32:
    """Return the leak-controlled view: below 3.8 kHz, the loudest 1.5 s, 40 dB of range, centred.

    What is left cannot tell a source by its bandwidth, its length or its noise floor.
    """
    size = int(1.5 * SAMPLE_RATE)
    if wave.size > size:
        energy = np.concatenate([[0.0], np.cumsum(wave.astype(np.float64) ** 2)])
        offsets = np.arange(0, wave.size - size + 1, 400)
        best = int(offsets[np.argmax(energy[offsets + size] - energy[offsets])])
        wave = wave[best : best + size]
    narrow = _band(wave, 100, 3800)
    return _band(place(add_noise(narrow, 40, rng, 0.0), 0.5, -40, rng), 20, 3800)
