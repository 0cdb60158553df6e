"""The small files in ../shared/media, once read wrongly, are read right or refused with a true sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mmfusion.media import ENDINGS, MediaError, load_clip

PACK = Path(__file__).parents[3] / "shared" / "media"
pytestmark = [
    pytest.mark.pack,
    pytest.mark.skipif(not PACK.is_dir(), reason="the files of ../shared/media are not here"),
]
NEITHER = "This file holds neither picture nor sound: choose a video, a sound or a picture."
SILENT = "This part of the file is silent and there is no picture: choose another window."
LACKS = "the rest of it is missing"
STILL = "This is a still picture: the same frame all along, without sound."
NO_SOUND = "This file has no sound; the picture answers alone."
NO_PICTURE = "This file has no picture; the sound answers alone."
HELD = "This file has a single picture, which stays for as long as the sound lasts."
OPPOSED = "The channels of the sound cancel each other when they are mixed: the loudest one is used alone."


@pytest.mark.parametrize(
    ("name", "total", "different", "sounds", "note"),
    [
        ("raw_h264_6s_said_0.04s.h264", 6.0, 8, False, NO_SOUND),
        ("aac_adts_loud_then_quiet_63s_said_5s.aac", 60.02, 0, True, NO_PICTURE),
        ("mp3_vbr_no_xing_30s_said_15s.mp3", 30.04, 0, True, NO_PICTURE),
        ("ogg_chained_12s_said_6s.ogg", 12.0, 0, True, NO_PICTURE),
        ("truncated.mkv", 2.66, 8, True, LACKS),
        ("truncated.webm", 2.73, 8, True, LACKS),
        ("one_picture_20s_sound_window8_no_picture.mp4", 20.0, 1, True, HELD),
        ("stereo_antiphase_loud_read_as_silence.mp4", 6.0, 8, True, OPPOSED),
        ("whatsapp_voice_note.opus", 6.0, 0, True, NO_PICTURE),
        ("webp_delay_zero.webp", 0.8, 8, False, NO_SOUND),
        ("gif_one_frame.gif", None, 1, False, STILL),
    ],
)
def test_what_is_read(name: str, total: float | None, different: int, sounds: bool, note: str) -> None:
    clip = load_clip(PACK / name, isolate=False)
    assert clip.total == (None if total is None else pytest.approx(total, abs=0.02))
    assert (0 if clip.frames is None else len({frame.tobytes() for frame in clip.frames})) == different
    assert (clip.waveform is not None) == sounds
    assert clip.waveform is None or float(np.abs(clip.waveform).max()) > 0.1
    assert any(note in said for said in clip.notes)
    assert len(clip.notes) == 1


@pytest.mark.parametrize(
    ("name", "start", "sentence"),
    [
        ("subtitles_only.mp4", 0.0, NEITHER),
        ("wav_no_samples.wav", 0.0, NEITHER),
        ("aac_adts_loud_then_quiet_63s_said_5s.aac", 50.0, SILENT),
        ("mp3_vbr_no_xing_30s_said_15s.mp3", 20.0, SILENT),
        (
            "truncated.mkv",
            3.0,
            "The window starts at 3.0 s and the clip ends at 2.7 s: choose an earlier start.",
        ),
    ],
)
def test_what_is_refused(name: str, start: float, sentence: str) -> None:
    with pytest.raises(MediaError) as error:
        load_clip(PACK / name, start=start, isolate=False)
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("one_picture_20s_sound_window8_no_picture.mp4", 8.0),
        ("one_picture_20s_sound_window8_no_picture.mp4", 18.0),
        ("ogg_chained_12s_said_6s.ogg", 7.0),
        ("raw_h264_6s_said_0.04s.h264", 4.0),
    ],
)
def test_a_later_window_has_what_a_player_shows(name: str, start: float) -> None:
    clip = load_clip(PACK / name, start=start, isolate=False)
    assert (clip.frames is not None) == (not name.endswith("ogg"))
    assert (clip.waveform is not None) == (not name.endswith("h264"))


def test_every_file_may_be_uploaded() -> None:
    assert {path.suffix[1:] for path in PACK.iterdir() if path.suffix != ".md"} <= {*ENDINGS}
