"""A file lasts as long as what is in it, whatever its header says, and what is missing is said."""

from __future__ import annotations

import io
import itertools
import struct
import wave
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from mmfusion.media import SAMPLE_RATE, Clip, Limits, MediaError, load_clip, load_span, preview, probe
from mmfusion.media.timeline import counted
from tests import clips


def indices(clip: Clip) -> list[int]:
    assert clip.frames is not None
    return [clips.read_index(frame) for frame in clip.frames]


def shown_at(clip: Clip, fps: float) -> list[int]:
    assert clip.frame_times is not None
    return [int(time * fps + 1e-6) for time in clip.frame_times]


def encoded(pieces: list[tuple[float, float]], codec: str, container: str, **settings: Any) -> bytes:
    """Return a sound file of pieces of noise, each (seconds, level)."""
    rng = np.random.default_rng(0)
    noise = [rng.normal(0, level or 1e-9, round(seconds * 44100)) for seconds, level in pieces]
    sound: NDArray[np.float32] = np.concatenate(noise).astype(np.float32).clip(-1, 1)
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container, options=settings.pop("muxer", {})) as out:
        stream: Any = out.add_stream(codec, rate=44100, layout="mono", **settings)
        for packet in clips._encoded(stream, sound, 44100, "mono"):
            out.mux(packet)
    return buffer.getvalue()


@pytest.mark.parametrize(("codec", "container"), [("libx264", "h264"), ("libx265", "hevc"), ("mpeg4", "m4v")])
def test_video_whose_packets_have_no_time_stamps(folder: Path, codec: str, container: str) -> None:
    quiet = {"x265-params": "log-level=none:pools=1", "preset": "ultrafast"} if codec == "libx265" else {}
    path = folder / f"raw.{container}"
    clips.make_video(path, 6.0, codec=codec, container=container, audio=False, gop=30, options=quiet)
    for start in (0.0, 3.3):
        clip = load_clip(path, frames=6, start=start, duration=2.0, isolate=False)
        assert clip.total == pytest.approx(6.0, abs=0.05)
        assert indices(clip) == pytest.approx(shown_at(clip, 25), abs=1)
    span = load_span(path, isolate=False)
    assert len(set(indices(span))) == 12
    assert preview(path, 5.0, isolate=False) is not None


GUESSED = {
    "aac": lambda: encoded([(3.0, 0.3), (27.0, 0.0)], "aac", "adts"),
    "mp3": lambda: (
        encoded([(3.0, 0.3)], "libmp3lame", "mp3", muxer={"write_xing": "0"}, options={"b": "320k"})
        + encoded(
            [(27.0, 0.0)],
            "libmp3lame",
            "mp3",
            muxer={"write_xing": "0", "id3v2_version": "0"},
            options={"b": "32k"},
        )
    ),
}


@pytest.mark.parametrize("kind", GUESSED)
def test_a_length_that_is_guessed_from_the_bit_rate_is_not_believed(kind: str) -> None:
    data = GUESSED[kind]()
    clip = load_clip(data, isolate=False)
    assert clip.total == pytest.approx(30.0, abs=0.15)
    assert probe(data, isolate=False).total == clip.total
    assert clip.notes == (
        "This file has no picture; the sound answers alone.",
    )  # a wrong guess lacks nothing


@pytest.mark.parametrize("codec", ["libopus", "flac"])
def test_ogg_streams_one_after_the_other_are_one_sound(folder: Path, codec: str) -> None:
    parts = []
    for bursts in ((0.5, 5.0), (1.0,), (0.25,)):
        buffer = io.BytesIO()
        clips.make_sound(buffer, 6.0, codec=codec, container="ogg", rate=48000, bursts=bursts)
        parts.append(buffer.getvalue())
    data = b"".join(parts)
    clip = load_clip(data, duration=18.0, isolate=False)
    assert clip.total == pytest.approx(18.0, abs=0.1)
    assert clip.waveform is not None
    truth = [0.5, 5.0, 7.0, 12.25]
    assert clips.onsets(clip.waveform, SAMPLE_RATE) == pytest.approx(truth, abs=0.06)
    second = load_clip(data, start=6.5, duration=2.0, isolate=False)
    assert second.waveform is not None
    assert clips.onsets(second.waveform, SAMPLE_RATE) == pytest.approx([0.5], abs=0.06)


