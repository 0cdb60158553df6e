"""Each bad file costs one sentence, of one exception, and never the process."""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import re
import signal
import struct
import subprocess
import sys
import textwrap
import threading
import wave
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mmfusion.media import Clip, Limits, MediaError, load_clip, load_span, picture, preview, probe, save_clip
from mmfusion.media.worker import POOL, Pool, Worker
from tests import clips

LINUX = sys.platform == "linux"


def sentence(error: pytest.ExceptionInfo[MediaError]) -> str:
    """Return the text of an error, having checked that it is one sentence with a remedy after the colon."""
    text = str(error.value)
    assert type(error.value) is MediaError
    assert isinstance(error.value, ValueError)
    assert re.fullmatch(r"[A-Z][^\n]+: [^\n]+\.", text), text
    assert not re.search(r"[.!?] [A-Z]", text), text
    assert "Errno" not in text
    return text


def refused(data: bytes | Path, limits: Limits | None = None) -> str:
    with pytest.raises(MediaError) as error:
        load_clip(data, limits=limits or Limits())
    return sentence(error)


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and holds next to nothing: a bomb."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def test_empty() -> None:
    assert "empty" in refused(b"")


def test_empty_file(tmp_path: Path) -> None:
    (tmp_path / "x.mp4").touch()
    assert "empty" in refused(tmp_path / "x.mp4")


def test_missing_file(tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "x.mp4")
    assert "no such file" in refused(tmp_path)


def test_text_renamed(tmp_path: Path) -> None:
    assert "text" in refused("Dear all,\nthis is no vidéo.\n".encode() * 40)
    assert "text" in refused(b"hello")


def test_a_playlist_opens_nothing_else(tmp_path: Path, video: Path) -> None:
    listing = (
        f"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://{video}\n#EXT-X-ENDLIST\n"
    )
    assert "text" in refused(listing.encode())
    assert "text" in refused(f"ffconcat version 1.0\nfile '{video}'\n".encode())


def test_noise() -> None:
    assert "damaged" in refused(bytes((i * 7919 + (i >> 3)) % 256 for i in range(5000)))


