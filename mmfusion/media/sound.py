"""The sound of a window: mono, 16 kHz, placed on the clip's time axis to the sample.

Channels are averaged (as ``librosa.to_mono`` does), so that level means the same for one channel and eight.
Where they cancel each other, as out-of-phase stereo does, the loudest one is taken instead. What the file
leaves out (a gap, a late start, an early end) is silence; a window without sound, or silent, is None.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from mmfusion.media.clip import SAMPLE_RATE, SILENT, heard
from mmfusion.media.container import Media

_PREROLL = 0.25  # s: codecs with overlapping windows need a few packets to settle
_GAP = 0.05  # s: time stamps may wander by less without the sound having a hole

_CANCELLED = 20.0  # dB: what averaging may lose against the mean power of the channels

Sound = NDArray[np.float32]


@dataclass(frozen=True)
class Heard:
    """The sound of a window, and what has to be said of it."""

    waveform: Sound | None
    """`(S,)`; None where there is none or it is silent."""
    silent: bool = False
    """Whether there is sound, but silence."""
    opposed: bool = False
    """Whether the channels cancelled each other, so that one of them was taken."""


def sound_between(media: Media, start: float, end: float) -> Heard:
    """Return the waveform `(S,)` between two times, S = round(16000 (end - start)), if there is one."""
    if media.audio is None:
        return Heard(None)
    size = round((end - start) * SAMPLE_RATE)
    waveform = np.zeros(size, dtype=np.float32)
    found = opposed = False
    for begin, piece in _pieces(_frames(media, start, end)):
        offset = round((begin - start) * SAMPLE_RATE)
        low, high = max(0, offset), min(size, offset + len(piece))
        if low < high:
            waveform[low:high], cancelled = mixed(piece[low - offset : high - offset])
            found, opposed = True, opposed or cancelled
    waveform = np.clip(waveform, -1.0, 1.0)
    sound = heard(waveform) if found else None
    return Heard(sound, silent=found and sound is None, opposed=opposed and sound is not None)


def mixed(channels: Sound) -> tuple[Sound, bool]:
    """Return the mean `(S,)` of channels `(S, C)`, or the loudest one (and True) where they cancel out."""
    mean = channels.mean(axis=1, dtype=np.float32)
    if channels.shape[1] == 1:
        return mean, False
    power = np.square(channels, dtype=np.float32).mean(axis=0, dtype=np.float64)  # (C,)
    left = float(np.square(mean).mean(dtype=np.float64))
    cancelled = left < power.mean() * 10 ** (-_CANCELLED / 10) and float(np.abs(channels).max()) >= SILENT
    return (np.ascontiguousarray(channels[:, power.argmax()]), True) if cancelled else (mean, False)


def _frames(media: Media, start: float, end: float) -> Iterator[tuple[float, AudioFrame]]:
    """Yield (time in s, frame) from a little before `start` to a little after `end`."""
    for begin in (start - _PREROLL, 0.0):
        first = True
        clock = 0.0
        for frame in _decoded(media, begin):
            at = clock if frame.time is None else frame.time - media.zero
            if first and begin > 0 and at > start:
                break  # the seek went too far: read from the beginning
            first = False
            clock = at + frame.samples / frame.sample_rate
            if at > end + _PREROLL:
                return
            yield at, frame
        else:
            if not first or begin <= 0:
                return


def _decoded(media: Media, begin: float) -> Iterator[AudioFrame]:
    """Decode the sound from a time in s on; damage costs the packet and not the clip."""
    for packet in media.packets_from("audio", begin):
        context = cast(AudioCodecContext, packet.stream.codec_context)
        try:
            yield from context.decode(packet if packet.size else None)
        except MemoryError:
            raise
        except (av.error.FFmpegError, EOFError):
            continue


def _pieces(frames: Iterator[tuple[float, AudioFrame]]) -> Iterator[tuple[float, Sound]]:
    """Yield (time in s, waveform `(S, C)` at 16 kHz), a new piece where time jumps or the layout changes."""
    resampler: AudioResampler | None = None
    setup: tuple[str, int, int] | None = None
    parts: list[Sound] = []
    channels = 1
    begin = clock = 0.0

    def finish() -> Sound:
        tail = _resampled(resampler, None) if resampler is not None else []
        return np.concatenate([np.zeros((0, channels), np.float32), *parts, *tail])

    for at, frame in frames:
        layout = (frame.format.name, frame.layout.nb_channels, frame.sample_rate)
        if resampler is None or layout != setup or abs(at - clock) > _GAP:
            if resampler is not None:
                yield begin, finish()
            resampler = AudioResampler(format="flt", layout=frame.layout, rate=SAMPLE_RATE)
            setup, parts, begin, clock = layout, [], at, at
            channels = frame.layout.nb_channels
        clock += frame.samples / frame.sample_rate
        frame.pts = None
        parts += _resampled(resampler, frame)
    if resampler is not None:
        yield begin, finish()


def _resampled(resampler: AudioResampler, frame: AudioFrame | None) -> list[Sound]:
    """Return pieces `(S, C)` of one frame (None: what is left); nothing where damage made it absurd."""
    try:
        frames = resampler.resample(frame)
    except (av.error.FFmpegError, EOFError):
        return []
    return [
        np.asarray(out.to_ndarray().reshape(-1, out.layout.nb_channels), dtype=np.float32) for out in frames
    ]
