"""Frames at chosen moments: exact, and with as little decoding as that allows.

The frame on display at time t is the one with the greatest presentation time not above t. Packets tell these
times before anything is decoded. So the decoder is started at the key frame before each chosen moment, and
frames on which no other depends are decoded only if they were chosen (about half of the frames of ordinary
H.264): nothing is approximated.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import av
import numpy as np
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from mmfusion.media.clip import MediaError
from mmfusion.media.container import Media

SHORT_SIDE = 360
LONG_SIDE = 1280
_NO_DISPLAY_TIMES = ("avi",)  # formats that store when to decode and not when to show
_WORTH_A_RESTART = 12  # packets: emptying the decoder's pipeline costs about as much as decoding these

Picture = NDArray[np.uint8]


def frames_at(media: Media, times: Sequence[float]) -> NDArray[np.uint8] | None:
    """Return the frames `(F, H, W, 3)` on display at ascending times in s, or None if none is there.

    A moment before the first frame shows the first; one after the last shows the last, for up to a second.
    """
    stream = media.video
    if stream is None or not len(times):
        return None
    stream.thread_type = "AUTO"
    stream.codec_context.options = {"max_pixels": str(media.limits.pixels)}
    packets = _packets(media, stream, times[0], times[-1])
    if not packets:
        return None
    stamps = [_seconds(packet, media.zero) for packet in packets]
    known = [stamp for stamp in stamps if stamp is not None]
    if known and _end(packets, media.zero) < times[0] - 1.0:
        return None  # the picture ended long before the window begins
    if len(known) == len(packets) and media.container.format.name not in _NO_DISPLAY_TIMES:
        wanted = [_on_display(known, time) for time in times]
        found = dict(_decode_wanted(stream, packets, known, set(wanted), media.zero))
        if all(stamp in found for stamp in wanted):
            return _stack([found[stamp] for stamp in wanted])
        stream.codec_context.flush_buffers()
    stream.codec_context.skip_frame = "DEFAULT"
    return _stack(_decode_all(stream, packets, times, media))


def keyframe(media: Media, time: float) -> Picture | None:
    """Return the key frame `(H, W, 3)` at or before a time in s (the first one if there is none before)."""
    stream = media.video
    if stream is None:
        return None
    media.only(stream)
    stream.codec_context.options = {"max_pixels": str(media.limits.pixels)}
    for begin in (time, 0.0):
        media.seek(stream, begin)
        stream.codec_context.flush_buffers()
        try:
            for packet in media.container.demux(stream):
                if packet.is_keyframe or packet.size == 0:
                    for frame in _decode(stream, packet) or _decode(stream, None):
                        return to_rgb(frame, stream)
        except av.error.FFmpegError:
            continue
    return None


def _packets(media: Media, stream: VideoStream, first: float, last: float) -> list[Packet[VideoStream]]:
    """Return the packets, in decoding order, that the frames shown from `first` to `last` s need."""
    media.only(stream)
    for begin in (first, first - 2.0, first - 10.0, 0.0):
        media.seek(stream, begin)
        packets: list[Packet[VideoStream]] = []
        try:
            for packet in media.container.demux(stream):
                if packet.size == 0:
                    continue
                packets.append(packet)
                if _later(packet, media.zero + last + 1e-6):
                    break
        except av.error.FFmpegError:
            pass  # a file that breaks off: what came before it counts
        key = next((i for i, packet in enumerate(packets) if packet.is_keyframe), None)
        at = _seconds(packets[key], media.zero) if key is not None else None
        if begin <= 0 or (at is not None and at <= first + 1e-6):
            return packets[key:] if key is not None else packets
    return []


def _end(packets: Sequence[Packet[VideoStream]], zero: float) -> float:
    """Return when the last of the packets stops being shown, s."""
    ends = [
        float((packet.pts + (packet.duration or 0)) * packet.time_base) - zero
        for packet in packets
        if packet.pts is not None and packet.time_base is not None
    ]
    return max(ends)


def _later(packet: Packet[VideoStream], seconds: float) -> bool:
    """Whether this packet and all that follow are decoded, and so shown, after a time of the file."""
    if packet.dts is None or packet.time_base is None:
        return False
    return float(packet.dts * packet.time_base) > seconds


def _seconds(packet: Packet[VideoStream], zero: float) -> float | None:
    if packet.pts is None or packet.time_base is None:
        return None
    return float(packet.pts * packet.time_base) - zero


def _on_display(stamps: Sequence[float], time: float) -> float:
    before = [stamp for stamp in stamps if stamp <= time + 1e-6]
    return max(before) if before else min(stamps)


def _decode_wanted(
    stream: VideoStream,
    packets: Sequence[Packet[VideoStream]],
    stamps: Sequence[float],
    wanted: set[float],
    zero: float,
) -> Iterator[tuple[float, Picture]]:
    """Yield (time, picture) of the wanted frames, skipping what no wanted frame depends on."""
    context = stream.codec_context
    base = packets[0].time_base
    if base is None:
        return

    def chosen(frames: Iterable[VideoFrame]) -> Iterator[tuple[float, Picture]]:
        for frame in frames:
            if frame.pts is not None and (stamp := float(frame.pts * base) - zero) in wanted:
                yield stamp, to_rgb(frame, stream)

    for begin, end in _runs(packets, stamps, wanted):
        for index in range(begin, end):
            context.skip_frame = "DEFAULT" if stamps[index] in wanted else "NONREF"
            yield from chosen(_decode(stream, packets[index]))
        yield from chosen(_decode(stream, None))
        context.flush_buffers()


def _runs(
    packets: Sequence[Packet[VideoStream]], stamps: Sequence[float], wanted: set[float]
) -> Iterator[tuple[int, int]]:
    """Yield ranges of packets to decode: each from a key frame to past the last wanted frame after it."""
    needed = sorted(index for index, stamp in enumerate(stamps) if stamp in wanted)
    keys = [index for index, packet in enumerate(packets) if packet.is_keyframe] or [0]
    begin, end = 0, 0
    for index in needed:
        key = max((k for k in keys if k <= index and stamps[k] <= stamps[index]), default=0)
        if end and key - end >= _WORTH_A_RESTART:
            yield begin, end
            begin = key
        elif not end:
            begin = key
        end = index + 1
    yield begin, end


def _decode_all(
    stream: VideoStream, packets: Sequence[Packet[VideoStream]], times: Sequence[float], media: Media
) -> list[Picture]:
    """Return the picture shown at each time, decoding everything: for files whose packets tell no time.

    Frames come out in the order of display, so that the k-th is shown when the k-th packet was due.
    """
    due = [float(p.dts * p.time_base) - media.zero for p in packets if p.dts is not None and p.time_base]
    timed = media.container.format.name not in _NO_DISPLAY_TIMES
    pictures: list[Picture] = []
    previous: VideoFrame | None = None
    converted: Picture | None = None
    count = 0
    for packet in [*packets, None]:
        for frame in _decode(stream, packet):
            if timed and frame.pts is not None:
                at = frame.time - media.zero
            else:
                at = due[min(count, len(due) - 1)] if due else 0.0
            count += 1
            while previous is not None and len(pictures) < len(times) and at > times[len(pictures)] + 1e-6:
                converted = to_rgb(previous, stream) if converted is None else converted
                pictures.append(converted)
            previous, converted = frame, None
    if previous is not None:
        last = to_rgb(previous, stream) if converted is None else converted
        pictures += [last] * (len(times) - len(pictures))
    return pictures


def _decode(stream: VideoStream, packet: Packet[VideoStream] | None) -> list[VideoFrame]:
    """Decode one packet (None empties the decoder); damage costs the frame and not the clip."""
    try:
        return stream.codec_context.decode(packet)
    except MemoryError as error:
        raise MediaError(
            "The picture needs more memory than is allowed: save the clip at a lower resolution."
        ) from error
    except (av.error.FFmpegError, EOFError):
        return []


def display_size(width: int, height: int, aspect: float = 1.0) -> tuple[int, int]:
    """Return width and height, px, of a frame with square pixels and at most `SHORT_SIDE` and `LONG_SIDE`.

    `aspect` is the width of a stored pixel over its height; nothing is enlarged beyond what making pixels
    square takes.
    """
    if not 0.2 <= aspect <= 5:
        aspect = 1.0  # damaged header
    wide, high = (width * aspect, float(height)) if aspect >= 1 else (float(width), height / aspect)
    scale = min(1.0, SHORT_SIDE / min(wide, high), LONG_SIDE / max(wide, high))
    return max(1, round(wide * scale)), max(1, round(high * scale))


def to_rgb(frame: VideoFrame, stream: VideoStream) -> Picture:
    """Return a frame as displayed `(H, W, 3)`: scaled, pixels square, upright, transparency on white."""
    aspect = float(stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio or 1)
    width, height = display_size(frame.width, frame.height, aspect)
    transparent = _has_alpha(frame)
    scaled = frame.reformat(
        width=width, height=height, format="rgba" if transparent else "rgb24", interpolation="AREA"
    )
    picture = np.asarray(scaled.to_ndarray(), dtype=np.uint8)
    if transparent:
        alpha = picture[..., 3:].astype(np.float32) / 255
        picture = np.round(picture[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)
    return np.ascontiguousarray(_upright(picture, frame))


def _has_alpha(frame: VideoFrame) -> bool:
    name = frame.format.name
    return name.startswith(("rgba", "bgra", "argb", "abgr", "yuva", "gbrap", "ya", "pal8"))


def _upright(picture: Picture, frame: VideoFrame) -> Picture:
    """Apply the display matrix: x' = a x + c y, y' = b x + d y, in quarter turns and mirrorings."""
    try:
        matrix: Any = frame.side_data.get("DISPLAYMATRIX")
    except ValueError:  # other side data that PyAV has no name for
        return np.rot90(picture, round(frame.rotation / 90) % 4)
    if matrix is None:
        return picture
    a, b, _, c, d = struct.unpack("=5i", bytes(matrix)[:20])
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return picture[:: -1 if d < 0 else 1, :: -1 if a < 0 else 1]
    return picture.swapaxes(0, 1)[:: -1 if b < 0 else 1, :: -1 if c < 0 else 1]


def _stack(pictures: Sequence[Picture]) -> NDArray[np.uint8] | None:
    """Stack pictures `(F, H, W, 3)`; where the size changes within a clip, the first one rules."""
    if not pictures:
        return None
    height, width = pictures[0].shape[:2]
    same = [p if p.shape[:2] == (height, width) else _resized(p, width, height) for p in pictures]
    return np.stack(same)


def _resized(picture: Picture, width: int, height: int) -> Picture:
    frame = VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
    return np.asarray(frame.reformat(width=width, height=height, format="rgb24").to_ndarray(), dtype=np.uint8)
