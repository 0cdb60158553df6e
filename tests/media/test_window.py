"""Frames and sound of a window are the true ones, whatever the container."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmfusion.media import SAMPLE_RATE, Clip, MediaError, load_clip, load_span, preview, probe
from tests import clips


def indices(clip: Clip) -> list[int]:
    assert clip.frames is not None
    return [clips.read_index(frame) for frame in clip.frames]


def shown_at(clip: Clip, fps: float) -> list[int]:
    assert clip.frame_times is not None
    return [int(time * fps + 1e-6) for time in clip.frame_times]


def make(folder: Path, name: str, **settings_: Any) -> Path:
    path = folder / name
    if not path.exists():
        clips.make_video(path, **settings_)
    return path


CONTAINERS: dict[str, dict[str, Any]] = {
    "h264.mp4": {},
    "h264.mkv": {},
    "h264.ts": {},
    "h264.avi": {"audio_codec": "pcm_s16le"},
    "hevc.mov": {
        "codec": "libx265",
        "options": {"x265-params": "log-level=none:pools=1", "preset": "ultrafast"},
    },
    "vp8.webm": {"codec": "libvpx", "audio_codec": "libopus", "rate": 48000},
    "vp9.webm": {
        "codec": "libvpx-vp9",
        "audio_codec": "libopus",
        "rate": 48000,
        "options": {"deadline": "realtime", "cpu-used": "8"},
    },
    "mpeg4.avi": {"codec": "mpeg4", "audio_codec": "pcm_s16le"},
    "mjpeg.avi": {"codec": "mjpeg", "audio_codec": "pcm_s16le"},
    "mjpeg.mov": {"codec": "mjpeg", "audio_codec": "pcm_s16le"},
    "recorded.webm": {
        "codec": "libvpx",
        "container": "webm",
        "audio_codec": "libopus",
        "rate": 48000,
        "seekable": False,
        "gop": 100,
    },
    "fragments.mp4": {"options": {}, "container": "mp4", "seekable": False},
}


@pytest.mark.parametrize("name", [name for name in CONTAINERS if name != "fragments.mp4"])
def test_every_container_gives_the_frames_on_display_and_sound_on_the_same_axis(
    folder: Path, name: str
) -> None:
    path = make(folder, name, seconds=3.0, bursts=(0.5, 1.5), **CONTAINERS[name])
    for start, duration in ((0.0, 3.0), (1.1, 1.0)):
        clip = load_clip(path, frames=6, start=start, duration=duration, isolate=False)
        late = 1 if name == "h264.ts" else 0  # a transport stream begins with the sound's priming
        assert indices(clip) == pytest.approx(shown_at(clip, 25), abs=late)
        assert clip.waveform is not None
        assert clip.waveform.dtype == np.float32
        assert clip.waveform.size == round(clip.duration * SAMPLE_RATE)
        expected = [t - start for t in (0.5, 1.5) if t > start]
        assert clips.onsets(clip.waveform, SAMPLE_RATE) == pytest.approx(
            expected, abs=0.025 if late else 0.002
        )


@settings(max_examples=25, deadline=None)
@given(start=st.floats(0, 5.8), duration=st.floats(0.1, 8), frames=st.integers(1, 12))
def test_any_window_is_exact(video: Path, start: float, duration: float, frames: int) -> None:
    clip = load_clip(video, frames, start, duration, isolate=False)
    assert clip.total == pytest.approx(6.0, abs=0.01)
    assert clip.duration == pytest.approx(min(duration, 6.0 - start), abs=0.01)
    assert clip.frame_times is not None
    middles = start + (np.arange(frames) + 0.5) * clip.duration / frames
    assert clip.frame_times == pytest.approx(middles)
    assert indices(clip) == shown_at(clip, 25)
    inside = [t - start for t in (0.5, 1.5, 5.5) if start < t < start + clip.duration - clips.BURST]
    heard = [] if clip.waveform is None else clips.onsets(clip.waveform, SAMPLE_RATE)  # None: silence
    for onset in inside:
        assert min(abs(onset - other) for other in heard) < 0.002


def test_the_worker_gives_exactly_what_this_process_gives(video: Path) -> None:
    here = load_clip(video, start=1.0, isolate=False)
    for source in (video, str(video), video.read_bytes()):
        there = load_clip(source, start=1.0)
        assert there.key() == here.key()
        assert (there.start, there.duration, there.total, there.notes) == (
            here.start, here.duration, here.total, here.notes,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("rotation", "corner"), [(0, "top left"), (90, "top right"), (180, "bottom right"), (270, "bottom left")]
)
def test_rotated_video_is_turned_upright(folder: Path, rotation: int, corner: str) -> None:
    path = make(folder, f"rotated{rotation}.mp4", seconds=0.4, rotation=rotation, audio=False)
    clip = load_clip(path, frames=2, isolate=False)
    assert clip.frames is not None
    assert clip.frames.shape[1:3] == ((160, 120) if rotation % 180 else (120, 160))
    assert clips.corner(clip.frames[0]) == corner
    picture = preview(path, isolate=False)
    assert picture is not None
    assert clips.corner(picture) == corner


def test_pixels_become_square(folder: Path) -> None:
    path = make(folder, "sar.mp4", seconds=0.4, sar=Fraction(4, 3), audio=False)
    clip = load_clip(path, frames=2, isolate=False)
    assert clip.frames is not None
    assert clip.frames.shape[1:3] == (120, 213)
    tall = load_clip(make(folder, "tall.mp4", seconds=0.4, sar=Fraction(1, 2), audio=False), 2, isolate=False)
    assert tall.frames is not None
    assert tall.frames.shape[1:3] == (240, 160)


@pytest.mark.parametrize("size", [(161, 121), (17, 33), (1000, 24), (2, 2)])
def test_odd_sizes(folder: Path, size: tuple[int, int]) -> None:
    path = make(folder, f"odd{size[0]}.mkv", seconds=0.2, size=size, pix_fmt="yuv444p", audio=False)
    clip = load_clip(path, frames=2, isolate=False)
    assert clip.frames is not None
    assert clip.frames.shape[1:3] == size[::-1]


def test_large_pictures_are_scaled_to_360_on_the_short_side(folder: Path) -> None:
    clip = load_clip(make(folder, "hd.mp4", seconds=0.2, size=(1280, 720), audio=False), 2, isolate=False)
    assert clip.frames is not None
    assert clip.frames.shape[1:3] == (360, 640)
    assert indices(clip) == shown_at(clip, 25)


def test_variable_frame_rate(folder: Path) -> None:
    times = [0, 0.1, 0.2, 1, 1.1, 2.5, 2.6, 3.9]
    clip = load_clip(make(folder, "vfr.mp4", seconds=4.0, times=times), frames=16, isolate=False)
    assert clip.frame_times is not None
    on_display = [max(k for k, t in enumerate(times) if t <= time) for time in clip.frame_times]
    assert indices(clip) == on_display


def test_a_video_of_one_frame(folder: Path) -> None:
    clip = load_clip(make(folder, "one.mp4", seconds=0.04, audio=False), isolate=False)
    assert clip.frames is not None
    assert len(clip.frames) == 8
    assert clip.duration == pytest.approx(0.04)


def test_a_window_after_the_sound_has_none(folder: Path) -> None:
    path = make(folder, "soundends.mp4", seconds=3.0, audio_seconds=0.6, bursts=(0.1,))
    assert load_clip(path, frames=2, duration=3.0, isolate=False).waveform is not None
    later = load_clip(path, frames=2, start=2.0, isolate=False)
    assert later.waveform is None
    assert "no sound" in later.notes[0]


def test_gif(folder: Path) -> None:
    clip = load_clip(make(folder, "g.gif", seconds=2.0, fps=10, codec="gif", audio=False), isolate=False)
    assert indices(clip) == shown_at(clip, 10)
    assert clip.waveform is None
    assert clip.notes == ("This file has no sound; the picture answers alone.",)


@pytest.mark.parametrize("layout", ["mono", "stereo", "5.1", "7.1"])
@pytest.mark.parametrize("rate", [8000, 44100])
def test_sound_of_any_layout_and_rate_is_the_mean_of_its_channels(
    folder: Path, layout: str, rate: int
) -> None:
    path = folder / f"{layout}{rate}.wav"
    clips.make_sound(path, 2.0, layout=layout, rate=rate)
    clip = load_clip(path, isolate=False)
    assert clip.frames is None
    assert clip.frame_times is None
    assert clip.waveform is not None
    assert clip.waveform.shape == (32000,)
    truth = clips.bursts_at((0.5, 1.5), 2.0, SAMPLE_RATE)
    assert np.abs(clip.waveform - truth).max() < 0.06  # the filter rings where a burst begins
    assert np.corrcoef(clip.waveform, truth)[0, 1] > 0.998


SOUNDS: dict[str, Callable[[Path], object]] = {
    "s.mp3": lambda p: clips.make_sound(p, 2.0, codec="libmp3lame", rate=44100, layout="stereo"),
    "s.flac": lambda p: clips.make_sound(p, 2.0, codec="flac"),
    "s.ogg": lambda p: clips.make_sound(p, 2.0, codec="libopus", container="ogg", rate=48000),
    "s.m4a": lambda p: clips.make_sound(p, 2.0, codec="aac", container="mp4", rate=44100),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_sound_files(folder: Path, name: str) -> None:
    SOUNDS[name](folder / name)
    clip = load_clip(folder / name, isolate=False)
    assert clip.waveform is not None
    assert clips.onsets(clip.waveform, SAMPLE_RATE) == pytest.approx([0.5, 1.5], abs=0.002)
    assert clip.notes == ("This file has no picture; the sound answers alone.",)
    assert preview(folder / name, isolate=False) is None


def test_a_window_beyond_the_end_is_refused(video: Path) -> None:
    with pytest.raises(MediaError, match=r"starts at 12\.0 s and the clip ends at 6\.0 s"):
        load_clip(video, start=12.0, isolate=False)


@pytest.mark.parametrize(
    "window", [{"frames": 0}, {"start": -1.0}, {"duration": 0.0}, {"duration": float("nan")}]
)
def test_nonsense_windows_are_refused(video: Path, window: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a window needs"):
        load_clip(video, **window)


def test_span_covers_the_clip(video: Path) -> None:
    span = load_span(video, fps=2.0)
    assert span.frame_times is not None
    assert span.frame_times == pytest.approx(0.25 + 0.5 * np.arange(12))
    assert indices(span) == shown_at(span, 25)
    assert span.waveform is not None
    assert clips.onsets(span.waveform, SAMPLE_RATE) == pytest.approx([0.5, 1.5, 5.5], abs=0.002)


def test_preview_is_a_key_frame_before_the_moment(video: Path) -> None:
    picture = preview(video, 5.0)
    assert picture is not None
    assert clips.read_index(picture) == 90
    first = preview(video, 0.0)
    assert first is not None
    assert clips.read_index(first) == 0


def test_probe(video: Path, sound: Path) -> None:
    found = probe(video)
    assert (found.kind, found.size, found.fps, found.channels, found.sample_rate) == (
        "video", (160, 120), 25.0, 1, 44100,
    )  # fmt: skip
    assert found.total == pytest.approx(6.0, abs=0.01)
    assert found.codecs == ("h264", "aac")
    assert probe(sound, isolate=False).kind == "sound"
