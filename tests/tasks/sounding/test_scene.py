from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from mmfusion.media import load_clip
from mmfusion.nn.spec import FusionSpec
from mmfusion.tasks.sounding import ANSWERS, DURATION, FRAMES, HEIGHT, NAMES, SAMPLES, UNASKED, WIDTH
from mmfusion.tasks.sounding.batches import (
    SHOWN,
    TEST,
    VALIDATION,
    blurred,
    fixed_scenes,
    make_batch,
    noise_of,
    numbered_scene,
)
from mmfusion.tasks.sounding.network import SoundingNetwork, places, stack
from mmfusion.tasks.sounding.raster import HOP, N_FFT, picture_input, sound_input, spectrograms
from mmfusion.tasks.sounding.render import MOMENTS, clip, frames, lift, object_mask, save, waveform
from mmfusion.tasks.sounding.scene import EASIEST, FORMS, JITTER, NEAREST, Form, Scene, draw, with_sound_of
from mmfusion.tasks.sounding.sprites import averaged, sprite
from mmfusion.tasks.sounding.synthesis import HERTZ, RMS, TEST_BANK, TRAIN_BANK, VARIANTS, note, note_of

forms = st.sampled_from(FORMS)
numbers = st.integers(0, 10_000)


def scenes(form: Form, count: int, first: int = 0) -> list[Scene]:
    return [numbered_scene(form, first + i) for i in range(count)]


@given(forms, numbers)
@settings(max_examples=60, deadline=None)
def test_a_numbered_scene_is_always_the_same_and_its_labels_are_its_own(form: Form, number: int) -> None:
    scene = numbered_scene(form, number)
    assert scene == numbered_scene(form, number, SHOWN)
    labels = scene.labels()
    assert set(labels) == set(ANSWERS)
    for question, label in labels.items():
        assert label == UNASKED or 0 <= label < len(ANSWERS[question])
    if form == "pair":
        seen = (*scene.objects, None)[labels["side"]] if labels["side"] < 2 else None
        assert (seen == scene.sound) if labels["side"] < 2 else scene.sound not in scene.objects


@given(forms, numbers)
@settings(max_examples=60, deadline=None)
def test_notes_start_at_landings_exactly_if_in_time(form: Form, number: int) -> None:
    scene = numbered_scene(form, number)
    gap = scene.shift % scene.period
    distance = min(gap, scene.period - gap)
    assert (distance <= JITTER + 1e-9) if scene.labels()["sync"] == 0 else (distance >= NEAREST - 1e-9)
    for moment in scene.landings():
        assert lift(scene, moment) == pytest.approx(0, abs=1e-6)


def test_every_answer_is_equally_likely() -> None:
    pair, one, independent = scenes("pair", 3000), scenes("one", 1200), scenes("independent", 1200)
    for labels, question in (
        (pair, "side"),
        (pair, "sync"),
        (pair, "pitch"),
        (one, "kind"),
        (independent, "left"),
    ):
        counts = Counter(s.labels()[question] for s in labels)
        expected = len(labels) / len(ANSWERS[question])
        for answer in range(len(ANSWERS[question])):
            assert abs(counts[answer] - expected) < 4.5 * np.sqrt(expected), (question, counts)


def test_what_is_seen_and_what_is_heard_are_independent_where_they_must_be() -> None:
    # In pairs every visible kind is equally likely to sound; the sound of an independent clip names nothing.
    heard = [s.sound in s.objects for s in scenes("independent", 2000)]
    assert abs(np.mean(heard) - 2 / len(NAMES)) < 0.03
    both = np.zeros((len(NAMES), len(NAMES)))
    for scene in scenes("pair", 3000):
        both[scene.objects[0], scene.sound] += 1
    share = np.trace(both) / both.sum()
    assert abs(share - 1 / 3) < 0.04


def test_objects_keep_to_their_halves_and_bounce_in_step() -> None:
    for scene in scenes("pair", 40):
        mask = object_mask(scene)
        left, right = (np.argwhere(mask == n) for n in (1, 2))
        assert left[:, 2].max() < WIDTH // 2 <= right[:, 2].min() + 2
        bottoms = [[np.argwhere(frame == n)[:, 0].max() for frame in mask] for n in (1, 2)]
        assert np.ptp(np.array(bottoms[0]) - np.array(bottoms[1])) <= 1


