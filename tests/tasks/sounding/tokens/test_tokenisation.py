from __future__ import annotations

import numpy as np
import pytest
import torch

from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.sounding import BAND, COLUMNS, MELS, PATCH, STEP
from mmfusion.tasks.sounding.network import SoundingNetwork, places
from mmfusion.tasks.sounding.raster import picture_input, sound_input, spectrograms
from mmfusion.tasks.sounding.render import frames, waveform
from mmfusion.tasks.sounding.scene import Scene, draw
from mmfusion.tasks.sounding.tokens.locality import covered, shifted, spread
from mmfusion.tasks.sounding.tokens.tokenisation import (
    Raster,
    as_convolution,
    band_edges,
    cut,
    dissect,
    likeness,
    neighbours,
)


@pytest.fixture(scope="module")
def scene() -> Scene:
    return draw(np.random.default_rng(4), "pair")


@pytest.fixture(scope="module")
def inputs(scene: Scene) -> dict[str, torch.Tensor]:
    return {"visual": picture_input(frames(scene)[None])[0], "audio": sound_input(waveform(scene)[None])[0]}


@pytest.fixture(scope="module")
def network() -> SoundingNetwork:
    torch.manual_seed(0)
    return SoundingNetwork(FusionSpec.named("mid", width=16, heads=2)).eval()


@pytest.mark.parametrize("sense", ["visual", "audio"])
def test_the_terms_add_up_to_the_networks_own_tokens(network, inputs, sense):
    found = dissect(network.tokenisers[sense], inputs[sense])
    with torch.inference_mode():
        own = network.tokens({sense: inputs[sense][None]})[sense][0].numpy()
    np.testing.assert_allclose(found.tokens, own, atol=1e-5)
    np.testing.assert_array_equal(found.tokens[0], found.cls + found.places[0])


@pytest.mark.parametrize("sense", ["visual", "audio"])
def test_the_projection_is_a_convolution_whose_stride_is_its_kernel(network, inputs, sense):
    found = dissect(network.tokenisers[sense], inputs[sense])
    np.testing.assert_allclose(
        as_convolution(network.tokenisers[sense], inputs[sense]), found.projected, atol=1e-5
    )


def test_a_patch_is_the_pixels_at_its_place(network, scene, inputs):
    pieces = dissect(network.tokenisers["visual"], inputs["visual"]).pieces
    film = frames(scene)
    for index in (0, 29, 110, 191):
        place = places("visual")[index]
        assert place.frame is not None
        top, left = PATCH * place.row, PATCH * place.column
        pixels = film[place.frame, top : top + PATCH, left : left + PATCH].astype(np.float32)
        back = pieces[index].reshape(3, PATCH, PATCH).transpose(1, 2, 0) * 60 + 170
        np.testing.assert_allclose(back, pixels, atol=1e-3)


def test_a_cell_is_its_bands_at_its_time(network, scene, inputs):
    pieces = dissect(network.tokenisers["audio"], inputs["audio"]).pieces
    decibels = spectrograms(torch.from_numpy(waveform(scene))[None])[0].numpy()
    for index in (0, 17, 40, 63):
        place = places("audio")[index]
        column = round(place.start / 2.4 * COLUMNS)
        bands = slice(BAND * place.row, BAND * (place.row + 1))
        cell = decibels[bands, column : column + STEP]
        np.testing.assert_allclose(pieces[index].reshape(BAND, STEP) * 20 - 45, cell, atol=1e-3)


def test_pieces_of_any_raster_hold_every_number_once(inputs):
    for patch in (4, 8, 16, 32):
        pieces = cut(inputs["visual"], (patch, patch))
        assert pieces.shape == (Raster(patch=patch).visual, 3 * patch * patch)
        assert pieces.sum() == pytest.approx(float(inputs["visual"].sum()), rel=1e-4)
    with pytest.raises(ValueError, match="do not tile"):
        cut(inputs["visual"], (5, 5))


