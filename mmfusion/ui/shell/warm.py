"""Warm-up: the heavy import before the server answers; networks and opening views between visits.

Afterwards everything that now lives is frozen out of the garbage collector: with Streamlit's collection after
each rerun switched off (``runner.postScriptGC``), no user waits for another one's garbage.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import logging
import os
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from types import ModuleType

from mmfusion.ui.shell.lessons import LESSONS
from mmfusion.ui.shell.visits import VISITS
from mmfusion.ui.shell.work import TURNS

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # one thread a request: thirty users then share the cores in peace

_log = logging.getLogger(__name__)
_END = object()


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Import what every page needs before the server answers; warm up between visits from then on."""
    try:
        import torch

        torch.set_num_threads(1)
    except (ImportError, OSError) as error:
        _log.warning("no torch: %s", error)  # the page itself will say what is missing
    threading.Thread(target=_warm, name="warm-up", daemon=True).start()
    yield


def _warm() -> None:
    """Call what each page has in its ``warm.py``: `first()` of all pages, in their order, then `later()`.

    Every piece waits until nobody runs a page and no model works for anyone, so that a visitor waits for one
    piece at most; a step that is a generator is as many pieces as it yields.
    """
    began = time.perf_counter()
    try:
        hooks = [hook for lesson in LESSONS if (hook := _hooks(lesson.name)) is not None]
        for step in ("first", "later"):
            for hook in hooks:
                _in_pieces(getattr(hook, step, _nothing))
    except (ImportError, OSError, ValueError) as error:
        _log.warning("warm-up stopped: %s", error)  # the page itself will say what is missing
    VISITS.wait()
    gc.collect()
    gc.freeze()
    _log.info("warm after %.1f s", time.perf_counter() - began)


def _in_pieces(step: Callable[[], Iterator[None] | None]) -> None:
    """Take a step in quiet moments."""
    pieces: Iterator[None] | None = None
    while True:
        VISITS.wait()
        with TURNS.turn("warm-up", background=True):
            if pieces is None and (pieces := step()) is None:
                return
            if next(pieces, _END) is _END:
                return


def _hooks(page: str) -> ModuleType | None:
    """Return a page's module of warm-up; None where it has none."""
    name = f"mmfusion.ui.{page}.warm"
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


def _nothing() -> None:
    """Stand for a step that a page does not have."""
