"""How much one file may cost: bytes, seconds, memory, pixels.

Time is kept by the parent process, which kills a worker that is late; memory by the worker's own address
space limit (`RLIMIT_AS`), where the system enforces one: Linux. Elsewhere (macOS, Windows) the checks of
bytes, pixels and duration before anything is decoded stand in, and the time limit stays.
"""

from __future__ import annotations

from dataclasses import dataclass

from mmfusion.language import marked, tr
from mmfusion.media.clip import MediaError

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What one call may use. Beyond any of these the file is refused with a `MediaError`.

    Example:
        >>> from mmfusion.media import Limits
        >>> Limits(duration=60).check_duration(59)
        >>> Limits().check_bytes(0)
        Traceback (most recent call last):
        mmfusion.media.clip.MediaError: This file is empty: choose one that plays on your computer.

    """

    bytes: int = 200 * MIB
    """Size of the file."""
    seconds: float = 20.0
    """Wall-clock time of decoding, s."""
    memory: int = 1024 * MIB
    """Memory that decoding may take on top of an idle worker, bytes."""
    pixels: int = 4096 * 2304
    """Pixels of a frame of video."""
    still_pixels: int = 64_000_000
    """Pixels of a still picture."""
    duration: float = 900.0
    """Length of the file, s."""
    span: float = 120.0
    """How much of a clip `load_span` reads, s; the rest is left out with a note."""

    def check_bytes(self, size: int) -> None:
        """Raise `MediaError` for a file of `size` bytes that is empty or too large."""
        if size == 0:
            raise MediaError(marked("This file is empty: choose one that plays on your computer."))
        if size > self.bytes:
            raise MediaError(
                tr(
                    "This file has {size:.0f} MB and at most {most:.0f} MB are read: cut it or "
                    "save it at a lower resolution.",
                    size=size / MIB,
                    most=self.bytes / MIB,
                )
            )

    def check_pixels(self, width: int, height: int, still: bool) -> None:
        """Raise `MediaError` for a picture that is too large to decode."""
        most = self.still_pixels if still else self.pixels
        if width * height > most:
            raise MediaError(
                tr(
                    "The picture is {width} x {height} pixels and at most {most:.0f} million "
                    "are read: save it smaller, for instance {wide} pixels wide.",
                    width=width,
                    height=height,
                    most=most / 1e6,
                    wide=2000 if still else 1280,
                )
            )

    def check_duration(self, seconds: float, stated: float = 0.0) -> None:
        """Raise `MediaError` for a file that is too long: counted, or as `stated` by its header."""
        if seconds <= self.duration:
            return
        length = max(seconds, stated) / 60
        says = (
            marked(
                "This clip lasts {length:.0f} min and at most {most:.0f} min are read: cut out what matters."
            )
            if stated > self.duration
            else marked(
                "This clip lasts more than {most:.0f} min and at most {most:.0f} min are read: "
                "cut out what matters."
            )
        )
        raise MediaError(tr(says, length=length, most=self.duration / 60))
