"""Silence is an absent sound, channels that cancel each other are not: both are said."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from mmfusion.media import SAMPLE_RATE, MediaError, load_clip, load_span
from mmfusion.media.clip import SILENT
from tests import clips

OPPOSED = "The channels of the sound cancel each other when they are mixed: the loudest one is used alone."
ALONE = "This file has no picture; the sound answers alone."
TONE = 0.5 * np.sin(2 * np.pi * 440 * np.arange(4 * SAMPLE_RATE) / SAMPLE_RATE)


def wav(*channels: NDArray[np.float64]) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(len(channels))
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        out.writeframes(np.round(np.stack(channels, axis=1) * 32767).astype("<i2").tobytes())
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("channels", "loudest"),
    [((TONE, -TONE), 0), ((0.96 * TONE, -TONE), 1), ((TONE, -0.5 * TONE, -0.5 * TONE), 0)],
)
def test_the_loudest_channel_stands_for_channels_that_cancel(
    channels: tuple[NDArray[np.float64], ...], loudest: int
) -> None:
    for load in (load_clip, load_span):
        clip = load(wav(*channels), isolate=False)
        assert clip.waveform == pytest.approx(channels[loudest], abs=1e-3)
        assert clip.notes == (ALONE, OPPOSED) or clip.notes == (OPPOSED, ALONE)


@pytest.mark.parametrize(
    "channels",
    [
        (TONE, TONE),
        (TONE, 0 * TONE),
        (TONE, -0.6 * TONE),
        (TONE, *[0 * TONE] * 7),
        (TONE, np.random.default_rng(0).normal(0, 0.1, TONE.size)),
    ],
)
def test_other_channels_are_averaged(channels: tuple[NDArray[np.float64], ...]) -> None:
    clip = load_clip(wav(*channels), isolate=False)
    assert clip.waveform == pytest.approx(np.mean(channels, axis=0), abs=1e-3)
    assert clip.notes == (ALONE,)


@pytest.mark.parametrize("level", [0.0, 0.9 * SILENT])
def test_a_silent_sound_track_is_an_absent_sound(folder: Path, level: float) -> None:
    path = folder / f"silent{level}.mkv"
    clips.make_video(path, 2.0, audio_codec="pcm_s16le", bursts=(0.5,), level=level)
    for load in (load_clip, load_span):
        clip = load(path, isolate=False)
        assert clip.frames is not None
        assert clip.waveform is None
        said = "The sound of this file is silence, which counts as none; the picture answers alone."
        assert clip.notes == (said,)


def test_a_faint_sound_is_a_sound(folder: Path) -> None:
    path = folder / "faint.mkv"
    clips.make_video(path, 2.0, audio_codec="pcm_s16le", bursts=(0.5,), level=2 * SILENT)
    clip = load_clip(path, isolate=False)
    assert clip.waveform is not None
    assert clip.notes == ()


def test_silence_is_a_matter_of_the_window(folder: Path) -> None:
    path = folder / "pause.mkv"
    clips.make_video(path, 8.0, audio_codec="pcm_s16le", bursts=(0.5, 7.0))
    assert load_clip(path, duration=2.0, isolate=False).waveform is not None
    pause = load_clip(path, start=2.0, isolate=False)
    assert pause.waveform is None
    assert pause.notes == (
        "The sound of this window is silence, which counts as none; the picture answers alone.",
    )
    assert load_span(path, isolate=False).waveform is not None


def test_a_silent_sound_without_a_picture_is_refused() -> None:
    with pytest.raises(MediaError, match="no picture and its sound is silence: choose"):
        load_clip(wav(0 * TONE), isolate=False)
    with pytest.raises(MediaError, match="This part of the file is silent and there is no picture: choose"):
        load_clip(wav(np.concatenate([TONE, 0 * TONE])), start=4.0, isolate=False)
