"""Frames at chosen moments: exact, and with as little decoding as that allows.

The frame on display at time t is the one with the greatest presentation time not above t. Packets tell these
times before anything is decoded. So the decoder is started at the key frame before each chosen moment, and
frames on which no other depends are decoded only if they were chosen (about half of the frames of ordinary
H.264): nothing is approximated.
"""

from __future__ import annotations

import itertools
import math
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, cast

import av
import numpy as np
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from mmfusion.language import marked
from mmfusion.media.clip import MediaError
from mmfusion.media.container import Media
from mmfusion.media.geometry import SHORT_SIDE, Picture, display_size, has_alpha, stacked, upright

_NO_DISPLAY_TIMES = ("avi",)  # formats that store when to decode and not when to show
_WORTH_A_RESTART = 12  # packets: emptying the decoder's pipeline costs about as much as decoding these

if TYPE_CHECKING:
    VideoPacket = Packet[VideoStream]


def frames_at(
    media: Media, times: Sequence[float], *, short_side: int = SHORT_SIDE, seconds: float = math.inf
) -> NDArray[np.uint8] | None:
    """Return the frames `(F, H, W, 3)` on display at ascending times in s, or None if none is there.

    A frame lasts until the next one. A moment before the first frame shows the first, one after the last the
    last, as a player does; `mmfusion.media.decode` says so.

    Args:
        media: an open file.
        times: the moments, s from the start of the file.
        short_side: frames are scaled down to this, px.
        seconds: stop decoding after this long, s; then there are fewer frames than moments.

    """
    deadline = time.monotonic() + seconds
    extent = media.extent("video")
    if extent is not None:  # no need to look for frames where the stream is over
        times = [min(moment, max(extent.end, 0.0)) for moment in times]
    packets = _packets(media, times[0], times[-1])
    if not packets:
        return None
    stamps = [_seconds(packet, media.zero) for packet in packets]
    known = [stamp for stamp in stamps if stamp is not None]
    reader = _Reader(packets, media, short_side, deadline)
    if len(known) == len(packets) and media.container.format.name not in _NO_DISPLAY_TIMES:
        wanted = [_on_display(known, moment) for moment in times]
        found = dict(reader.wanted(known, set(wanted)))
        there = [found[stamp] for stamp in itertools.takewhile(found.__contains__, wanted)]
        if len(there) == len(times) or reader.late:
            return stacked(there)
        reader.context.flush_buffers()
    return stacked(reader.everything(times))


def keyframe(media: Media, at: float) -> Picture | None:
    """Return the key frame `(H, W, 3)` at or before a time in s (the first one if there is none before)."""
    if media.video is None:
        return None
    for begin in (at, 0.0):
        for packet in media.packets_from("video", begin):
            if packet.is_keyframe or packet.size == 0:
                reader = _Reader([cast("VideoPacket", packet)], media, SHORT_SIDE, math.inf)
                for frame in reader.decode(reader.packets[0]) or reader.decode(None):
                    return reader.rgb(frame)
    return None


def _packets(media: Media, first: float, last: float) -> list[VideoPacket]:
    """Return the packets, in decoding order, that the frames shown from `first` to `last` s need."""
    if media.video is None:
        return []
    for begin in (first, first - 2.0, first - 10.0, 0.0):
        packets: list[VideoPacket] = []
        for packet in media.packets_from("video", begin):
            if packet.size:
                packets.append(cast("VideoPacket", packet))
            if _later(packet, media.zero + last + 1e-6):
                break
        key = next((i for i, packet in enumerate(packets) if packet.is_keyframe), None)
        at = _begins(packets[key], media) if key is not None else None
        if begin <= 0 or (at is not None and at <= first + 1e-6):
            return packets[key:] if key is not None else packets
    return []


def _later(packet: Packet[Stream], seconds: float) -> bool:
    """Whether this packet and all that follow are decoded, and so shown, after a time of the file."""
    if packet.dts is None or packet.time_base is None:
        return False
    return float(packet.dts * packet.time_base) > seconds


def _seconds(packet: VideoPacket, zero: float) -> float | None:
    if packet.pts is None or packet.time_base is None:
        return None
    return float(packet.pts * packet.time_base) - zero


def _begins(packet: VideoPacket, media: Media) -> float | None:
    """Return when a packet is shown, s; when it is decoded where that was counted and this is not known."""
    shown = _seconds(packet, media.zero)
    if shown is None and media.timeline.untimed and packet.dts is not None and packet.time_base is not None:
        return float(packet.dts * packet.time_base) - media.zero
    return shown


