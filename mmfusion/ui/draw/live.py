"""*Train one now*: a strategy learns in a thread of its own, in short turns, with progress, until cancelled.

The thread takes its turn anew every few steps, so that whoever asks something meanwhile waits for a fraction
of a second. It ends by itself once nobody has looked for a while.
"""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.language import marked, retold, tr
from mmfusion.tasks.digits import SPOILED_DB, SPOILED_ENERGY
from mmfusion.ui.draw.computed import TITLES
from mmfusion.ui.parts.controls import choose
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.state import locked
from mmfusion.ui.shell.turns import FullError
from mmfusion.ui.shell.work import TURNS, line, session

if TYPE_CHECKING:
    from mmfusion.measure.metrics import Estimate
    from mmfusion.tasks.digits.predictor import DigitPredictor

STEPS = 600
SLICE = 8
"""Steps in a turn."""
FORGOTTEN = 30.0
"""Seconds after which a run ends that nobody looks at."""
CHOICES = {name: TITLES[name][0] for name in ("late", "early", "mid", "bottleneck-mid")}
_KEY = "draw-run"


class EndedError(Exception):
    """The run was cancelled, or nobody looks any more."""


@dataclass
class Run:
    """One training run, as its thread writes it and the page reads it."""

    strategy: str
    losses: list[float] = field(default_factory=list)
    ahead: int = 0
    seconds: float = 0.0
    done: bool = False
    failed: str = ""
    predictor: DigitPredictor | None = None
    figures: dict[str, Estimate] = field(default_factory=dict)
    cancelled: threading.Event = field(default_factory=threading.Event)
    seen: float = field(default_factory=time.monotonic)

    def look(self) -> None:
        """Raise `EndedError` if the run is to end."""
        if self.cancelled.is_set() or time.monotonic() - self.seen > FORGOTTEN:
            raise EndedError

    def waits(self, ahead: int) -> None:
        """Take how many are ahead in line."""
        self.ahead = ahead
        self.look()


def work(run: Run, whose: str, steps: int = STEPS) -> None:
    """Train, in turns; what was found, or why it ended, is in the run."""
    from mmfusion.tasks.digits.learning.here import stored_pairs, tested, trained_here
    from mmfusion.tasks.digits.shipped import read

    began = time.perf_counter()
    with ExitStack() as turn:

        def told(step: int, loss: float) -> None:
            run.look()
            run.losses.append(loss)
            run.seconds = time.perf_counter() - began
            if step % SLICE == SLICE - 1:
                turn.close()
                turn.enter_context(TURNS.turn(whose, run.waits))

        try:
            turn.enter_context(TURNS.turn(whose, run.waits))
            predictor = trained_here(run.strategy, steps, told, lambda _: None)
            run.figures = tested(predictor, stored_pairs(read()))
            run.predictor = predictor
        except EndedError:
            pass
        except (FullError, FloatingPointError, FileNotFoundError) as error:
            run.failed = str(error)
        finally:
            run.done = True


def current() -> Run | None:
    """Return this session's run, under way or over."""
    run: Run | None = st.session_state.get(_KEY)
    return run


def own() -> Run | None:
    """Return this session's run if its network can be asked."""
    run = current()
    return run if run is not None and run.predictor is not None else None


def _start(strategy: str) -> None:
    run = Run(strategy)
    st.session_state[_KEY] = run
    whose = f"{session()} trains"
    threading.Thread(target=partial(work, run, whose), name="draw-train", daemon=True).start()


def _cancel() -> None:
    if (run := current()) is not None:
        run.cancelled.set()


def section() -> None:
    """Write *Train one now*: what to train, its progress, and what came of it."""
    st.html(f'<h3 class="mmf-h2">{tr("Train one now")}</h3>')
    run = current()
    if run is None or run.done:
        strategy = choose("draw_train", marked("strategy to train"), CHOICES, hidden=True, wrap=True)
        st.button(
            tr("Train it"),
            key="draw_start",
            on_click=_start,
            args=(strategy,),
            disabled=locked(),
            help=tr("Trains this strategy from random parameters; watch the loss fall below ln 10."),
        )
        if run is not None:
            _over(run)
            return
        note(
            tr(
                "It learns from 1000 pictures and 900 voices of three speakers, in about a "
                "minute. Its row then stands below the others."
            )
        )
        return
    st.fragment(_watch, run_every=0.5)()


