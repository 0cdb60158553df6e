"""A sound in bands adds up to itself, and is heard through a map as the map says."""

from __future__ import annotations

import numpy as np
import pytest

from mmfusion.media import heard_through, in_bands

RATE = 16_000
EDGES = (60.0, 600.0, 1_700.0, 3_600.0, 7_800.0)


def sound(seed: int = 0, samples: int = 38_400) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.1, samples).astype(np.float32)


@pytest.mark.parametrize("samples", [1, 2, 777, 38_400])
def test_bands_add_up_to_the_sound(samples: int) -> None:
    wave = sound(samples=samples)
    parts = in_bands(wave, RATE, EDGES)
    assert parts.shape == (4, samples)
    np.testing.assert_allclose(parts.sum(axis=0), wave, atol=1e-6)


def test_a_tone_is_in_its_band_alone() -> None:
    time = np.arange(38_400) / RATE
    for band, hertz in enumerate((10.0, 1_000.0, 2_500.0, 7_900.0)):
        parts = in_bands(np.sin(2 * np.pi * hertz * time).astype(np.float32), RATE, EDGES)
        power = (parts.astype(float) ** 2).sum(axis=1)
        assert power[band] > 0.999 * power.sum()


def test_gains_of_one_give_the_sound_and_of_nought_silence() -> None:
    wave = sound()
    parts = in_bands(wave, RATE, EDGES)
    np.testing.assert_allclose(heard_through(parts, np.ones((4, 16)), RATE), wave, atol=1e-6)
    assert not heard_through(parts, np.zeros((4, 16)), RATE).any()
    np.testing.assert_allclose(heard_through(parts, np.full((4, 1), 0.5), RATE), wave / 2, atol=1e-6)


def test_one_cell_is_heard_in_its_band_and_its_step_alone() -> None:
    wave = sound()
    parts = in_bands(wave, RATE, EDGES)
    gains = np.zeros((4, 16))
    gains[2, 5] = 1
    heard = heard_through(parts, gains, RATE, fade=0.02)
    step, half = 38_400 // 16, int(0.01 * RATE)
    inside = slice(5 * step + half, 6 * step - half)
    np.testing.assert_allclose(heard[inside], parts[2, inside], atol=1e-6)
    assert not heard[: 5 * step - half].any()
    assert not heard[6 * step + half :].any()
    border = heard[5 * step] / parts[2, 5 * step]
    assert border == pytest.approx(0.5, abs=1e-3), "at a border both steps count half"


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="must rise"):
        in_bands(sound(), RATE, [100, 100])
    with pytest.raises(ValueError, match="two at least"):
        in_bands(sound(), RATE, [100])
    with pytest.raises(ValueError, match="map of 3 bands"):
        heard_through(in_bands(sound(), RATE, EDGES), np.ones((3, 16)), RATE)