def test_truncated_before_the_index(video: Path) -> None:
    data = video.read_bytes()
    assert "breaks off" in refused(data[: len(data) // 2])


def test_truncated_after_the_index_gives_what_is_there(folder: Path) -> None:
    path = folder / "front.mp4"
    noise = np.random.default_rng(0).normal(0, 0.02, 64000).astype(np.float32)
    clip = Clip(None, None, noise + clips.bursts_at((0.5,), 4.0, 16000), 16000, "x")
    save_clip(clip, path)  # writes its index in front
    data = path.read_bytes()
    half = load_clip(data[: len(data) * 6 // 10])
    assert half.waveform is not None
    assert half.total is not None
    assert 1.0 < half.total < 3.5
    assert clips.onsets(half.waveform, 16000)[0] == pytest.approx(0.5, abs=0.002)


def test_truncated_recording_gives_what_is_there(folder: Path) -> None:
    path = folder / "cut.webm"
    clips.make_video(
        path, 4.0, codec="libvpx", audio_codec="libopus", rate=48000, container="webm", seekable=False
    )
    data = path.read_bytes()
    half = load_clip(data[: len(data) // 2], frames=4)
    assert half.frames is not None
    assert half.total is not None
    assert 1.0 < half.total < 3.5
    assert half.frame_times is not None
    assert [clips.read_index(f) for f in half.frames] == [int(t * 25 + 1e-6) for t in half.frame_times]


def test_a_whole_file_that_plays_nothing_does_not_break_off(folder: Path) -> None:
    def box(kind: bytes, body: bytes = b"") -> bytes:
        return struct.pack(">I", 8 + len(body)) + kind + body

    whole = box(b"ftyp", b"isom\0\0\2\0isomiso2") + box(b"free") + box(b"mdat", bytes(400))
    assert "breaks off" not in refused(whole)
    assert "breaks off" in refused(whole[:-100])


@pytest.mark.parametrize("brand", [b"heic", b"mif1"])
def test_a_heic_picture_is_called_what_it_is(brand: bytes) -> None:
    assert "HEIC" in refused(struct.pack(">I", 24) + b"ftyp" + brand + bytes(4) + b"mif1heic" + bytes(900))


def test_neither_picture_nor_sound(folder: Path) -> None:
    path = folder / "titles.srt.mkv"
    with av.open(str(path), "w") as out:
        titles: Any = out.add_stream("subrip")
        titles.codec_context.subtitle_header = b"[Script Info]\n"
        title = av.Packet(b"hello")
        title.stream, title.pts, title.dts, title.duration = titles, 0, 0, 2000
        out.mux(title)
    said = "This file holds neither picture nor sound: choose a video, a sound or a picture."
    assert refused(path) == said
    with wave.open(str(folder / "none.wav"), "wb") as none:
        none.setparams((1, 2, 48000, 0, "NONE", ""))
    for start in (0.0, 8.0):
        with pytest.raises(MediaError, match=re.escape(said)):
            load_clip(folder / "none.wav", start=start)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_truncated_picture(kind: str) -> None:
    buffer = io.BytesIO()
    Image.effect_noise((200, 150), 90).convert("RGB").save(buffer, kind)
    assert "breaks off" in refused(buffer.getvalue()[:900])


@settings(max_examples=40, deadline=None)
@given(
    seed=st.sampled_from(["video.mp4", "b.webm", "s.mp3", "g.gif", "p.webp"]),
    flips=st.lists(st.tuples(st.floats(0, 1), st.integers(1, 255)), min_size=1, max_size=60),
    keep=st.floats(0.02, 1),
)
def test_flipped_bits_give_a_clip_or_one_sentence(
    bad_seeds: dict[str, bytes], seed: str, flips: list[tuple[float, int]], keep: float
) -> None:
    data = bytearray(bad_seeds[seed])
    for place, mask in flips:
        data[int(place * (len(data) - 1))] ^= mask
    data = data[: max(1, int(len(data) * keep))]
    try:
        clip = load_clip(bytes(data), frames=3)
    except MediaError as error:
        said = str(error)
    else:
        said = "A clip: fine."
        assert clip.frames is not None or clip.waveform is not None
        assert clip.waveform is None or clip.waveform.size == round(clip.duration * 16000)
        assert clip.frames is None or len(clip.frames) == 3
    assert re.fullmatch(r"[A-Z][^\n]+: [^\n]+\.", said)


@pytest.fixture(scope="module")
def bad_seeds(folder: Path, video: Path) -> dict[str, bytes]:
    webm, gif, mp3, webp = (io.BytesIO() for _ in range(4))
    clips.make_video(
        webm, 1.0, codec="libvpx", audio_codec="libopus", rate=48000, container="webm", seekable=False
    )
    clips.make_video(gif, 1.0, fps=10, codec="gif", container="gif", audio=False)
    clips.make_sound(mp3, 1.0, codec="libmp3lame", container="mp3", rate=44100)
    Image.fromarray(clips.numbered_frame(5, 160, 120)).save(webp, "webp")
    made = {"b.webm": webm, "g.gif": gif, "s.mp3": mp3, "p.webp": webp}
    return {"video.mp4": video.read_bytes()} | {name: buffer.getvalue() for name, buffer in made.items()}


def test_no_audio(folder: Path) -> None:
    path = folder / "mute.mp4"
    clips.make_video(path, 1.0, audio=False)
    clip = load_clip(path)
    assert clip.frames is not None
    assert clip.waveform is None
    assert clip.notes == ("This file has no sound; the picture answers alone.",)


def test_no_video(sound: Path) -> None:
    clip = load_clip(sound)
    assert clip.frames is None
    assert clip.waveform is not None
    assert clip.notes == ("This file has no picture; the sound answers alone.",)


def test_cover_art_is_no_video(folder: Path) -> None:
    cover = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(cover, "jpeg")
    path = folder / "cover.mp3"
    clips.make_sound(path, 2.0, codec="libmp3lame", rate=44100, cover=cover.getvalue())
    clip = load_clip(path)
    assert clip.frames is None
    assert clip.waveform is not None
    assert clip.notes[1] == "The cover picture of this sound file is not used."
    assert probe(path).cover


def test_too_many_bytes(video: Path) -> None:
    limits = Limits(bytes=1000)
    assert "at most" in refused(video, limits)
    assert "at most" in refused(video.read_bytes(), limits)


def test_too_long(video: Path) -> None:
    text = refused(video, Limits(duration=5.0))
    assert "cut out" in text


def test_a_span_beyond_its_limit_is_cut_with_a_note(video: Path) -> None:
    span = load_span(video, limits=Limits(span=2.0))
    assert span.duration == 2.0
    assert span.total == pytest.approx(6.0, abs=0.01)
    assert span.notes == ("Only the first 2 s are shown over time.",)


def test_a_span_that_takes_long_ends_earlier(video: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = itertools.count()
    monkeypatch.setattr(picture, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    span = load_span(video, 2.0, limits=Limits(seconds=100 / 0.6), isolate=False)  # a hundred packets
    assert span.frames is not None
    assert span.waveform is not None
    assert span.frame_times is not None
    assert 4 <= len(span.frames) <= 8
    assert [clips.read_index(f) for f in span.frames] == [int(t * 25 + 1e-6) for t in span.frame_times]
    assert span.duration == pytest.approx(len(span.frames) * 0.5, abs=0.01)
    assert span.waveform.size == round(span.duration * 16000)
    assert "Only the first" in span.notes[0]


def test_a_length_that_is_a_lie_is_measured(folder: Path) -> None:
    path = folder / "liar.wav"
    clips.make_sound(path, 2.0)
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = struct.pack("<I", 0x7FFFFFF0)
    assert load_clip(bytes(data)).total == pytest.approx(2.0, abs=0.01)


def test_too_many_pixels(video: Path) -> None:
    assert "160 x 120" in refused(video, Limits(pixels=10_000))


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    assert "50000 x 50000" in refused(png_header(50_000, 50_000))
    assert "pixels" in refused(png_header(60_000, 2_000))


@pytest.mark.skipif(not LINUX, reason="only Linux enforces the limit of address space")
def test_too_much_memory_costs_one_file(video: Path) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (6000, 6000)).save(buffer, "png")
    text = refused(buffer.getvalue(), Limits(memory=30 << 20))
    assert "memory" in text or "broke off" in text
    assert load_clip(video).frames is not None


HANGS = """
import sys, time
from mmfusion.media.wire import write_message
write_message(sys.stdout.buffer, {"ready": True})
time.sleep(600)
"""
DIES = """
import os, sys
from mmfusion.media.wire import read_message, write_message
write_message(sys.stdout.buffer, {"ready": True})
read_message(sys.stdin.buffer)
os.abort()
"""
LIES = """
import sys
from mmfusion.media.wire import read_message, write_message
write_message(sys.stdout.buffer, {"ready": True})
read_message(sys.stdin.buffer)
sys.stdout.buffer.write(b"\\xff" * 64)
sys.stdout.buffer.flush()
"""


@pytest.mark.parametrize(
    ("decoder", "says"), [(HANGS, "longer than 0.5 s"), (DIES, "broke off"), (LIES, "broke off")]
)
def test_a_decoder_that_hangs_dies_or_lies(decoder: str, says: str, video: Path) -> None:
    worker = Worker([sys.executable, "-c", textwrap.dedent(decoder)])
    with pytest.raises(MediaError, match=says) as error:
        worker.ask("clip", video.read_bytes(), {}, Limits(seconds=0.5))
    sentence(error)
    assert not worker.alive


def test_a_large_file_to_a_decoder_that_does_not_listen() -> None:
    worker = Worker([sys.executable, "-c", textwrap.dedent(HANGS)])
    with pytest.raises(MediaError, match="longer than"):
        worker.ask("clip", bytes(8 << 20), {}, Limits(seconds=0.5))


def test_a_worker_that_does_not_start_is_not_the_file_s_fault() -> None:
    worker = Worker([sys.executable, "-c", "raise SystemExit(1)"])
    with pytest.raises(RuntimeError, match="does not start"):
        worker.ask("clip", b"x", {}, Limits())


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="signals of POSIX")
def test_the_pool_replaces_a_worker_that_is_stopped_or_killed(video: Path) -> None:
    pool = Pool(size=1)
    arguments = {"frames": 1, "start": 0.0, "duration": 1.0, "name": "x"}

    def ask(limits: Limits) -> object:
        return pool.ask("clip", str(video), arguments, limits)

    try:
        ask(Limits())
        first = pool._idle[0].process
        os.kill(first.pid, signal.SIGSTOP)
        with pytest.raises(MediaError, match="longer than"):
            ask(Limits(seconds=0.5))
        assert first.poll() is not None
        ask(Limits())
        second = pool._idle[0].process
        assert second.pid != first.pid
        os.kill(second.pid, signal.SIGSTOP)
        threading.Timer(
            0.3, second.kill
        ).start()  # killed from outside, as by the system when memory is short
        with pytest.raises(MediaError, match="broke off"):
            ask(Limits())
        ask(Limits())
    finally:
        pool.close()


def test_many_threads_share_the_pool(video: Path) -> None:
    keys: list[str] = []
    threads = [threading.Thread(target=lambda: keys.append(load_clip(video, 2).key())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 6
    assert len(set(keys)) == 1
    assert len(POOL._idle) <= POOL.size


def test_names_are_shown_and_never_opened(video: Path, tmp_path: Path) -> None:
    name = f"../../{tmp_path.name}/x.mp4\n<b>"
    clip = load_clip(video.read_bytes(), 1, name=name)
    assert clip.source == name
    assert list(tmp_path.iterdir()) == []


def test_preview_and_probe_refuse_in_the_same_words() -> None:
    for call in (preview, probe, load_span):
        with pytest.raises(MediaError) as error:
            call(b"no video at all")
        assert "text" in sentence(error)


def test_importing_media_imports_neither_a_decoder_nor_torch() -> None:
    code = (
        "import sys, mmfusion.media, mmfusion.media.worker;"
        "print([m for m in ('av', 'torch', 'librosa', 'PIL', 'streamlit') if m in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"


def test_the_worker_imports_no_torch() -> None:
    code = (
        "import sys, mmfusion.media.child, mmfusion.media.still;"
        "print('torch' in sys.modules, 'librosa' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.split() == ["False", "False"]


def test_the_limits_of_one_call_do_not_outlive_it(video: Path) -> None:
    with contextlib.suppress(MediaError):
        load_clip(video, limits=Limits(memory=1 << 20))
    assert load_clip(video).frames is not None
