"""From bytes to a `Clip`, in this process; `mmfusion.media.load` runs it in a worker."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from mmfusion.language import marked, tr
from mmfusion.media.clip import SAMPLE_RATE, WINDOW, Clip, MediaError, Probe
from mmfusion.media.container import Media, probe
from mmfusion.media.geometry import SHORT_SIDE
from mmfusion.media.limits import Limits
from mmfusion.media.picture import frames_at, keyframe
from mmfusion.media.sound import Heard, sound_between
from mmfusion.media.source import open_source
from mmfusion.media.still import is_still, read_still, still_size

SPAN_SIDE = 240
"""Short side of the frames of a span, px: there can be hundreds."""
SPAN_SHARE = 0.6
"""Share of the time limit after which a span ends with what has been decoded."""
NO_SOUND = marked("This file has no sound; the picture answers alone.")
NO_PICTURE = marked("This file has no picture; the sound answers alone.")
COVER = marked("The cover picture of this sound file is not used.")
STILL = marked("This is a still picture: the same frame all along, without sound.")
BROKEN_PICTURE = marked("The picture could not be decoded; the sound answers alone.")
BROKEN_SOUND = marked("The sound could not be decoded; the picture answers alone.")
NO_PICTURE_HERE = marked("This window has no picture; the sound answers alone.")
NO_SOUND_HERE = marked("This window has no sound; the picture answers alone.")
SILENT_FILE = marked("The sound of this file is silence, which counts as none; the picture answers alone.")
SILENT_HERE = marked("The sound of this window is silence, which counts as none; the picture answers alone.")
OPPOSED = marked(
    "The channels of the sound cancel each other when they are mixed: the loudest one is used alone."
)
ONE_PICTURE = marked("This file has a single picture, which stays for as long as the sound lasts.")
MISSING = marked("This file states {:.1f} s and holds {:.1f} s: the rest of it is missing.")
PICTURE_ENDS = marked("The picture ends at {:.1f} s: from there on its last frame stays, as in a player.")
PICTURE_BEGINS = marked("The picture begins at {:.1f} s: before that its first frame is shown.")
SOUND_ENDS = marked("The sound ends at {:.1f} s: what follows is silence.")
SILENT_ALONE = marked(
    "This file has no picture and its sound is silence: choose one in which something can be heard."
)
SILENT_ALONE_HERE = marked("This part of the file is silent and there is no picture: choose another window.")
_TOLD = 0.25  # s: what a sense may lack of a window untold


def decode_clip(
    source: bytes | str, frames: int, start: float, duration: float, name: str, limits: Limits
) -> Clip:
    """Return `frames` frames and the sound of one window; see `mmfusion.media.load_clip`."""
    with open_source(source, limits) as file:
        if is_still(_head(file)):
            return _still_clip(file.read(), frames, start, duration, name, limits)
        media = Media(file, limits)
        if media.still:
            return _still_clip(_all(file), frames, start, duration, name, limits)
        if start >= media.total:
            raise _beyond(start, media.total)
        duration = min(duration, media.total - start)
        return _clip(media, _centres(start, duration, frames), start, duration, name)


def decode_span(source: bytes | str, fps: float, name: str, limits: Limits) -> Clip:
    """Return the whole clip at `fps` frames a second; see `mmfusion.media.load_span`."""
    with open_source(source, limits) as file:
        if is_still(_head(file)):
            return _still_clip(file.read(), max(1, round(WINDOW * fps)), 0.0, WINDOW, name, limits)
        media = Media(file, limits)
        if media.still:
            return _still_clip(_all(file), max(1, round(WINDOW * fps)), 0.0, WINDOW, name, limits)
        duration = min(media.total, limits.span)
        count = max(1, round(duration * fps))
        times = _centres(0.0, duration, count)
        clip = _clip(media, times, 0.0, duration, name, SPAN_SIDE, limits.seconds * SPAN_SHARE)
        if clip.frames is not None and len(clip.frames) < count:  # time was up
            duration = duration * len(clip.frames) / count
            clip = replace(
                clip,
                frame_times=times[: len(clip.frames)],
                waveform=None if clip.waveform is None else clip.waveform[: round(duration * SAMPLE_RATE)],
                duration=duration,
            )
        if duration < media.total:
            clip = replace(
                clip,
                notes=(
                    *clip.notes,
                    tr("Only the first {seconds:.0f} s are shown over time.", seconds=duration),
                ),
            )
        return clip


def decode_preview(source: bytes | str, time: float, limits: Limits) -> NDArray[np.uint8] | None:
    """Return the key frame at or before a time; see `mmfusion.media.preview`."""
    with open_source(source, limits) as file:
        if is_still(_head(file)):
            picture: NDArray[np.uint8] = read_still(file.read(), limits)[0][0]
            return picture
        media = Media(file, limits)
        return keyframe(media, min(time, media.total))


def decode_probe(source: bytes | str, limits: Limits) -> Probe:
    """Return what a file contains; see `mmfusion.media.probe`."""
    with open_source(source, limits) as file:
        if is_still(_head(file)):
            return Probe("picture", None, still_size(file.read(), limits), None, None, None)
        return probe(Media(file, limits))


def _head(file: BinaryIO) -> bytes:
    head = file.read(512)
    file.seek(0)
    return head


def _all(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read()


def _beyond(start: float, total: float) -> MediaError:
    return MediaError(
        tr(
            "The window starts at {start:.1f} s and the clip ends at {end:.1f} s: choose an earlier start.",
            start=start,
            end=total,
        )
    )


def _centres(start: float, duration: float, frames: int) -> NDArray[np.float64]:
    """Return the middles `(F,)` of F equal parts of a window, s."""
    return start + (np.arange(frames) + 0.5) * duration / frames


def _clip(
    media: Media,
    times: NDArray[np.float64],
    start: float,
    duration: float,
    name: str,
    short_side: int = SHORT_SIDE,
    seconds: float = math.inf,
) -> Clip:
    frames = frames_at(media, times.tolist(), short_side=short_side, seconds=seconds)
    sound = sound_between(media, start, start + duration)
    whole = duration >= media.total - 1e-3
    if frames is None and sound.waveform is None:
        raise _nothing(media, sound, whole)
    notes = [MISSING.format(media.stated, media.total)] if media.missing else []
    if sound.silent:
        notes.append(SILENT_FILE if whole else SILENT_HERE)
    elif sound.waveform is None:
        lasting = media.extent("audio")
        over = not whole or (lasting is not None and lasting.end < start)
        notes.append(NO_SOUND if media.audio is None else NO_SOUND_HERE if over else BROKEN_SOUND)
    else:
        notes += _sound_notes(media, sound, start + duration)
    if frames is None:
        notes.append(NO_PICTURE if media.video is None else BROKEN_PICTURE if whole else NO_PICTURE_HERE)
        if media.cover and media.video is None:
            notes.append(COVER)
    else:
        notes += _picture_notes(media, times)
    return Clip(
        frames=frames,
        frame_times=times if frames is not None else None,
        waveform=sound.waveform,
        sample_rate=SAMPLE_RATE,
        source=name,
        start=start,
        duration=duration,
        total=media.total,
        notes=tuple(notes),
    )


def _sound_notes(media: Media, sound: Heard, end: float) -> list[str]:
    """Return how the channels were mixed, and where the sound ends before the window does."""
    notes = [OPPOSED] if sound.opposed else []
    extent = media.extent("audio")
    if extent is not None and extent.end < end - _TOLD:
        notes.append(SOUND_ENDS.format(extent.end))
    return notes


def _picture_notes(media: Media, times: NDArray[np.float64]) -> list[str]:
    """Return where frames stand for moments that the picture does not reach."""
    extent = media.extent("video")
    if extent is None:
        return []
    if extent.packets == 1 and times[-1] > extent.end:
        return [ONE_PICTURE]
    notes = [PICTURE_BEGINS.format(extent.begin)] if times[0] < extent.begin - _TOLD else []
    if times[-1] > extent.end + _TOLD:
        notes.append(PICTURE_ENDS.format(extent.end))
    return notes


def _nothing(media: Media, sound: Heard, whole: bool) -> MediaError:
    """Return why there is neither picture nor sound."""
    if sound.silent and media.video is None:
        return MediaError(SILENT_ALONE if whole else SILENT_ALONE_HERE)
    if not whole:
        return MediaError(marked("This part of the file cannot be decoded: choose another window."))
    return MediaError(
        marked(
            "Neither picture nor sound of this file can be decoded: it is damaged, so copy it again in full "
            "or save it again as MP4."
        )
    )


def _still_clip(data: bytes, frames: int, start: float, duration: float, name: str, limits: Limits) -> Clip:
    """Return a still as `frames` equal frames, or an animated WebP as the silent video that it is."""
    pictures, shown = read_still(data, limits)
    total = float(shown[-1]) if len(pictures) > 1 else None
    if total is not None:
        if start >= total:
            raise _beyond(start, total)
        duration = min(duration, total - start)
    times = _centres(start, duration, frames)
    on_display = np.searchsorted(shown[:-1], times + 1e-6, side="right") - 1
    return Clip(
        frames=pictures[on_display.clip(0)],
        frame_times=times,
        waveform=None,
        sample_rate=SAMPLE_RATE,
        source=name,
        start=start,
        duration=duration,
        total=total,
        notes=(STILL if total is None else NO_SOUND,),
    )
