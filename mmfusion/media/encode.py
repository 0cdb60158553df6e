"""Writing a clip as a file that every browser plays: H.264 and AAC in MP4."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import numpy as np

from mmfusion.media.clip import Clip

_BLOCK = 1024  # samples of one AAC frame


def save_clip(clip: Clip, path: Path | str | BinaryIO, *, fps: float | None = None) -> None:
    """Write the clip's window as MP4, audio alone if it has no frames.

    Each frame is shown for its share of the window, so that `load_clip` with as many frames gives them back
    (up to compression). Odd sides lose a pixel, since H.264 here needs even ones.

    Args:
        clip: what to write.
        path: where to; or a binary file object, which must be seekable.
        fps: frames a second; frames are repeated or left out to keep time. As many as the clip has if None.

    Raises:
        ValueError: the clip is empty, or `fps` is not positive.

    Example:
        >>> from io import BytesIO
        >>> import numpy as np
        >>> from mmfusion.media import Clip, load_clip, save_clip
        >>> tone = np.sin(2 * np.pi * 440 * np.arange(32_000) / 16_000).astype(np.float32)
        >>> save_clip(Clip(None, None, tone, 16_000, "A4", duration=2.0), file := BytesIO())
        >>> back = load_clip(file.getvalue(), isolate=False)
        >>> back.duration, back.waveform.size, round(float(back.waveform.std()), 1)
        (2.0, 32000, 0.7)

    """
    import av

    if clip.frames is None and clip.waveform is None:
        raise ValueError("the clip has neither frames nor sound: there is nothing to write")
    if fps is not None and not 0 < fps <= 240:
        raise ValueError(f"fps is {fps}: between 0 and 240 frames a second can be written")
    named = isinstance(path, (str, Path))
    options = {"movflags": "+faststart"} if named else {}  # which opens the file again, by its name
    with av.open(str(path) if named else path, "w", format="mp4", options=options) as container:
        pictures, sound = clip.frames, clip.waveform
        if pictures is not None:
            shown = max(1, round(clip.duration * fps)) if fps else len(pictures)
            rate = Fraction(shown / clip.duration).limit_denominator(1001)
            height, width = (max(2, side - side % 2) for side in pictures.shape[1:3])
            video = container.add_stream("libx264", rate=rate, options={"crf": "18", "preset": "veryfast"})
            video.width, video.height, video.pix_fmt = width, height, "yuv420p"
            video.time_base = video.codec_context.time_base = 1 / rate
        if sound is not None:
            audio = container.add_stream("aac", rate=clip.sample_rate, layout="mono")
            audio.bit_rate = 96_000
        if pictures is not None:
            for index in range(shown):
                picture = pictures[min(len(pictures) - 1, int((index + 0.5) * len(pictures) / shown))]
                frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
                frame = frame.reformat(width=width, height=height, format="yuv420p", interpolation="AREA")
                frame.pts, frame.time_base = index, 1 / rate
                container.mux(video.encode(frame))
            container.mux(video.encode(None))
        if sound is not None:
            samples = np.ascontiguousarray(sound, dtype=np.float32)
            for begin in range(0, samples.size, _BLOCK):
                block = av.AudioFrame.from_ndarray(samples[None, begin : begin + _BLOCK], "fltp", "mono")
                block.sample_rate, block.pts = clip.sample_rate, begin
                block.time_base = Fraction(1, clip.sample_rate)
                container.mux(audio.encode(block))
            container.mux(audio.encode(None))