def test_the_mask_is_where_the_picture_differs_from_its_background() -> None:
    scene = numbered_scene("pair", 3)
    shown = frames(scene).astype(int)
    high = [i for i, moment in enumerate(MOMENTS) if lift(scene, moment) > 0.8]
    others = [i for i in range(FRAMES) if i not in high]
    moved = np.abs(shown[high[0]] - shown[others[0]]).max(axis=-1) > 60
    masks = object_mask(scene) > 0
    assert (moved & (masks[high[0]] | masks[others[0]])).sum() > 0.9 * moved.sum()


def test_what_people_see_averages_to_what_the_network_gets() -> None:
    for scene in scenes("pair", 4):
        small = picture_input(frames(scene)[None])
        large = picture_input(frames(scene, scale=3)[None])
        assert (small - large).abs().mean() * 60 < 0.4  # of 255 grey levels
    colour, opacity = sprite(2, 1, 0, 3)
    assert np.allclose(averaged(colour), sprite(2, 1, 0, 1)[0])
    assert opacity.shape[0] % 3 == 0


def test_the_spectrogram_is_librosas() -> None:
    import librosa

    wave = waveform(numbered_scene("one", 0))
    side = N_FFT // 2 - HOP // 2
    power = librosa.feature.melspectrogram(
        y=np.pad(wave, (side, side + N_FFT)), sr=16_000, n_fft=N_FFT, hop_length=HOP, n_mels=64, fmin=60,
        fmax=7800, center=False,
    )[:, :128]  # fmt: skip
    found = spectrograms(torch.from_numpy(wave)[None])[0].numpy()
    assert np.abs(found - 10 * np.log10(np.maximum(power, 1e-8))).max() < 1e-3


@pytest.mark.parametrize("kind", NAMES)
def test_a_note_has_its_pitch_one_level_and_one_attack(kind: str) -> None:
    rng = np.random.default_rng(0)
    low, high = note(kind, 200.0, rng), note(kind, 700.0, rng)
    for wave in (low, high):
        assert np.sqrt((wave**2).mean()) == pytest.approx(RMS, rel=1e-3)
        envelope = np.abs(wave).reshape(-1, 400).max(axis=1)
        assert envelope[:5].max() > 0.4 * envelope.max(), "a note sounds as it starts"

    def lowest(wave: NDArray[np.float32]) -> float:
        """Return the frequency below which a twentieth of the power lies."""
        power = np.cumsum(np.abs(np.fft.rfft(wave)) ** 2)
        return float(np.fft.rfftfreq(wave.size, 1 / 16_000)[np.argmax(power > 0.05 * power[-1])])

    assert lowest(high) > 1.5 * lowest(low)


def test_training_and_test_have_notes_of_their_own() -> None:
    for kind in range(len(NAMES)):
        one, other = (note_of(bank, kind, 1, 0) for bank in (TRAIN_BANK, TEST_BANK))
        assert not np.allclose(one, other, atol=0.1 * RMS)
    assert all(low[1] < high[0] for low, high in pairwise(HERTZ))


@given(st.floats(-20, 20))
@settings(max_examples=20, deadline=None)
def test_noise_has_the_level_that_its_decibels_say(ratio: float) -> None:
    scene = numbered_scene("one", 1)
    noise = noise_of(scene, ratio)
    level = 20 * np.log10(RMS * 10 ** (scene.gain / 20) / noise.std())
    assert level == pytest.approx(ratio, abs=1.5)


def test_blur_keeps_the_mean_and_is_scipys() -> None:
    from scipy.ndimage import gaussian_filter

    x = torch.from_numpy(np.random.default_rng(0).random((2, 3, 64, 96), dtype=np.float32))
    found = blurred(x, 2.0)
    wanted = gaussian_filter(x.numpy(), (0, 0, 2.0, 2.0), mode="nearest", truncate=3.0)
    assert np.abs(found.numpy() - wanted).max() < 1e-4
    assert blurred(x, 0.0) is x


