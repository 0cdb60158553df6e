"""Warm-up in the background: while the first page is read, the heavy imports and the networks load.

Afterwards everything that now lives is frozen out of the garbage collector: with Streamlit's collection after
each rerun switched off (``runner.postScriptGC``), no user waits for another one's garbage.
"""

from __future__ import annotations

import gc
import logging
import os
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # one thread a request: thirty users then share the cores in peace

_log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Warm up beside the server: pages are served meanwhile, and wait only for what they need."""
    threading.Thread(target=_warm, name="warm-up", daemon=True).start()
    yield


def _warm() -> None:
    began = time.perf_counter()
    try:
        import torch

        from mmfusion import media
        from mmfusion.ui import (
            bottleneck_flow,
            cache,
            drawn_cache,
            drawn_controls,
            heads_cache,
            kernels,
            kernels_live,
            maps,
            mkl_live,
            pad,
            tokens,
            watched,
            watched_drawn,
        )

        torch.set_num_threads(1)
        first, second, *_ = pad.numbers()
        pad.buffer(first, False)  # what the first page shows at once
        pad.grid(first)
        pad.buffer(first, True)
        opening = drawn_cache.Drawn(drawn_cache.OPENING, drawn_controls.FIRST)
        drawn_cache.strip(opening, None, 0)
        drawn_cache.answers(opening, None)
        media.warm()
        cache.lab()
        sample = cache.opening()
        if sample is not None:
            cache.comparison(sample, 0.0, None, None)
            cache.strip(sample, 0.0, None, 0, None)
            cache.timeline(sample)
        for other in cache.samples():
            cache.features(other, 0.0, None)  # a swap of the sound then finds them ready
        pad.grid(second)  # the next clip is there at once
        bottleneck_flow.shown(opening)
        bottleneck_flow.said(opening, None)
        subject = watched_drawn.DrawnSubject(opening)
        for strategy in watched.strategies(subject)[:1]:
            first_look = watched.Watched(subject, strategy)
            heads_cache.buffer(first_look, heads_cache.opening(first_look)[1])
            maps.explained(first_look)
        for question in drawn_controls.QUESTIONS:
            drawn_cache.answers(drawn_cache.Drawn(drawn_cache.OPENING, question), None)
        for spoil in drawn_controls.SPOILS:
            drawn_cache.answers(opening, spoil)  # so that the first level is a redraw
        if sample is not None:
            for spoil in ("noise", "blur"):
                cache.comparison(sample, 0.0, spoil, None)
        kernels_live.heat()
        kernels_live.aligned()
        kernels_live.decided(kernels.START)
        kernels_live.machine(kernels.START)
        mkl_live.pictures()
        mkl_live.noise(20)
        tokens.heard(next(iter(tokens.SCENES)))  # librosa's import and its inversion take seconds
    except (ImportError, OSError, ValueError) as error:
        _log.warning("warm-up stopped: %s", error)  # the page itself will say what is missing
    gc.collect()
    gc.freeze()
    _log.info("warm after %.1f s", time.perf_counter() - began)