def test_joined_transport_streams_are_one_clip(folder: Path) -> None:
    path = folder / "part.ts"
    clips.make_video(path, 3.0, bursts=(0.5,), gop=25)
    data = path.read_bytes() * 2
    one, two = load_clip(path, isolate=False), load_clip(data, isolate=False)
    assert one.total is not None
    assert two.total == pytest.approx(2 * one.total, abs=0.1)
    late = load_clip(data, frames=4, start=one.total + 1.0, duration=1.0, isolate=False)
    assert indices(late) == pytest.approx([28, 34, 40, 46], abs=3)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("cut.mkv", {}),
        ("cut.webm", {"codec": "libvpx", "audio_codec": "libopus", "rate": 48000}),
        ("cut.avi", {"codec": "mpeg4", "audio_codec": "pcm_s16le"}),
        ("cut.flv", {"codec": "flv"}),
    ],
)
def test_a_file_that_breaks_off_has_no_frozen_frames_and_says_so(
    folder: Path, name: str, settings: dict[str, Any]
) -> None:
    path = folder / name
    clips.make_video(path, 6.0, gop=25, **settings)
    whole = path.read_bytes()
    assert load_clip(whole, isolate=False).notes == ()
    clip = load_clip(whole[: len(whole) * 45 // 100], frames=8, isolate=False)
    assert clip.total is not None
    assert 1.0 < clip.total < 4.5
    assert clip.duration == min(4.0, clip.total)
    assert indices(clip) == pytest.approx(shown_at(clip, 25), abs=1)
    assert clip.notes[0] == f"This file states 6.0 s and holds {clip.total:.1f} s: the rest of it is missing."
    with pytest.raises(MediaError, match=f"the clip ends at {clip.total:.1f} s"):
        load_clip(whole[: len(whole) * 45 // 100], start=5.0, isolate=False)


@pytest.mark.parametrize(("codec", "kind"), [("pcm_s16le", "wav"), ("libmp3lame", "mp3")])
def test_a_sound_that_breaks_off_says_so(codec: str, kind: str) -> None:
    buffer = io.BytesIO()
    clips.make_sound(buffer, 6.0, codec=codec, container=kind, rate=44100)
    whole = buffer.getvalue()
    alone = "This file has no picture; the sound answers alone."
    assert load_clip(whole, isolate=False).notes == (alone,)
    cut = load_clip(whole[: len(whole) // 2], isolate=False)
    assert cut.total == pytest.approx(3.0, abs=0.1)
    assert cut.notes == ("This file states 6.0 s and holds 3.0 s: the rest of it is missing.", alone)


def test_subtitles_that_last_longer_than_the_picture_are_no_break(folder: Path) -> None:
    path = folder / "titles.mkv"
    buffer = io.BytesIO()
    clips.make_video(path, 1.0)
    with av.open(str(path)) as given, av.open(buffer, "w", format="matroska") as out:
        streams = {s.index: out.add_stream_from_template(s) for s in given.streams}
        titles: Any = out.add_stream("subrip")
        titles.codec_context.subtitle_header = b"[Script Info]\n"
        for packet in given.demux():
            if packet.size:
                packet.stream = streams[packet.stream_index]
                out.mux(packet)
        title = av.Packet(b"hello")
        title.stream, title.pts, title.dts, title.duration = titles, 0, 0, 9000
        out.mux(title)
    with av.open(io.BytesIO(buffer.getvalue())) as made:
        assert made.duration is not None
        assert made.duration > 8_000_000, "the header states the subtitle's length"
    clip = load_clip(buffer.getvalue(), isolate=False)
    assert clip.total == pytest.approx(1.0, abs=0.1)
    assert clip.notes == ()


def streamed_wav(seconds: float) -> bytes:
    """Return a WAV that states 37 hours, as a recorder writes that cannot go back to the header."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(bytes(round(seconds * 8000) * 2))
    data = bytearray(buffer.getvalue())
    at = data.index(b"data") + 4
    data[at : at + 4] = struct.pack("<I", 0x7FFFFFF0)
    return bytes(data)


def test_counting_stops_at_the_limit() -> None:
    with av.open(io.BytesIO(streamed_wav(120.0))) as container:
        packets = container.demux()
        assert counted(packets, 10.0).end == pytest.approx(10.0, abs=0.3)
        assert len(list(packets)) > 100, "the rest has not been read"


def test_a_file_that_is_too_long_is_refused_in_true_words(folder: Path) -> None:
    with pytest.raises(MediaError, match="lasts more than 1 min and at most 1 min are read"):
        load_clip(streamed_wav(120.0), limits=Limits(duration=60.0), isolate=False)
    path = folder / "long.mkv"
    clips.make_sound(path, 180.0, codec="flac", rate=8000)
    with pytest.raises(MediaError, match="lasts 3 min and at most 1 min are read"):
        load_clip(path, limits=Limits(duration=60.0), isolate=False)


def test_what_follows_the_end_of_the_picture_is_said(folder: Path) -> None:
    path = folder / "pictureends.mkv"
    clips.make_video(path, 2.0, audio_seconds=8.0, bursts=(0.5, 5.5))
    assert load_clip(path, duration=2.0, isolate=False).notes == ()
    for start in (0.0, 4.0):
        clip = load_clip(path, start=start, isolate=False)
        assert indices(clip) == [min(index, 49) for index in shown_at(clip, 25)]
        assert clip.notes == (
            "The picture ends at 2.0 s: from there on its last frame stays, as in a player.",
        )


@pytest.mark.parametrize("name", ["held.mp4", "held.mkv", "held.webm", "held.ts"])
def test_a_single_picture_stays_as_long_as_the_sound(folder: Path, name: str) -> None:
    path = folder / name
    webm = {"codec": "libvpx", "audio_codec": "libopus", "rate": 48000} if name.endswith("webm") else {}
    clips.make_video(path, 0.04, audio_seconds=14.0, bursts=(0.5, 9.5), **webm)
    for start in (0.0, 9.0):
        clip = load_clip(path, start=start, isolate=False)
        assert indices(clip) == [0] * 8
        assert clip.waveform is not None
        assert clip.notes == ("This file has a single picture, which stays for as long as the sound lasts.",)


def test_what_follows_the_end_of_the_sound_is_said(folder: Path) -> None:
    path = folder / "soundends.mkv"
    clips.make_video(path, 6.0, audio_seconds=1.6, bursts=(0.5,))
    clip = load_clip(path, isolate=False)
    assert clip.waveform is not None
    assert clip.notes == ("The sound ends at 1.6 s: what follows is silence.",)
    later = load_clip(path, start=2.0, isolate=False)
    assert later.waveform is None
    assert later.notes == ("This window has no sound; the picture answers alone.",)


def test_a_whole_file_is_counted_as_its_header_states(video: Path, folder: Path) -> None:
    made = {"w.mkv": {}, "w.ts": {}, "w.webm": {"codec": "libvpx", "audio_codec": "libopus", "rate": 48000}}
    paths = [video, *(Path(folder / name) for name in made)]
    for path, settings in itertools.zip_longest(paths[1:], made.values()):
        clips.make_video(path, 6.0, bursts=(0.5, 1.5, 5.5), **settings)
    for path in paths:
        assert load_clip(path, frames=2, isolate=False).total == pytest.approx(6.0, abs=0.05), path.name
