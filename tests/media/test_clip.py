"""Clips: dropping a sense, keys, and the round trip through a file."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mmfusion.media import SAMPLE_RATE, Clip, load_clip, probe, save_clip
from tests import clips


def numbered_clip(frames: int = 8, duration: float = 4.0, size: tuple[int, int] = (160, 120)) -> Clip:
    pictures = np.stack([clips.numbered_frame(k, *size) for k in range(frames)])
    times = (np.arange(frames) + 0.5) * duration / frames
    return Clip(
        pictures,
        times,
        clips.bursts_at((0.5, 1.5), duration, SAMPLE_RATE),
        SAMPLE_RATE,
        "made",
        duration=duration,
    )


def test_a_sense_can_be_dropped() -> None:
    clip = numbered_clip()
    assert clip.without("audio").waveform is None
    assert clip.without("audio").frames is clip.frames
    assert clip.without("visual").frames is None
    assert clip.without("visual").frame_times is None
    with pytest.raises(ValueError, match="unknown modality 'smell'"):
        clip.without("smell")


def test_the_key_is_of_the_content_and_not_of_the_name() -> None:
    clip = numbered_clip()
    assert clip.key() == replace(clip, source="other", notes=("x",)).key()
    keys = {
        clip.key(),
        clip.without("audio").key(),
        clip.without("visual").key(),
        replace(clip, waveform=-clip.waveform).key() if clip.waveform is not None else "",
        replace(clip, frames=clip.frames[:, ::-1]).key() if clip.frames is not None else "",
    }
    assert len(keys) == 5


@pytest.mark.parametrize("frames", [1, 8, 12])
def test_what_is_saved_is_loaded_again(tmp_path: Path, frames: int) -> None:
    clip = numbered_clip(frames)
    save_clip(clip, tmp_path / "c.mp4")
    again = load_clip(tmp_path / "c.mp4", frames=frames)
    assert again.frames is not None
    assert again.frame_times == pytest.approx(clip.frame_times, abs=0.01)
    assert [clips.read_index(f) for f in again.frames] == list(range(frames))
    assert clip.frames is not None
    assert np.abs(again.frames.astype(float) - clip.frames).mean() < 6
    assert again.waveform is not None
    assert again.waveform.shape == (64000,)
    assert clips.onsets(again.waveform, SAMPLE_RATE) == pytest.approx([0.5, 1.5], abs=0.002)


def test_frames_a_second_can_be_chosen(tmp_path: Path) -> None:
    save_clip(numbered_clip(), tmp_path / "c.mp4", fps=24)
    assert probe(tmp_path / "c.mp4").fps == 24
    again = load_clip(tmp_path / "c.mp4", frames=8)
    assert again.frames is not None
    assert [clips.read_index(f) for f in again.frames] == list(range(8))


def test_odd_sides_lose_a_pixel_and_short_clips_are_fine(tmp_path: Path) -> None:
    save_clip(numbered_clip(2, 0.3, (161, 121)), tmp_path / "c.mp4")
    again = load_clip(tmp_path / "c.mp4", frames=2)
    assert again.frames is not None
    assert again.frames.shape == (2, 120, 160, 3)


@pytest.mark.parametrize("sense", ["audio", "visual"])
def test_one_sense_alone_is_saved(sense: str) -> None:
    buffer = io.BytesIO()
    save_clip(numbered_clip().without(sense), buffer)
    again = load_clip(buffer.getvalue())
    assert (again.waveform is None) == (sense == "audio")
    assert (again.frames is None) == (sense == "visual")


def test_nothing_cannot_be_saved() -> None:
    with pytest.raises(ValueError, match="nothing to write"):
        save_clip(numbered_clip().without("audio").without("visual"), io.BytesIO())
    with pytest.raises(ValueError, match="fps"):
        save_clip(numbered_clip(), io.BytesIO(), fps=0)
