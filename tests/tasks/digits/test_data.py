"""Digits: splits by speaker, energy that is what it says, noise that is what it says, drawings as MNIST's."""

from __future__ import annotations

import os

import numpy as np
import pytest

from mmfusion.tasks.digits import SPEAKERS, clean, speakers_of, stored
from mmfusion.tasks.digits.data import other_class, same_class
from mmfusion.tasks.digits.learning.spoiling import FITTED, Lessons, batch, noises, varied
from mmfusion.tasks.digits.picture import Energy, as_mnist
from mmfusion.tasks.digits.voice import heard, log_mel, mel_power, noisy, trimmed

packs = pytest.mark.skipif(not os.environ.get("MMFUSION_DATA"), reason="MMFUSION_DATA is not set")


@pytest.mark.parametrize("seed", range(6))
def test_no_speaker_is_in_two_parts_of_a_split(seed: int) -> None:
    parts = speakers_of(seed)
    said = [name for part in parts.values() for name in part]
    assert sorted(said) == sorted(SPEAKERS)
    assert [len(parts[part]) for part in ("train", "validation", "test")] == [3, 1, 2]


@packs
def test_voices_of_the_packs_are_split_by_speaker_and_test_pictures_are_mnists_own() -> None:
    parts = {part: clean(part, seed=1) for part in ("train", "validation", "test")}
    for part, own in parts.items():
        assert set(own.speakers) == set(speakers_of(1)[part])
        assert len(own.waves) == len(own.powers) == len(own.spoken) == 500 * len(speakers_of(1)[part])
    assert [len(own.written) for own in parts.values()] == [54_000, 6_000, 10_000]
    assert parts["test"].written[:4].tolist() == [7, 2, 1, 0]  # the first of MNIST's test set


@packs
def test_components_and_scales_are_of_training_alone() -> None:
    part = clean("train")
    lessons = Lessons.of(part.ink[:FITTED], part.written[:FITTED], part.powers, part.spoken)
    np.testing.assert_allclose(
        lessons.energy.mean, part.ink[:FITTED].reshape(FITTED, -1).mean(axis=0), atol=1e-5
    )
    level, spread = lessons.scale()
    x = log_mel(lessons.powers)
    np.testing.assert_allclose(level, x.mean(axis=(0, 2)), atol=1e-5)
    assert spread == pytest.approx(x.std(), abs=1e-5)


@packs
def test_what_ships_is_what_the_packs_hold() -> None:
    found, test = stored(), clean("test")
    zeros = test.pictures[test.written == 0][:30] / np.float32(255)
    np.testing.assert_allclose(found.pictures[:30], zeros, atol=1e-6)
    mine = [i for i in np.flatnonzero(test.spoken == 0) if test.speakers[i] == "george"][:5]
    for own, index in zip(found.waves[:5], mine, strict=True):
        wave = test.waves[index] / np.abs(test.waves[index]).max()
        assert 10 * np.log10(np.mean(wave**2) / np.mean((own - wave) ** 2)) > 30  # dB: μ-law


def test_the_slice_that_ships_holds_no_test_speaker_to_train_on() -> None:
    found = stored()
    assert set(found.speakers) == set(speakers_of(0)["test"])
    assert found.lessons.powers.shape == (900, 16, 16)
    assert np.bincount(found.lessons.spoken).tolist() == [90] * 10  # three speakers, thirty takes
    assert np.bincount(found.written).tolist() == [30] * 10
    assert np.bincount(found.spoken).tolist() == [10] * 10


def test_energy_left_is_the_share_asked_for_and_more_is_refused() -> None:
    pictures = np.random.default_rng(1).random((400, 28, 28)).astype(np.float32)
    energy = Energy.fit(pictures)
    for share in (0.02, 0.1, 0.2):
        left = energy.left(pictures, share)
        assert left.var(axis=0).sum() / pictures.var(axis=0).sum() == pytest.approx(share, abs=0.005)
    with pytest.raises(ValueError, match="energy"):
        energy.left(pictures, 0.99)


def test_the_energy_of_shipped_components_is_that_of_training_pictures() -> None:
    lessons = stored().lessons
    whole = lessons.pictures.var(axis=0).sum()
    for share in (0.8, 0.2):
        left = lessons.energy.left(lessons.pictures, share)
        assert left.var(axis=0).sum() / whole == pytest.approx(share, abs=0.03)


