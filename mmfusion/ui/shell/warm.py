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
        from mmfusion.ui.clips import drawn, drawn_controls, drawn_subject, own
        from mmfusion.ui.clips import subject as watched
        from mmfusion.ui.flow import computed
        from mmfusion.ui.heads import computed as heads_cache
        from mmfusion.ui.heads import maps
        from mmfusion.ui.home import pad
        from mmfusion.ui.kernels import computed as kernels_live
        from mmfusion.ui.kernels import page
        from mmfusion.ui.mkl import computed as mkl_live
        from mmfusion.ui.tokens import page as tokens

        torch.set_num_threads(1)
        first, second, *_ = pad.numbers()
        pad.buffer(first, False)  # what the first page shows at once
        pad.grid(first)
        pad.buffer(first, True)
        opening = drawn.Drawn(drawn.OPENING, drawn_controls.FIRST)
        drawn.strip(opening, None, 0)
        drawn.answers(opening, None)
        media.warm()
        own.lab()
        sample = own.opening()
        if sample is not None:
            own.comparison(sample, 0.0, None, None)
            own.strip(sample, 0.0, None, 0, None)
            own.timeline(sample)
        for other in own.samples():
            own.features(other, 0.0, None)  # a swap of the sound then finds them ready
        pad.grid(second)  # the next clip is there at once
        computed.shown(opening)
        computed.said(opening, None)
        subject = drawn_subject.DrawnSubject(opening)
        for strategy in watched.strategies(subject)[:1]:
            first_look = watched.Watched(subject, strategy)
            heads_cache.buffer(first_look, heads_cache.opening(first_look)[1])
            maps.explained(first_look)
        for question in drawn_controls.QUESTIONS:
            drawn.answers(drawn.Drawn(drawn.OPENING, question), None)
        for spoil in drawn_controls.SPOILS:
            drawn.answers(opening, spoil)  # so that the first level is a redraw
        if sample is not None:
            for spoil in ("noise", "blur"):
                own.comparison(sample, 0.0, spoil, None)
        kernels_live.heat()
        kernels_live.aligned()
        kernels_live.decided(page.START)
        kernels_live.machine(page.START)
        mkl_live.pictures()
        mkl_live.noise(20)
        tokens.heard(next(iter(tokens.SCENES)))  # librosa's import and its inversion take seconds
    except (ImportError, OSError, ValueError) as error:
        _log.warning("warm-up stopped: %s", error)  # the page itself will say what is missing
    gc.collect()
    gc.freeze()
    _log.info("warm after %.1f s", time.perf_counter() - began)
