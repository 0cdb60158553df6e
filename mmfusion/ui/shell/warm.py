"""Warm-up in the background: while the first page is read, the heavy imports and the networks load.

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
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import ModuleType

from mmfusion.ui.shell.lessons import LESSONS

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # one thread a request: thirty users then share the cores in peace

_log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Warm up beside the server: pages are served meanwhile, and wait only for what they need."""
    threading.Thread(target=_warm, name="warm-up", daemon=True).start()
    yield


def _warm() -> None:
    """Call what each page has in its ``warm.py``: `first()` of all pages, in their order, then `later()`."""
    began = time.perf_counter()
    try:
        import torch

        torch.set_num_threads(1)
        hooks = [hook for lesson in LESSONS if (hook := _hooks(lesson.name)) is not None]
        for step in ("first", "later"):
            for hook in hooks:
                getattr(hook, step, _nothing)()
    except (ImportError, OSError, ValueError) as error:
        _log.warning("warm-up stopped: %s", error)  # the page itself will say what is missing
    gc.collect()
    gc.freeze()
    _log.info("warm after %.1f s", time.perf_counter() - began)


def _hooks(page: str) -> ModuleType | None:
    """Return a page's module of warm-up; None where it has none."""
    name = f"mmfusion.ui.{page}.warm"
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


def _nothing() -> None:
    """Stand for a step that a page does not have."""