def test_noise_is_at_the_ratio_asked_for_the_same_at_each_and_another_by_seed() -> None:
    wave = stored().waves[12]
    found = {db: noisy(wave, db, seed=3) - wave for db in (12.0, 0.0, -12.0)}
    for db, noise in found.items():
        assert 10 * np.log10(np.mean(wave**2) / np.mean(noise**2)) == pytest.approx(db, abs=0.01)
    np.testing.assert_allclose(
        found[0.0] / found[12.0].std(), found[12.0] * 10**0.6 / found[12.0].std(), atol=1e-3
    )
    assert abs(np.corrcoef(found[0.0], noisy(wave, 0.0, seed=4) - wave)[0, 1]) < 0.1
    assert noisy(wave, None, seed=3) is wave


def test_silence_before_and_after_changes_nothing_and_neither_does_loudness() -> None:
    wave = stored().waves[40]
    room = np.random.default_rng(0).normal(0, 1e-4, 4000).astype(np.float32)
    spoken = np.concatenate([room, wave, room])
    np.testing.assert_allclose(heard(trimmed(0.1 * spoken)), heard(trimmed(spoken)), atol=0.05)
    assert abs(len(trimmed(spoken)) - len(wave)) < 0.1 * len(wave)


def test_noise_added_to_power_is_like_noise_added_to_the_waveform() -> None:
    wave = stored().waves[55]
    noise = noises(0, seconds=len(wave) / 8000).mean(axis=0)
    power = mel_power(wave) / mel_power(wave).mean()
    # What is white over the waveform has the power of the waveform: cells' means are compared, not samples'.
    at = np.mean([log_mel(mel_power(noisy(wave, 0.0, seed))) for seed in range(30)], axis=0)
    ratio = mel_power(wave).mean() / np.mean(
        [mel_power(noisy(wave, 0.0, s) - wave).mean() for s in range(30)]
    )
    expected = log_mel(power + noise / ratio)
    assert np.abs(at - expected).mean() < 1.0  # dB


@pytest.mark.parametrize("size", [60, 200, 511])
def test_a_drawing_of_any_size_fills_the_box_and_its_mass_lies_in_the_middle(size: int) -> None:
    drawing = np.zeros((size, size))
    drawing[size // 10 : size // 2, size // 5 : size // 5 + size // 12] = 1
    drawing[size // 2 - size // 12 : size // 2, size // 5 : size // 2] = 1
    got = as_mnist(drawing)
    assert got is not None
    rows, columns = (np.flatnonzero(got.max(axis=axis) > 0.1) for axis in (1, 0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    for axis in (0, 1):
        mass = float(got.sum(axis=1 - axis) @ np.arange(28) / got.sum())
        assert abs(mass - 13.5) <= 0.51


@pytest.mark.parametrize("bad", [np.zeros((0, 3)), np.zeros(9), np.full((9, 9), np.nan)])
def test_what_is_no_drawing_is_refused(bad: np.ndarray) -> None:  # type: ignore[type-arg]
    with pytest.raises(ValueError, match="drawing"):
        as_mnist(bad)


def test_training_batches_are_pairs_of_one_class_the_same_from_the_same_seed() -> None:
    lessons = stored().lessons
    first, again = (batch(lessons, noises(0), 40, np.random.default_rng(5)) for _ in range(2))
    assert all((first.inputs[m] == again.inputs[m]).all() for m in ("visual", "audio"))
    assert np.bincount(first.labels.numpy(), minlength=10).tolist() == [4] * 10


def test_varied_voices_keep_their_mean_power() -> None:
    powers = stored().lessons.powers[:50]
    moved = varied(powers, np.random.default_rng(0))
    np.testing.assert_allclose(moved.mean(axis=(1, 2)), 1.0)
    assert not np.allclose(moved, powers)


def test_pairs_agree_or_disagree_as_they_say() -> None:
    found, rng = stored(), np.random.default_rng(0)
    seen, said = same_class(found.written, found.spoken, 100, rng)
    assert (found.written[seen] == found.spoken[said]).all()
    seen, said = other_class(found.written, found.spoken, 180, rng)
    combinations = list(zip(found.written[seen].tolist(), found.spoken[said].tolist(), strict=True))
    assert all(a != b for a, b in combinations)
    assert {combinations.count(one) for one in set(combinations)} == {2}
