from __future__ import annotations

import numpy as np
import pytest
import torch

from mmfusion.tasks.sounding import COLUMNS, SAMPLE_RATE, SAMPLES
from mmfusion.tasks.sounding.raster import HOP, N_FFT, spectrograms
from mmfusion.tasks.sounding.tokens.inversion import Heard, hear, shares, span, start


@pytest.fixture(scope="module")
def tone() -> np.ndarray:
    """1 kHz, in the second band, from 0.6 s to 1.2 s, over a low floor."""
    rng = np.random.default_rng(0)
    time = np.arange(SAMPLES) / SAMPLE_RATE
    on = (time >= 0.6) & (time < 1.2)
    noise = 1e-4 * rng.standard_normal(SAMPLES)
    return (0.3 * on * np.sin(2 * np.pi * 1000 * time) + noise).astype(np.float32)


@pytest.fixture(scope="module")
def heard(tone) -> Heard:
    return hear(tone)


def test_bands_share_every_frequency_between_them():
    parts = shares().sum(axis=0)
    inside = (np.fft.rfftfreq(N_FFT, 1 / SAMPLE_RATE) > 70) & (np.fft.rfftfreq(N_FFT, 1 / SAMPLE_RATE) < 7700)
    np.testing.assert_allclose(parts[inside], 1)
    assert ((parts == 0) | np.isclose(parts, 1)).all()


@pytest.mark.parametrize("step", [4, 8, 16])
def test_cells_add_up_to_the_whole(tone, step):
    found = hear(tone, step)
    steps = COLUMNS // step
    assert found.cells.shape == (4 * steps, span(step))
    total = np.zeros(SAMPLES + 2 * N_FFT)
    for index, cell in enumerate(found.cells):
        at = N_FFT + start(index % steps * step)
        total[at : at + cell.size] += cell
    np.testing.assert_allclose(total[N_FFT : N_FFT + SAMPLES], found.whole, atol=1e-5)


def test_the_energy_of_a_tone_is_in_the_cells_of_its_band_and_time(heard):
    energy = (heard.cells.astype(np.float64) ** 2).sum(axis=1).reshape(4, 16)
    assert energy[1, 4:8].sum() > 0.9 * energy.sum()


def test_what_is_heard_has_nearly_the_spectrogram_that_it_came_from(tone, heard):
    before = spectrograms(torch.from_numpy(tone)[None])[0]
    after = spectrograms(torch.from_numpy(heard.whole)[None])[0]
    loud = before > before.max() - 25
    assert (before - after)[loud].square().mean().sqrt() < 3, "dB"


def test_it_is_the_same_every_time(tone, heard):
    np.testing.assert_array_equal(hear(tone).cells, heard.cells)


def test_a_window_stands_where_the_rasters_does():
    assert start(0) + N_FFT // 2 == HOP // 2, "centred on the middle of its column"


def test_cells_that_do_not_tile_are_refused(tone):
    with pytest.raises(ValueError, match="do not tile"):
        hear(tone, 5)