def _on_display(stamps: Sequence[float], moment: float) -> float:
    before = [stamp for stamp in stamps if stamp <= moment + 1e-6]
    return max(before) if before else min(stamps)


def _runs(
    packets: Sequence[VideoPacket], stamps: Sequence[float], wanted: set[float]
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


class _Reader:
    """Decodes packets of one stream into pictures."""

    def __init__(
        self, packets: Sequence[VideoPacket], media: Media, short_side: int, deadline: float
    ) -> None:
        self.packets, self.media = packets, media
        self.stream = packets[0].stream
        self.context = self.stream.codec_context
        self.short_side, self.deadline, self.late = short_side, deadline, False
        if not self.context.is_open:
            self.context.thread_type = "AUTO"
            self.context.thread_count = min(4, os.cpu_count() or 1)  # each holds frames of its own
            self.context.options = {"max_pixels": str(media.limits.pixels)}

    def decode(self, packet: VideoPacket | None) -> list[VideoFrame]:
        """Decode one packet (None empties the decoder); damage costs the frame and not the clip."""
        self.late = self.late or time.monotonic() > self.deadline
        if self.late:
            return []
        try:
            return self.context.decode(packet)
        except MemoryError as error:
            raise MediaError(
                marked("The picture needs more memory than is allowed: save the clip at a lower resolution.")
            ) from error
        except (av.error.FFmpegError, EOFError):
            return []

    def wanted(self, stamps: Sequence[float], wanted: set[float]) -> Iterator[tuple[float, Picture]]:
        """Yield (time, picture) of the wanted frames, skipping what no wanted frame depends on."""
        base = self.packets[0].time_base
        if base is None:
            return
        zero = self.media.zero

        def chosen(frames: Iterable[VideoFrame]) -> Iterator[tuple[float, Picture]]:
            for frame in frames:
                if frame.pts is not None and (stamp := float(frame.pts * base) - zero) in wanted:
                    yield stamp, self.rgb(frame)

        for begin, end in _runs(self.packets, stamps, wanted):
            for index in range(begin, end):
                self.context.skip_frame = "DEFAULT" if stamps[index] in wanted else "NONREF"
                yield from chosen(self.decode(self.packets[index]))
            yield from chosen(self.decode(None))
            self.context.flush_buffers()

    def everything(self, times: Sequence[float]) -> list[Picture]:
        """Return the picture shown at each time, decoding everything: for files whose packets tell no time.

        Frames come out in the order of display, so that the k-th is shown when the k-th packet was due.
        """
        self.context.skip_frame = "DEFAULT"
        zero = self.media.zero
        due = [float(p.dts * p.time_base) - zero for p in self.packets if p.dts is not None and p.time_base]
        timed = self.media.container.format.name not in _NO_DISPLAY_TIMES
        pictures: list[Picture] = []
        previous: VideoFrame | None = None
        converted: Picture | None = None
        count = 0
        for packet in [*self.packets, None]:
            for frame in self.decode(packet):
                if timed and frame.pts is not None:
                    at = frame.time - zero
                else:
                    at = due[min(count, len(due) - 1)] if due else 0.0
                count += 1
                while (
                    previous is not None and len(pictures) < len(times) and at > times[len(pictures)] + 1e-6
                ):
                    converted = self.rgb(previous) if converted is None else converted
                    pictures.append(converted)
                previous, converted = frame, None
        if previous is not None and not self.late:
            last = self.rgb(previous) if converted is None else converted
            pictures += [last] * (len(times) - len(pictures))
        return pictures

    def rgb(self, frame: VideoFrame) -> Picture:
        """Return a frame as displayed `(H, W, 3)`: scaled, square pixels, upright, transparency on white."""
        aspect = float(self.stream.sample_aspect_ratio or self.context.sample_aspect_ratio or 1)
        width, height = display_size(frame.width, frame.height, aspect, self.short_side)
        transparent = has_alpha(frame)
        scaled = frame.reformat(
            width=width, height=height, format="rgba" if transparent else "rgb24", interpolation="AREA"
        )
        picture = np.asarray(scaled.to_ndarray(), dtype=np.uint8)
        if transparent:
            alpha = picture[..., 3:].astype(np.float32) / 255
            picture = np.round(picture[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)
        return np.ascontiguousarray(upright(picture, frame))