def test_the_counts_of_the_shipped_raster_and_of_others():
    shipped = Raster()
    assert (shipped.visual, shipped.audio, shipped.tokens, shipped.scores) == (192, 64, 258, 66_564)
    assert shipped.per_second == (pytest.approx(80), pytest.approx(80 / 3))
    fine = Raster(frames=16, patch=4, columns=64, step=4)
    assert (fine.visual, fine.audio) == (16 * 16 * 24, 4 * 16)
    assert fine.per_second[1] == pytest.approx(2 * shipped.per_second[1]), "half as long, cells half as wide"
    assert Raster(columns=64).per_second[1] == pytest.approx(shipped.per_second[1])


@pytest.mark.parametrize("wrong", [{"patch": 5}, {"step": 7}, {"columns": 256}, {"columns": 20}])
def test_a_raster_that_does_not_tile_the_clip_is_refused(wrong):
    with pytest.raises(ValueError, match="tile"):
        Raster(**wrong)


def test_positions_are_as_alike_as_their_cosine():
    rng = np.random.default_rng(0)
    first, second = rng.normal(size=(7, 5)).astype(np.float32), rng.normal(size=(3, 5)).astype(np.float32)
    cosines = likeness(first, second)
    rows = np.concatenate([first, second])
    expected = rows[2] @ rows[8] / (np.linalg.norm(rows[2]) * np.linalg.norm(rows[8]))
    assert cosines.shape == (10, 10)
    assert cosines[2, 8] == pytest.approx(expected, abs=1e-6)
    np.testing.assert_allclose(np.diag(cosines), 1, atol=1e-6)


def test_neighbours_are_those_that_share_an_edge():
    # On a ring of unit vectors, 10 degrees a column: neighbours in a row have cos 10 degrees.
    angle = np.deg2rad(10) * np.arange(4)
    places = np.stack([np.cos(angle), np.sin(angle)], axis=1).astype(np.float32)
    near, far = neighbours(places, (1, 4))
    assert near == pytest.approx(np.cos(np.deg2rad(10)), abs=1e-6)
    others = (2 * np.cos(np.deg2rad(20)) + np.cos(np.deg2rad(30))) / 3
    assert far == pytest.approx(others, abs=1e-6)


def test_bands_meet_where_neighbouring_filters_cross():
    from mmfusion.media.spectrogram import mel_filterbank
    from mmfusion.tasks.sounding.raster import HIGH, LOW

    edges = band_edges()
    assert len(edges) == MELS // BAND + 1
    assert (edges[0], edges[-1]) == (LOW, HIGH)
    fine = mel_filterbank(16_000, 2**15, MELS, LOW, HIGH)
    scaled = fine / fine.max(axis=1, keepdims=True)
    hertz = np.fft.rfftfreq(2**15, 1 / 16_000)
    for edge, last in zip(edges[1:-1], range(BAND - 1, MELS - 1, BAND), strict=True):
        at = int(np.abs(hertz - edge).argmin())
        # Not quite one half each: above 1 kHz the sides of a filter differ in length.
        assert scaled[last, at] == pytest.approx(0.5, abs=0.05)
        assert scaled[last + 1, at] == pytest.approx(0.5, abs=0.05)


def test_a_change_of_one_patch_changes_one_token(network, scene):
    film = frames(scene)
    before = dissect(network.tokenisers["visual"], picture_input(film[None])[0])
    liveliest = int(before.pieces[48:72].std(axis=1).argmax())  # of the 24 patches of the third frame
    film[2] = covered(film[2], (4, 6), divmod(liveliest, 6))
    after = dissect(network.tokenisers["visual"], picture_input(film[None])[0])
    changed = np.flatnonzero(spread(before.projected, after.projected) > 1e-6)
    assert changed.tolist() == [48 + liveliest]


def test_a_shift_of_a_millisecond_changes_samples_more_than_spectrograms(scene):
    found = shifted(waveform(scene), 1.0)
    assert found.mels < 0.3 * found.samples
    assert found.mels < found.mels_null
    tone = np.sin(2 * np.pi * 500 * np.arange(38_400) / 16_000).astype(np.float32)
    assert shifted(tone, 1.0).samples == pytest.approx(2, abs=1e-3), "half a period: the opposite"
    assert shifted(tone, 2.0).samples == pytest.approx(0, abs=1e-3)
