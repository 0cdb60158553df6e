"""Worker processes that decode, so that a crash, a hang or a bomb in a decoder costs one file.

Workers are started on demand, kept, and replaced when they die, when they are late (then they are killed),
and after some hundred files. They are plain subprocesses and not `multiprocessing`, which would import the
parent's main script (here: the app) into each.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, cast

from numpy.typing import NDArray

from mmfusion.language import marked
from mmfusion.media.clip import Clip, MediaError, Probe
from mmfusion.media.limits import Limits
from mmfusion.media.wire import read_message, write_message

COMMAND = (sys.executable, "-m", "mmfusion.media.child")
_FILES_A_WORKER = 300
STARTING = 60.0
"""How long a worker may take to start, s: on a busy machine that must not count as decoding."""
TOO_SLOW = marked(
    "Decoding this file takes longer than {:g} s: cut it shorter or save it at a lower resolution."
)
BROKE_OFF = marked("The decoder broke off on this file: save it again, for instance as MP4 (H.264 and AAC).")

Reply = tuple[dict[str, Any], list[Any]]


class Worker:
    """One process; `ask` is not to be called from two threads at once."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        root = str(Path(__file__).parents[2])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(paths),
            "MALLOC_ARENA_MAX": "2",  # the address space is limited, and each arena claims 64 MB of it
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        self.process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("a worker needs pipes")
        self._stdin = cast(BinaryIO, self.process.stdin)
        self._stdout = cast(BinaryIO, self.process.stdout)
        self.command, self.asked, self._started = command, 0, False

    @property
    def alive(self) -> bool:
        """Whether the process still runs and has not grown old."""
        return self.process.poll() is None and self.asked < _FILES_A_WORKER

    def ask(self, task: str, source: bytes | str, arguments: dict[str, Any], limits: Limits) -> Reply:
        """Return the worker's reply.

        Raises:
            MediaError: the file is at fault, the worker died, or it was late and has been killed.
            RuntimeError: the worker does not start.

        """
        self._await_start()
        self.asked += 1
        job = {"task": task, "arguments": arguments, "limits": asdict(limits)}
        if isinstance(source, str):
            job["path"] = source
        with self._deadline(limits.seconds) as late:
            try:
                write_message(self._stdin, job, [source] if isinstance(source, bytes) else [])
                header, buffers = read_message(self._stdout)
            except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
                self.close()
                raise MediaError(TOO_SLOW.format(limits.seconds) if late.is_set() else BROKE_OFF) from error
        if "error" in header:
            raise MediaError(str(header["error"]))
        return header, buffers

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        for pipe in (self._stdin, self._stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        self.process.wait()

    def _await_start(self) -> None:
        if self._started:
            return
        with self._deadline(STARTING):
            try:
                read_message(self._stdout)
            except (OSError, EOFError, ValueError) as error:
                self.close()
                raise RuntimeError(
                    f"the worker that decodes clips does not start: try {' '.join(map(str, self.command))}"
                ) from error
        self._started = True

    @contextlib.contextmanager
    def _deadline(self, seconds: float) -> Iterator[threading.Event]:
        """Kill the process, and set the event, when the block takes longer."""
        late = threading.Event()

        def kill() -> None:
            late.set()
            self.process.kill()

        timer = threading.Timer(seconds, kill)
        timer.daemon = True
        timer.start()
        try:
            yield late
        finally:
            timer.cancel()


class Pool:
    """At most `size` workers, shared by all threads; whoever finds all busy waits."""

    def __init__(self, size: int | None = None, command: Sequence[str] = COMMAND) -> None:
        self.size = size or max(2, min(4, os.cpu_count() or 2))
        self._command = command
        self._idle: list[Worker] = []
        self._slots = threading.BoundedSemaphore(self.size)
        self._lock = threading.Lock()
        self._owner = os.getpid()

    def ask(self, task: str, source: bytes | str, arguments: dict[str, Any], limits: Limits) -> Reply:
        """Have a worker do a task; see `Worker.ask`."""
        with self._slots:
            worker = self._take()
            try:
                return worker.ask(task, source, arguments, limits)
            finally:
                self._give_back(worker)

    def warm(self) -> None:
        """Start one worker without waiting for it."""
        with self._slots:
            self._give_back(self._take())

    def close(self) -> None:
        """End all idle workers."""
        with self._lock:
            workers, self._idle = self._idle, []
        if os.getpid() == self._owner:
            for worker in workers:
                worker.close()

    def _take(self) -> Worker:
        with self._lock:
            if os.getpid() != self._owner:  # forked: the pipes are the parent's
                self._idle, self._owner = [], os.getpid()
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
                worker.close()
        return Worker(self._command)

    def _give_back(self, worker: Worker) -> None:
        if worker.alive:
            with self._lock:
                self._idle.append(worker)
        else:
            worker.close()


POOL = Pool()
"""The workers of this process."""
atexit.register(POOL.close)


def unpack_clip(header: dict[str, Any], arrays: list[NDArray[Any]]) -> Clip:
    """Return the clip of a worker's reply."""
    plain = header["clip"]
    named = dict(zip(header["arrays"], arrays, strict=True))
    return Clip(
        frames=named.get("frames"),
        frame_times=named.get("frame_times"),
        waveform=named.get("waveform"),
        **(plain | {"notes": tuple(plain["notes"])}),
    )


def unpack_probe(header: dict[str, Any]) -> Probe:
    """Return the probe of a worker's reply."""
    plain = header["probe"]
    size = plain["size"]
    return Probe(**(plain | {"size": tuple(size) if size else None, "codecs": tuple(plain["codecs"])}))
