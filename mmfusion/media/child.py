"""The worker process: ``python -m mmfusion.media.child`` decodes what its parent sends, one file at a time.

It imports neither torch nor Streamlit, so that it starts in a quarter of a second.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from mmfusion.language import marked
from mmfusion.media.clip import Clip, MediaError
from mmfusion.media.decode import decode_clip, decode_preview, decode_probe, decode_span
from mmfusion.media.limits import Limits
from mmfusion.media.wire import read_message, write_message

TOO_MUCH_MEMORY = marked(
    "This file needs more memory than is allowed: save it at a lower resolution or cut it."
)


def address_space() -> int | None:
    """Return the bytes of address space in use, where the system tells (Linux)."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return None


def limit_memory(extra: int | None) -> None:
    """Allow `extra` bytes on top of what is in use (None: any); nothing where the system does not tell."""
    used = address_space()
    if used is None:
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = hard if extra is None else used + extra
    if hard != resource.RLIM_INFINITY and soft != hard:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def answer(job: dict[str, Any], data: bytes | None) -> tuple[dict[str, Any], list[Any]]:
    """Do one job. Returns the header and the arrays of the reply."""
    limits = Limits(**job["limits"])
    source: bytes | str = data if data is not None else job["path"]
    arguments = job["arguments"]
    if job["task"] == "probe":
        return {"probe": asdict(decode_probe(source, limits))}, []
    if job["task"] == "preview":
        picture = decode_preview(source, arguments["time"], limits)
        return {"preview": picture is not None}, [] if picture is None else [picture]
    if job["task"] == "span":
        return pack_clip(decode_span(source, **arguments, limits=limits))
    return pack_clip(decode_clip(source, **arguments, limits=limits))


def pack_clip(clip: Clip) -> tuple[dict[str, Any], list[Any]]:
    """Return the header and the arrays that `mmfusion.media.worker.unpack_clip` puts together again."""
    arrays = {"frames": clip.frames, "frame_times": clip.frame_times, "waveform": clip.waveform}
    plain = {
        "sample_rate": clip.sample_rate,
        "source": clip.source,
        "start": clip.start,
        "duration": clip.duration,
        "total": clip.total,
        "notes": list(clip.notes),
    }
    present = {name: array for name, array in arrays.items() if array is not None}
    return {"clip": plain, "arrays": list(present)}, list(present.values())


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests until the parent hangs up."""
    write_message(replies, {"ready": True})
    while True:
        try:
            job, buffers = read_message(requests)
        except EOFError:
            return
        data = buffers[0] if buffers and isinstance(buffers[0], bytes) else None
        del buffers
        header: dict[str, Any]
        arrays: list[Any] = []
        if hasattr(signal, "alarm"):  # should the parent die while this one hangs
            signal.alarm(int(job["limits"]["seconds"] * 2) + 10)
        try:
            limit_memory(job["limits"]["memory"])
            header, arrays = answer(job, data)
        except MediaError as error:
            header = {"error": str(error)}
        except MemoryError:
            header = {"error": TOO_MUCH_MEMORY}
        finally:
            limit_memory(None)
            if hasattr(signal, "alarm"):
                signal.alarm(0)
        data = None
        write_message(replies, header, arrays)


def main() -> None:
    """Serve on standard input and output; whatever a library prints goes nowhere."""
    requests = os.fdopen(os.dup(0), "rb", buffering=0)
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    if sys.platform == "win32":
        import msvcrt

        for pipe in (requests, replies):
            msvcrt.setmode(pipe.fileno(), os.O_BINARY)
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        serve(requests, replies)


if __name__ == "__main__":
    main()
