"""Opening a file with FFmpeg (through PyAV), and what it says about itself.

Only demuxers that read one self-contained stream of bytes are allowed: a playlist (HLS, DASH, concat) renamed
.mp4 could otherwise make FFmpeg open other files or addresses. Paths never reach FFmpeg: it reads from a
Python file object.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Literal, TypeVar, cast

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from mmfusion.language import marked
from mmfusion.media.clip import MediaError, Probe
from mmfusion.media.limits import Limits
from mmfusion.media.source import NOTHING, has_frame_count, header_length, refuse_tiles, unreadable
from mmfusion.media.timeline import Clock, Extent, Timeline, counted

S = TypeVar("S", bound=Stream)
Sense = Literal["video", "audio"]
SENSES: tuple[Sense, ...] = ("video", "audio")

DEMUXERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif,apng,flv,asf,mpegts,mpeg,mpegvideo,ogg,nut,ivf,mxf,dv,rm,wtv,"
    "obu,h264,hevc,m4v,vc1,wav,w64,mp3,aac,flac,aiff,au,caf,amr,ac3,eac3,dts,ape,wv,tta,mpc,mpc8,tak,voc,oma,truehd"
)
_ONE_FRAME = 0.04  # s: what states no length and holds one packet
_SAME = (
    0.1  # s: a stated length that differs less from the counted one is the better one (it leaves out padding)
)
_MISSING = 0.5  # s: what a file may lack of its stated length untold
_HEADED = ("mov,mp4", "matroska", "avi", "flac", "asf", "flv")  # formats that state and do not guess
_EXACT = ("mp3", "ogg")  # formats that state, guess or measure
_PICTURES = ("gif", "apng")  # formats that hold a still or a video


class Media:
    """An open file: its container, the streams worth reading, its zero of time and its length.

    Times everywhere are s from `zero`, the earliest start of any stream (never negative: an encoder's
    priming lies before the start).
    """

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self._file, self._untouched = file, True
        refuse_tiles(file)
        try:
            self.container = self._opened()
        except (av.error.FFmpegError, ValueError, EOFError) as error:
            raise unreadable(file) from error
        self.limits = limits
        pictures = [s for s in self.container.streams.video if _readable(s)]
        self.cover = any(s.disposition & Disposition.attached_pic for s in pictures)
        self.video: VideoStream | None = _best(
            [s for s in pictures if not s.disposition & Disposition.attached_pic]
        )
        self.audio: AudioStream | None = _best([s for s in self.container.streams.audio if _readable(s)])
        if self.video is None and self.audio is None:
            raise self._neither()
        if self.video is not None:
            context = self.video.codec_context
            limits.check_pixels(context.width, context.height, still=False)
        self.zero = max(0.0, (self.container.start_time or 0) / av.time_base)
        self.stated, self._states = self._header()
        """The length that the header states or the demuxer guesses, s; 0 if neither does."""
        self._indexed = self._is_indexed()
        self.timeline = Timeline() if self._indexed else counted(self._demuxed(), limits.duration + self.zero)
        self.total = max(self.stated if self._indexed else self._counted(), _ONE_FRAME)
        limits.check_duration(self.total, self.stated if self._states else 0.0)

    @property
    def still(self) -> bool:
        """Whether the file is a picture in a format that also holds videos."""
        extent = self.extent("video")
        named = self.container.format.name in _PICTURES
        return named and self.audio is None and extent is not None and extent.packets == 1

    @property
    def missing(self) -> bool:
        """Whether the header states more than the file holds."""
        return self._states and self.stated > max(self.total, self.timeline.end - self.zero) + _MISSING

    def extent(self, sense: Sense) -> Extent | None:
        """Return from when until when a sense has something to show or to play; None where it has nothing."""
        stream: Stream | None = self.video if sense == "video" else self.audio
        if stream is None:
            return None
        found = self.timeline.extents.get(stream.index)
        if found is not None:
            return Extent(found.begin - self.zero, found.end - self.zero, found.packets)
        if not self._indexed or stream.time_base is None:
            return None
        begin = float((stream.start_time or 0) * stream.time_base) - self.zero
        length = float(stream.duration * stream.time_base) if stream.duration else self.stated
        return Extent(begin, begin + length, stream.frames)

    def packets_from(self, sense: Sense, seconds: float) -> Iterator[Packet[Stream]]:
        """Yield packets of one sense from the last key packet at or before a time (in s) on.

        Where the format cannot seek they come from the very start. A file that breaks off ends the packets.
        Their ``stream`` holds the decoder, which has been emptied.
        """
        self._go_to(sense, seconds)
        stream: Stream | None = self.video if sense == "video" else self.audio
        if stream is None:
            return
        self._only(stream)
        stream.codec_context.flush_buffers()
        if not self.timeline.remade:
            yield from self._demuxed(stream)
            return
        clock = Clock(self.timeline)
        for packet in self._demuxed(stream):
            clock.set(packet)
            yield packet

    def _demuxed(self, *streams: Stream) -> Iterator[Packet[Stream]]:
        """Yield packets of some streams, or of all."""
        self._untouched = False
        while True:
            try:
                yield from self.container.demux(*streams)
            except IndexError:  # PyAV met a stream that the header had not announced: go on behind its packet
                continue
            except (av.error.FFmpegError, EOFError):
                pass
            return

    def _only(self, *streams: Stream) -> None:
        """Let the demuxer skip every other stream."""
        for stream in self.container.streams:
            stream.discard = av.stream.Discard.default if stream in streams else av.stream.Discard.all

    def _go_to(self, sense: Sense, seconds: float) -> None:
        stream: Stream | None = self.video if sense == "video" else self.audio
        if seconds > 0 and stream is not None and stream.time_base is not None and not self.timeline.remade:
            try:
                self.container.seek(int((seconds + self.zero) / stream.time_base), stream=stream)
            except (av.error.FFmpegError, ValueError, OverflowError):
                self._rewind()
            else:
                self._untouched = False
        else:
            self._rewind()

    def _rewind(self) -> None:
        """Go to the first packet, which may lie before 0 s: a decoder needs it to settle."""
        if self._untouched:
            return
        try:
            if self.timeline.remade:
                raise av.error.EOFError(0, "a file without times is only read from its start")
            self.container.seek(-av.time_base)
        except av.error.FFmpegError:  # a file without an index: open it again
            self.container = self._opened()
            if self.video is not None:
                self.video = cast(VideoStream, self.container.streams[self.video.index])
            if self.audio is not None:
                self.audio = cast(AudioStream, self.container.streams[self.audio.index])

    def _opened(self) -> InputContainer:
        self._file.seek(0)
        options = {"format_whitelist": DEMUXERS, "protocol_whitelist": "none"}
        return av.open(self._file, "r", options=options, metadata_errors="replace")

    def _neither(self) -> MediaError:
        """Return why a file that could be opened has nothing to see or to hear."""
        if self.cover:
            return MediaError(marked("This file holds a cover picture but no sound: choose one that plays."))
        if self.container.streams.video or self.container.streams.audio:
            return MediaError(
                marked(
                    "There is no decoder here for what this file holds: save it again, for instance as MP4 "
                    "(H.264 and AAC)."
                )
            )
        return MediaError(NOTHING)

    def _is_indexed(self) -> bool:
        """Whether an MP4's index lists everything that the header states, and the file has all of it."""
        if not self.container.format.name.startswith("mov,") or not self.stated:
            return False
        for stream in (self.video, self.audio):
            entries = stream.index_entries if stream is not None else ()
            if stream is None:
                continue
            if not len(entries) or stream.time_base is None or not stream.duration:
                return False
            last = entries[len(entries) - 1]
            listed = stream.frames and len(entries) >= stream.frames
            if last.pos + last.size > self.container.size or not listed:
                return False
        return True

    def _header(self) -> tuple[float, bool]:
        """Return the stated length in s, and whether it is the header's and no guess."""
        name, stated = self.container.format.name, (self.container.duration or 0) / av.time_base
        place = self._file.tell()
        counts, found = has_frame_count(self._file), header_length(self._file)
        self._file.seek(place)
        if name == "mp3":
            return stated, counts
        if name == "wav":  # one that was written as a stream states anything
            return (found, True) if found is not None and found <= self.limits.duration else (stated, False)
        video = self.video
        if name == "avi" and video is not None and video.average_rate:
            stated = max(
                stated, float(video.frames / video.average_rate)
            )  # FFmpeg scales it to the file's size
        return stated, name.startswith(_HEADED)

    def _counted(self) -> float:
        """Return the length in s that was counted, or the stated one if that is the same without padding."""
        ends = [extent.end for sense in SENSES if (extent := self.extent(sense)) is not None]
        if not ends:
            raise MediaError(NOTHING)
        exact = self._states or self.container.format.name in _EXACT
        return self.stated if exact and abs(self.stated - max(ends)) < _SAME else max(ends)


def _readable(stream: Stream) -> bool:
    """Whether FFmpeg has a decoder for the stream."""
    try:
        return stream.codec_context is not None and bool(stream.codec_context.name)
    except (ValueError, AttributeError):
        return False


def _best(streams: list[S]) -> S | None:
    return next((s for s in streams if s.disposition & Disposition.default), streams[0] if streams else None)


def probe(media: Media) -> Probe:
    """Return what an open file contains."""
    video, audio = media.video, media.audio
    rate = video.average_rate if video is not None else None
    return Probe(
        kind="picture" if media.still else "video" if video is not None else "sound",
        total=None if media.still else media.total,
        size=(video.codec_context.width, video.codec_context.height) if video is not None else None,
        fps=float(rate) if rate and not media.still else None,
        channels=audio.codec_context.channels if audio is not None else None,
        sample_rate=audio.codec_context.sample_rate if audio is not None else None,
        cover=media.cover and video is None,
        codecs=tuple(s.codec_context.name for s in (video, audio) if s is not None),
    )
