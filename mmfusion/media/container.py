"""Opening a file with FFmpeg (through PyAV), and what it says about itself.

Only demuxers that read one self-contained stream of bytes are allowed: a playlist (HLS, DASH, concat) renamed
.mp4 could otherwise make FFmpeg open other files or addresses. Paths never reach FFmpeg: it reads from a
Python file object.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal, TypeVar, cast

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from mmfusion.media.clip import MediaError, Probe
from mmfusion.media.limits import Limits

S = TypeVar("S", bound=Stream)

DEMUXERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif,apng,flv,asf,mpegts,mpeg,mpegvideo,ogg,nut,ivf,mxf,dv,rm,wtv,"
    "obu,h264,hevc,m4v,vc1,wav,w64,mp3,aac,flac,aiff,au,caf,amr,ac3,eac3,dts,ape,wv,tta,mpc,mpc8,tak,voc,oma,truehd"
)
_ONE_FRAME = 0.04  # s: what states no length and holds one packet


def unreadable(head: bytes) -> MediaError:
    """Return the sentence for a file that FFmpeg cannot open, from its first bytes."""
    if head[4:8] == b"ftyp":
        if any(brand in head[8:40] for brand in (b"heic", b"heix", b"mif1", b"avif")):
            return MediaError("HEIC and AVIF pictures are not read: save this one as JPEG or PNG.")
        return MediaError("This file breaks off, so that nothing of it can be read: copy it again in full.")
    if _is_text(head):
        return MediaError("This is text, whatever its name says: choose a video, sound or picture file.")
    return MediaError(
        "This is no video, sound or picture that can be read, or it is damaged: "
        "check that it plays elsewhere, or save it again as MP4, WAV or JPEG."
    )


def _is_text(head: bytes) -> bool:
    try:
        text = head[:-4].decode("utf-8") if len(head) > 64 else head.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter in "\r\n\t\f\ufeff" for letter in text)


def open_source(source: bytes | str, limits: Limits) -> BinaryIO:
    """Return a seekable file object over bytes or a path. Raises `MediaError`: missing, empty, too large."""
    if isinstance(source, bytes):
        limits.check_bytes(len(source))
        return io.BytesIO(source)
    path = Path(source)
    try:
        if not path.is_file():
            raise MediaError("There is no such file: check its name and folder.")
        limits.check_bytes(path.stat().st_size)
        return path.open("rb")
    except OSError as error:
        raise MediaError(f"The file cannot be opened ({error.strerror}): check its permissions.") from error


class Media:
    """An open file: its container, the streams worth reading, its zero of time and its length.

    Times everywhere are s from `zero`, the earliest start of any stream (never negative: an encoder's
    priming lies before the start).
    """

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self._file, self._untouched = file, True
        head = file.read(512)
        try:
            self.container = self._opened()
        except (av.error.FFmpegError, ValueError, EOFError) as error:
            raise unreadable(head) from error
        self.limits = limits
        pictures = [s for s in self.container.streams.video if _readable(s)]
        self.cover = any(s.disposition & Disposition.attached_pic for s in pictures)
        self.video: VideoStream | None = _best(
            [s for s in pictures if not s.disposition & Disposition.attached_pic]
        )
        self.audio: AudioStream | None = _best([s for s in self.container.streams.audio if _readable(s)])
        if self.video is None and self.audio is None:
            if self.cover:
                raise MediaError("This file holds a cover picture but no sound: choose one that plays.")
            raise unreadable(head)
        if self.video is not None:
            context = self.video.codec_context
            limits.check_pixels(context.width, context.height, still=False)
        self.zero = max(0.0, (self.container.start_time or 0) / av.time_base)
        self.total = max(self._length(), _ONE_FRAME)
        limits.check_duration(self.total)

    def packets_from(self, sense: Literal["video", "audio"], seconds: float) -> Iterator[Packet[Stream]]:
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
        yield from self._demuxed(stream)

    def _demuxed(self, *streams: Stream) -> Iterator[Packet[Stream]]:
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

    def _go_to(self, sense: Literal["video", "audio"], seconds: float) -> None:
        stream: Stream | None = self.video if sense == "video" else self.audio
        if seconds > 0 and stream is not None and stream.time_base is not None:
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

    def _length(self) -> float:
        """Return the length in s: as stated, as far as the bytes reach, or measured packet by packet."""
        streams: list[Stream] = [s for s in (self.video, self.audio) if s is not None]
        ends = [_reach(s, self.container.size) for s in streams]
        if any(end is not None for end in ends):
            whole = [float(s.duration * s.time_base) if s.duration and s.time_base else 0.0 for s in streams]
            return max(w if end is None else end for end, w in zip(ends, whole, strict=True)) - self.zero
        stated = (self.container.duration or 0) / av.time_base
        if 0 < stated <= self.limits.duration:
            return stated  # else it is missing, or too long to be believed without looking
        return max(0.0, self.measure() - self.zero)

    def measure(self) -> float:
        """Return the end of the last packet, s, by reading every packet (nothing is decoded)."""
        end = 0.0
        streams: list[Stream] = [s for s in (self.video, self.audio) if s is not None]
        self._only(*streams)
        for packet in self._demuxed(*streams):
            if packet.pts is not None and packet.time_base is not None:
                end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
        return end


def _reach(stream: Stream, size: int) -> float | None:
    """Return where a broken-off file with an index ends, s; None if it is whole or has no index."""
    entries = stream.index_entries
    if stream.container.format.name[:4] != "mov," or not len(entries) or stream.time_base is None:
        return None
    last = entries[len(entries) - 1]
    if last.pos + last.size <= size:
        return None
    low, high = 0, len(entries) - 1  # the first entry that is not whole lies in low..high
    while low < high:
        middle = (low + high) // 2
        if entries[middle].pos + entries[middle].size <= size:
            low = middle + 1
        else:
            high = middle
    return max(0.0, float(entries[low].timestamp * stream.time_base))


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
        kind="video" if video is not None else "sound",
        total=media.total,
        size=(video.codec_context.width, video.codec_context.height) if video is not None else None,
        fps=float(rate) if rate else None,
        channels=audio.codec_context.channels if audio is not None else None,
        sample_rate=audio.codec_context.sample_rate if audio is not None else None,
        cover=media.cover and video is None,
        codecs=tuple(s.codec_context.name for s in (video, audio) if s is not None),
    )
