"""Recordings become windows of sound: levels are in dB, nothing is digital silence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmfusion.tasks.events.sounds import (
    SAMPLES,
    active_level,
    add_noise,
    coloured_noise,
    harmonised,
    loudness,
    place,
    plain_sound,
    random_sound,
)


def _tone(seconds: float, hertz: float = 440.0) -> np.ndarray:
    t = np.arange(int(seconds * 16_000)) / 16_000
    return (0.3 * np.sin(2 * np.pi * hertz * t)).astype(np.float32)


@pytest.mark.parametrize("decibels", [-10.0, 0.0, 10.0, 30.0])
def test_noise_is_added_at_the_ratio_asked_for(decibels: float) -> None:
    tone = _tone(4.0)
    noise = add_noise(tone, decibels, np.random.default_rng(0)) - tone
    measured = 20 * np.log10(loudness(tone) / np.sqrt((noise.astype(float) ** 2).mean()))
    assert measured == pytest.approx(decibels, abs=0.2)


def test_a_short_sound_is_drowned_like_a_long_one() -> None:
    bark = np.zeros(SAMPLES, dtype=np.float32)
    bark[30_400:32_800] = _tone(0.15)
    assert active_level(bark) == pytest.approx(active_level(_tone(4.0)), rel=0.1)
    noisy = add_noise(bark, 0.0, np.random.default_rng(0), level=active_level(bark))
    assert (noisy - bark).std() == pytest.approx(0.3 / np.sqrt(2), rel=0.1)


def test_loudness_of_a_sine_is_its_rms() -> None:
    assert loudness(_tone(2.0)) == pytest.approx(0.3 / np.sqrt(2), rel=0.01)


@settings(max_examples=25, deadline=None)
@given(seconds=st.floats(0.05, 9.0), seed=st.integers(0, 1000))
def test_every_view_is_one_window_without_digital_silence(seconds: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    wave = _tone(seconds) * np.hanning(int(seconds * 16_000)).astype(np.float32)
    for view in (random_sound(wave, rng), plain_sound(wave, rng), harmonised(wave, rng)):
        assert view.shape == (SAMPLES,)
        assert np.isfinite(view).all()
        assert (view == 0).mean() < 0.01


def test_a_short_recording_lies_where_it_is_put() -> None:
    out = place(_tone(1.0), 0.5, -60.0, np.random.default_rng(0))
    energy = (out.reshape(8, -1) ** 2).mean(axis=1)
    assert energy[3:5].min() > 100 * energy[[0, 1, 6, 7]].max()


def test_white_noise_is_flat_and_pink_falls_by_three_decibels_an_octave() -> None:
    def slope(colour: float) -> float:
        power = np.abs(np.fft.rfft(coloured_noise(1 << 17, colour, np.random.default_rng(0)))) ** 2
        hertz = np.fft.rfftfreq(1 << 17, 1 / 16_000)
        low, high = power[(hertz > 200) & (hertz < 400)].mean(), power[(hertz > 3200) & (hertz < 6400)].mean()
        return float(10 * np.log10(low / high) / 4)  # dB an octave

    assert slope(0.0) == pytest.approx(0.0, abs=0.2)
    assert slope(0.5) == pytest.approx(3.0, abs=0.2)


def test_the_harmonised_view_has_no_high_band() -> None:
    wave = _tone(3.0) + coloured_noise(48_000, 0.0, np.random.default_rng(1)) * np.float32(0.2)
    power = np.abs(np.fft.rfft(harmonised(wave, np.random.default_rng(0)))) ** 2
    hertz = np.fft.rfftfreq(SAMPLES, 1 / 16_000)
    assert power[hertz > 5500].sum() < 1e-3 * power.sum()
