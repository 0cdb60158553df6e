"""Loading clips: what callers see. Decoding happens in a worker process unless `isolate` is False."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mmfusion.media.clip import WINDOW, Clip, Probe
from mmfusion.media.limits import Limits

Source = str | Path | bytes


def load_clip(
    source: Source,
    frames: int = 8,
    start: float | None = None,
    duration: float | None = None,
    *,
    name: str = "clip",
    limits: Limits = Limits(),  # noqa: B008 (frozen)
    isolate: bool = True,
) -> Clip:
    """Return one window of a video, sound or picture file.

    Args:
        source: a path, or the bytes of a file (an upload).
        frames: F, taken at the middles of F equal parts of the window; each is the frame on display then.
        start: start of the window, s from the start of the file; 0 if None.
        duration: its length, s; `WINDOW` if None. A shorter file gives what there is.
        name: what to call the clip; never used as a path.
        limits: what decoding may cost.
        isolate: decode in a worker process (its limits of time and memory apply only then).

    Raises:
        MediaError: the file cannot be used; the text says why and what would work.
        ValueError: `frames`, `start` or `duration` make no window.

    Example:
        >>> from io import BytesIO
        >>> from PIL import Image
        >>> from mmfusion.media import load_clip
        >>> Image.new("RGB", (64, 48), "red").save(picture := BytesIO(), "png")
        >>> clip = load_clip(picture.getvalue(), frames=4, isolate=False)
        >>> clip.frames.shape, clip.frame_times.tolist(), clip.waveform
        ((4, 48, 64, 3), [0.5, 1.5, 2.5, 3.5], None)
        >>> clip.notes
        ('This is a still picture: the same frame all along, without sound.',)

    """
    start, duration = start or 0.0, WINDOW if duration is None else duration
    if frames < 1 or not 0 <= start < float("inf") or not 0 < duration < float("inf"):
        raise ValueError(
            f"a window needs frames >= 1, start >= 0 and duration > 0, not {frames}, {start} and {duration}"
        )
    given = _given(source, limits)
    arguments = {"frames": int(frames), "start": float(start), "duration": float(duration), "name": name}
    if not isolate:
        from mmfusion.media.decode import decode_clip

        return decode_clip(given, int(frames), float(start), float(duration), name, limits)
    from mmfusion.media.worker import POOL, unpack_clip

    return unpack_clip(*POOL.ask("clip", given, arguments, limits))


def load_span(
    source: Source,
    fps: float = 2.0,
    *,
    name: str = "clip",
    limits: Limits = Limits(),  # noqa: B008 (frozen)
    isolate: bool = True,
) -> Clip:
    """Return a whole clip (up to ``limits.span`` s): frames at `fps` a second, and all of its sound.

    Frames are 240 px on the short side. A clip that takes long to decode ends earlier: `duration` and a note
    tell.

    Raises:
        MediaError: the file cannot be used.
        ValueError: `fps` is not positive.

    Example:
        >>> from io import BytesIO
        >>> import numpy as np
        >>> from mmfusion.media import Clip, load_span, save_clip
        >>> frames = np.zeros((4, 32, 32, 3), np.uint8)
        >>> save_clip(Clip(frames, np.arange(4.0), None, 16_000, "black", duration=10.0), film := BytesIO())
        >>> load_span(film.getvalue(), fps=0.5, isolate=False).frame_times.tolist()
        [1.0, 3.0, 5.0, 7.0, 9.0]

    """
    if not 0 < fps <= 60:
        raise ValueError(f"fps is {fps}: between 0 and 60 frames a second can be taken")
    given = _given(source, limits)
    if not isolate:
        from mmfusion.media.decode import decode_span

        return decode_span(given, float(fps), name, limits)
    from mmfusion.media.worker import POOL, unpack_clip

    return unpack_clip(*POOL.ask("span", given, {"fps": float(fps), "name": name}, limits))


def preview(
    source: Source,
    time: float = WINDOW / 2,
    *,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
    isolate: bool = True,
) -> NDArray[np.uint8] | None:
    """Return the key frame `(H, W, 3)` at or before `time` s, or None for a sound: what to show at once.

    Raises:
        MediaError: the file cannot be used.

    Example:
        >>> from io import BytesIO
        >>> from PIL import Image
        >>> from mmfusion.media import preview
        >>> Image.new("RGB", (64, 48), "red").save(picture := BytesIO(), "png")
        >>> preview(picture.getvalue(), isolate=False)[0, 0].tolist()
        [255, 0, 0]

    """
    given = _given(source, limits)
    if not isolate:
        from mmfusion.media.decode import decode_preview

        return decode_preview(given, time, limits)
    from mmfusion.media.worker import POOL

    _, arrays = POOL.ask("preview", given, {"time": time}, limits)
    return arrays[0] if arrays else None


def probe(
    source: Source,
    *,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
    isolate: bool = True,
) -> Probe:
    """Return what a file contains, without decoding it.

    Raises:
        MediaError: the file cannot be used.

    Example:
        >>> from io import BytesIO
        >>> from PIL import Image
        >>> from mmfusion.media import probe
        >>> Image.new("RGB", (64, 48), "red").save(picture := BytesIO(), "png")
        >>> found = probe(picture.getvalue(), isolate=False)
        >>> found.kind, found.size, found.total
        ('picture', (64, 48), None)

    """
    given = _given(source, limits)
    if not isolate:
        from mmfusion.media.decode import decode_probe

        return decode_probe(given, limits)
    from mmfusion.media.worker import POOL, unpack_probe

    return unpack_probe(POOL.ask("probe", given, {}, limits)[0])


def warm() -> None:
    """Start a worker in the background, so that the first clip does not wait for it."""
    from mmfusion.media.worker import POOL

    POOL.warm()


def _given(source: Source, limits: Limits) -> bytes | str:
    """Return bytes as they are, checked, and a path as an absolute one."""
    if isinstance(source, (str, Path)):
        return str(Path(source).absolute())
    data = bytes(source)
    limits.check_bytes(len(data))
    return data
