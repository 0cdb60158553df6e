"""Small files made on the spot, whose frames and sounds say when they are.

Every frame carries its index as a bar code and has corners of different colours; sound is silence with short
tone bursts. So a test can check time and orientation against the truth.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

BITS = 10
CORNERS = {"top left": (230, 20, 20), "top right": (20, 200, 20), "bottom left": (20, 20, 230)}
BURST = 0.05  # s
TONE = 1000.0  # Hz


def numbered_frame(index: int, width: int, height: int) -> NDArray[np.uint8]:
    """Return a grey frame `(H, W, 3)` with `index` as a bar code across its middle, and coloured corners."""
    frame = np.full((height, width, 3), 128, dtype=np.uint8)
    edges = np.linspace(0, width, BITS + 1).round().astype(int)
    for bit in range(BITS):
        frame[height // 3 : 2 * height // 3, edges[bit] : edges[bit + 1]] = 235 if index >> bit & 1 else 20
    high, wide = height // 4, width // 4
    frame[:high, :wide] = CORNERS["top left"]
    frame[:high, -wide:] = CORNERS["top right"]
    frame[-high:, :wide] = CORNERS["bottom left"]
    return frame


def read_index(frame: NDArray[np.uint8]) -> int:
    """Return the index that an upright frame `(H, W, 3)` carries."""
    height, width = frame.shape[:2]
    middle = frame[int(height * 0.42) : max(int(height * 0.58), int(height * 0.42) + 1)].mean(axis=(0, 2))
    centres = ((np.arange(BITS) + 0.5) * width / BITS).astype(int)
    return int(sum(1 << bit for bit, x in enumerate(centres) if middle[x] > 128))


def corner(frame: NDArray[np.uint8]) -> str:
    """Return which corner of the original now lies top left."""
    height, width = frame.shape[:2]
    colour = frame[height // 16 : height // 8, width // 16 : width // 8].reshape(-1, 3).mean(axis=0)
    named = CORNERS | {"bottom right": (128, 128, 128)}
    return min(named, key=lambda name: float(np.abs(colour - named[name]).sum()))


def bursts_at(times: Sequence[float], seconds: float, rate: int, level: float = 0.5) -> NDArray[np.float32]:
    """Return silence `(S,)` with a tone of 50 ms at each of the times; its peak is `level`."""
    clock = np.arange(round(seconds * rate)) / rate
    on = np.zeros(clock.size, dtype=bool)
    for time in times:
        on |= (clock >= time) & (clock < time + BURST)
    return np.asarray(level * np.sin(2 * np.pi * TONE * clock) * on, dtype=np.float32)


def onsets(waveform: NDArray[np.float32], rate: int) -> list[float]:
    """Return when the bursts of a waveform begin, s."""
    loud = np.flatnonzero(np.abs(waveform) > 0.1)
    return [float(i) / rate for i in loud[np.diff(loud, prepend=-rate) > rate * BURST / 2]]


def make_video(
    path: Path | io.BytesIO,
    seconds: float = 2.0,
    size: tuple[int, int] = (160, 120),
    fps: float = 25,
    *,
    codec: str = "libx264",
    container: str | None = None,
    audio: bool = True,
    audio_codec: str = "aac",
    rate: int = 44100,
    layout: str = "mono",
    bursts: Sequence[float] = (0.5, 1.5),
    audio_seconds: float | None = None,
    rotation: int = 0,
    sar: Fraction | None = None,
    gop: int = 30,
    times: Sequence[float] | None = None,
    options: dict[str, str] | None = None,
    pix_fmt: str | None = None,
    seekable: bool = True,
    level: float = 0.5,
) -> Path | io.BytesIO:
    """Write a video of numbered frames with tone bursts.

    `times` makes the rate variable: frame k is shown from ``times[k]`` s on. `seekable` False writes as a
    browser records: no duration, no index. `level` is the peak of the bursts.
    """
    stamps = [k / fps for k in range(max(1, round(seconds * fps)))] if times is None else list(times)
    target: Any = (str(path) if isinstance(path, Path) else path) if seekable else _Pipe(path)
    with av.open(target, "w", format=container or (None if isinstance(target, str) else "mp4")) as out:
        video: Any = out.add_stream(codec, rate=Fraction(fps).limit_denominator(1001), options=options or {})
        video.width, video.height = size
        video.pix_fmt = pix_fmt or {"mjpeg": "yuvj420p", "gif": "rgb8", "png": "rgb24"}.get(codec, "yuv420p")
        base = Fraction(1, 1000) if times is not None else 1 / Fraction(fps).limit_denominator(1001)
        video.time_base = video.codec_context.time_base = base
        video.codec_context.gop_size = gop
        if rotation:
            video.set_display_rotation(rotation)
        if sar is not None:
            video.codec_context.sample_aspect_ratio = sar
        sound: Any = None
        if audio:
            sound = out.add_stream(audio_codec, rate=rate, layout=layout)
            _set_rate(sound, audio_codec)
        packets = []
        for index, stamp in enumerate(stamps):
            frame = av.VideoFrame.from_ndarray(numbered_frame(index, *size), format="rgb24")
            frame = frame.reformat(format=video.pix_fmt)
            frame.pts, frame.time_base = round(stamp / base), base
            packets += video.encode(frame)
        packets += video.encode(None)
        if sound is not None:
            packets += _encoded(sound, bursts_at(bursts, audio_seconds or seconds, rate, level), rate, layout)
        for packet in sorted(packets, key=lambda p: float((p.dts or 0) * p.time_base)):
            out.mux(packet)
    return path


def make_sound(
    path: Path | io.BytesIO,
    seconds: float = 2.0,
    *,
    codec: str = "pcm_s16le",
    container: str | None = None,
    rate: int = 16000,
    layout: str = "mono",
    bursts: Sequence[float] = (0.5, 1.5),
    cover: bytes | None = None,
) -> Path | io.BytesIO:
    """Write a sound file of tone bursts, with a JPEG as cover art if `cover` is given (MP3)."""
    target: Any = str(path) if isinstance(path, Path) else path
    with av.open(target, "w", format=container) as out:
        sound: Any = out.add_stream(codec, rate=rate, layout=layout)
        _set_rate(sound, codec)
        if cover is not None:
            picture: Any = out.add_stream("mjpeg")
            picture.width, picture.height, picture.pix_fmt = 64, 64, "yuvj420p"
            picture.disposition = av.stream.Disposition.attached_pic
            packet = av.Packet(cover)
            packet.stream, packet.pts, packet.dts = picture, 0, 0
        for packet_ in _encoded(sound, bursts_at(bursts, seconds, rate), rate, layout):
            out.mux(packet_)
        if cover is not None:
            out.mux(packet)
    return path


def _set_rate(sound: Any, codec: str) -> None:
    if codec.startswith("wma"):  # whose default its encoder finds too low
        sound.bit_rate = 64_000


def _encoded(stream: Any, waveform: NDArray[np.float32], rate: int, layout: str) -> list[Any]:
    """Encode a waveform `(S,)` on every channel of a layout."""
    channels = av.AudioLayout(layout).nb_channels
    block = 1024
    fifo = av.AudioFifo()
    packets: list[Any] = []
    resampler = av.AudioResampler(format=stream.format.name, layout=layout, rate=rate)
    for begin in range(0, waveform.size, block):
        samples = np.repeat(waveform[begin : begin + block], channels)[None]
        frame = av.AudioFrame.from_ndarray(samples, "flt", layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, begin, Fraction(1, rate)
        for out in resampler.resample(frame):
            fifo.write(out)
    size = stream.codec_context.frame_size or block
    while (frame_ := fifo.read(size, partial=True)) is not None:
        packets += stream.encode(frame_)
    return packets + list(stream.encode(None))


class _Pipe(io.RawIOBase):
    """A file that can only be appended to."""

    def __init__(self, target: Path | io.BytesIO) -> None:
        self._file: Any = target.open("wb") if isinstance(target, Path) else target
        self._path = isinstance(target, Path)

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def write(self, data: Any) -> int:
        return int(self._file.write(bytes(data)))

    def close(self) -> None:
        if self._path:
            self._file.close()
        super().close()