def test_inputs_are_of_unit_scale() -> None:
    batch = make_batch(scenes("pair", 16))
    for x in (batch.visual, batch.audio):
        assert abs(x.mean()) < 1.2
        assert 0.3 < x.std() < 1.6


def test_tokens_know_where_and_when_they_are() -> None:
    assert len(places("visual")) == 192
    assert len(places("audio")) == 64
    assert places("visual")[0].start == 0
    assert places("audio")[-1].end == pytest.approx(DURATION)
    spec = FusionSpec.named("mid")
    network = SoundingNetwork(spec)
    codes = network.tokenisers["visual"].place[1:]  # type: ignore[index]
    distance = torch.cdist(codes, codes) + 1e9 * torch.eye(192)
    assert distance.min() > 0.5, "no two patches start from the same position"


def test_early_raw_lays_each_frames_sound_over_it() -> None:
    audio = torch.zeros(1, 1, 64, 128)
    audio[..., 16:32] = 1.0  # the second 300 ms
    stacked = stack(torch.zeros(1, 8, 3, 64, 96), audio)
    assert stacked.shape == (1, 8, 4, HEIGHT, WIDTH)
    assert stacked[0, 1, 3].min() == 1
    assert stacked[0, 0, 3].max() == 0
    with pytest.raises(ValueError, match="cannot do without either"):
        SoundingNetwork(FusionSpec.named("early-raw"))({"visual": torch.zeros(1, 8, 3, 64, 96)})


def test_a_swapped_sound_sounds_as_and_when_the_other_did() -> None:
    own, other = numbered_scene("pair", 0), numbered_scene("pair", 1)
    swapped = with_sound_of(own, other)
    assert swapped.objects == own.objects
    assert (swapped.sound, swapped.pitch) == (other.sound, other.pitch)
    first = (swapped.landing + swapped.shift) % own.period
    assert first == pytest.approx((other.landing + other.shift) % own.period)


def test_a_scene_is_saved_as_a_film_that_plays(tmp_path: Path) -> None:
    scene = numbered_scene("one", 2)
    save(scene, tmp_path / "clip.mp4")
    got = load_clip(tmp_path / "clip.mp4", frames=8, duration=DURATION)
    assert got.frames is not None
    assert got.waveform is not None
    assert got.frames.shape[1:] == (192, 288, 3)
    assert got.waveform.size == pytest.approx(SAMPLES, abs=2000)
    reference = clip(scene)
    assert reference.frames is not None
    assert np.abs(got.frames.astype(int) - reference.frames.astype(int)).mean() < 12


def test_the_easiest_timing_is_easier() -> None:
    rng = np.random.default_rng(0)
    drawn = [draw(rng, "one", timing=EASIEST) for _ in range(50)]
    assert {s.period for s in drawn} == {1.2}
    assert all(s.in_time or s.shift == pytest.approx(0.6) for s in drawn)


def test_no_two_test_clips_have_a_note_in_common_and_none_is_validated_on() -> None:
    """Clips that share a note stand and fall together: intervals over clips would be too narrow."""
    of = {
        part: [(s.bank, s.sound, s.pitch, s.variant) for form in FORMS for s in fixed_scenes(form, 700, part)]
        for part in (TEST, VALIDATION)
    }
    assert len(set(of[TEST])) == 2100
    assert not set(of[TEST]) & set(of[VALIDATION])
    assert {bank for bank, *_ in of[TEST]} == {TEST_BANK}
    assert min(variant for *_, variant in of[TEST]) >= VARIANTS, "and none is shown on a page"
    heard = [note_of(TEST_BANK, 7, 1, variant) for variant in (0, 6, 9, 60, 5997)]
    for first, other in combinations(heard, 2):
        assert not np.allclose(first, other, atol=0.1 * RMS), "another number is another note"


def test_parts_never_share_a_scene() -> None:
    seen = {numbered_scene("pair", i, part).seed for part in (TEST, SHOWN) for i in range(200)}
    assert len(seen) == 400


def test_sound_input_refuses_other_lengths() -> None:
    with pytest.raises(ValueError, match="waveforms must be"):
        sound_input(torch.zeros(1, 100))
