"""Every ending that is offered is read. (That the page offers these is in tests/app/test_pages.py.)"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from mmfusion.commands import predict
from mmfusion.media import ENDINGS, load_clip
from tests import clips

MPEG4 = {"codec": "mpeg4", "audio_codec": "aac"}
MPEG2 = {"codec": "mpeg2video", "audio_codec": "mp2"}
WMV = {"codec": "wmv2", "audio_codec": "wmav2", "container": "asf"}
VIDEOS: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("mp4", "m4v", "mov", "mkv", "avi"), MPEG4),
    **{ending: {**MPEG4, "size": (176, 144)} for ending in ("3gp", "3g2")},
    "webm": {"codec": "libvpx", "audio_codec": "libopus", "rate": 48000},
    **{ending: {**MPEG2, "container": "mpeg"} for ending in ("mpg", "mpeg")},
    **{ending: {"container": "mpegts"} for ending in ("ts", "mts", "m2ts")},
    **dict.fromkeys(("wmv", "asf"), WMV),
    "flv": {"codec": "flv"},
    "gif": {"codec": "gif", "audio": False, "fps": 10},
    "h264": {"audio": False},
}
SOUNDS: dict[str, dict[str, Any]] = {
    "wav": {},
    "mp3": {"codec": "libmp3lame"},
    "flac": {"codec": "flac"},
    "ogg": {"codec": "libopus", "rate": 48000},
    "oga": {"codec": "flac", "container": "ogg"},
    "opus": {"codec": "libopus", "rate": 48000},
    "m4a": {"codec": "aac", "container": "mp4"},
    "aac": {"codec": "aac", "container": "adts"},
    **{ending: {"codec": "pcm_s16be", "container": "aiff"} for ending in ("aiff", "aif")},
    "wma": {"codec": "wmav2", "container": "asf", "rate": 44100},
}
PICTURES = {
    **{"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "bmp": "BMP", "avif": "AVIF"},
    **{"tif": "TIFF", "tiff": "TIFF"},
}
UNMADE = {"amr", "ogv"}
"""Read, but there is no encoder here to make one with a tested content (AMR is made by hand below)."""


def made(folder: Path, ending: str) -> Path:
    path = folder / f"made.{ending}"
    if ending in VIDEOS:
        clips.make_video(path, 2.0, **{"bursts": (0.5,), **VIDEOS[ending]})
    elif ending in SOUNDS:
        clips.make_sound(path, 2.0, **{"bursts": (0.5,), **SOUNDS[ending]})
    else:
        Image.fromarray(clips.numbered_frame(5, 160, 120)).save(path, PICTURES[ending])
    return path


@pytest.mark.parametrize("ending", sorted({*ENDINGS} - UNMADE))
def test_every_ending_is_read(folder: Path, ending: str) -> None:
    clip = load_clip(made(folder, ending), duration=2.0, isolate=False)
    assert (clip.frames is not None) == (ending in VIDEOS or ending in PICTURES)
    assert (clip.waveform is not None) == (
        ending in SOUNDS or VIDEOS.get(ending, {"audio": False}).get("audio", True)
    )
    if clip.waveform is not None:
        assert clips.onsets(clip.waveform, clip.sample_rate)[0] == pytest.approx(0.5, abs=0.08)
    if clip.frames is not None:
        fps = 10 if ending == "gif" else 25
        assert clip.frame_times is not None
        expected = [5] * 8 if ending in PICTURES else [int(t * fps + 1e-6) for t in clip.frame_times]
        assert [clips.read_index(frame) for frame in clip.frames] == pytest.approx(expected, abs=2)


def test_amr_is_read() -> None:
    frame = b"\x3c" + bytes(range(31))  # 12.2 kbit/s: 20 ms each
    clip = load_clip(b"#!AMR\n" + frame * 100, isolate=False)
    assert clip.total == pytest.approx(2.0, abs=0.05)
    assert clip.waveform is not None


PEOPLE_HAVE = "opus oga aac 3gp amr m4v mts ts mpg wmv asf flv webp aiff bmp"


@pytest.mark.parametrize("ending", PEOPLE_HAVE.split())
def test_what_people_have_is_offered(ending: str) -> None:
    assert ending in ENDINGS


def test_a_folder_is_searched_for_the_same(tmp_path: Path) -> None:
    for ending in ENDINGS:
        (tmp_path / f"clip.{ending.upper()}").touch()
    (tmp_path / "notes.txt").touch()
    assert len(predict._clips_in(tmp_path)) == len(ENDINGS) == len(set(ENDINGS))