def _watch() -> None:
    """Write how far the run is; once it is over, the whole page runs again."""
    run = current()
    if run is None or run.done:
        st.rerun()
        return
    run.seen = time.monotonic()
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.html(curve(run))
        st.button(tr("Cancel"), key="draw_stop", on_click=_cancel)
    if run.ahead:
        st.html(line(run.ahead))
    _progress(run)


def _progress(run: Run) -> None:
    step = len(run.losses)
    left = (STEPS - step) * run.seconds / step if step else 0.0
    values = {"strategy": tr(CHOICES[run.strategy]), "step": step, "of": STEPS}
    said = (
        tr(
            "{strategy}: step {step} of {of}, loss {loss:.2f}; about {left:.0f} s more.",
            **values,
            loss=smooth(run.losses)[-1],
            left=left,
        )
        if step
        else tr("{strategy}: step {step} of {of}.", **values)
    )
    st.html(f'<p class="mmf-note" role="status">{said}</p>')


def _over(run: Run) -> None:
    """Write what came of a run that is over."""
    if run.losses:
        st.html(curve(run))
    if run.failed:
        note(tr("The run ended: {error}.", error=retold(run.failed)))
    elif run.predictor is None:
        note(tr("Cancelled after {n} of {of} steps; nothing was kept.", n=len(run.losses), of=STEPS))
    else:
        said = {
            name: tr(
                "{value:.0f} % ({low:.0f} to {high:.0f})",
                value=100 * one.value,
                low=100 * one.low,
                high=100 * one.high,
            )
            for name, one in run.figures.items()
        }
        note(
            tr(
                "{strategy}, {seconds:.0f} s: accuracy {clean} on {n} stored test pairs, {spoiled} at "
                "{energy:.0f} % energy and {level:.0f} dB. Its row is the last above.",
                strategy=tr(CHOICES[run.strategy]),
                seconds=run.seconds,
                clean=said["clean"],
                n=run.figures["clean"].n,
                spoiled=said["spoiled"],
                energy=100 * SPOILED_ENERGY,
                level=SPOILED_DB,
            )
        )


def smooth(losses: list[float]) -> list[float]:
    """Return the running mean of losses, each of the last 20 at most.

    Example:
        >>> smooth([2.0, 1.0, 0.0])
        [2.0, 1.5, 1.0]

    """
    total = np.cumsum([0.0, *losses])
    return [float((total[i] - total[max(0, i - 20)]) / min(i, 20)) for i in range(1, len(total))]


def curve(run: Run) -> str:
    """Return the loss so far as SVG text, ln 10 dashed and named."""
    wide, tall, most = 260, 84, float(np.log(10)) * 1.25
    points = smooth(list(run.losses))
    x = [wide * i / (STEPS - 1) for i in range(len(points))]
    y = [tall * (1 - min(p, most) / most) for p in points]
    path = "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))
    own = f'<path d="M{path}" fill="none" stroke="var(--mmf-ink)" stroke-width="1.8"/>' if points else ""
    said = tr("training loss, {n} steps", n=len(points))
    flat = tall * (1 - 0.8)
    last = f'<circle cx="{x[-1]:.1f}" cy="{y[-1]:.1f}" r="4" fill="var(--mmf-ink)"/>' if points else ""
    return (
        f'<svg class="mmf-loss" role="img" aria-label="{said}" width="{wide + 50}" '
        f'height="{tall + 4}" viewBox="0 0 {wide + 50} {tall + 4}">'
        f'<path d="M0 {flat}H{wide}" stroke="var(--mmf-line)" stroke-width="1.4" stroke-dasharray="5 4"/>'
        f'<text x="{wide + 6}" y="{flat + 4}" font-size="13" fill="var(--mmf-ink3)">ln 10</text>'
        f'<path d="M0 {tall}H{wide}" stroke="var(--mmf-line)"/>'
        f"{own}{last}</svg>"
    )
