"""One setting, run anew: fresh draws, one after the other, with progress, until cancelled."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.language import retold, tr, trn
from mmfusion.ui.shell.frame import note, say
from mmfusion.ui.shell.state import locked
from mmfusion.ui.transfer import computed
from mmfusion.ui.transfer.computed import Panel
from mmfusion.ui.transfer.page import at

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from mmfusion.ui.shell.state import View

DRAWS = 10
_RUN = "transfer_run"


@dataclass
class Run:
    """What was asked for, and what has been reached so far.

    Attributes:
        panel: whose ways are compared.
        budget: labels a class.
        reached: accuracies, way by way of a draw, draw by draw.
        seconds: of work.
        on: whether it goes on.
        why: why it cannot.

    """

    panel: Panel
    budget: int
    reached: list[float] = field(default_factory=list)
    seconds: float = 0.0
    on: bool = True
    why: str = ""

    @property
    def rows(self) -> list[list[float]]:
        """Accuracies of the draws that are done, a row each."""
        wide = len(self.panel.live)
        return [self.reached[i : i + wide] for i in range(0, len(self.reached) - wide + 1, wide)]

    @property
    def share(self) -> float:
        """How much of it is done."""
        return len(self.reached) / (DRAWS * len(self.panel.live))

    @property
    def progress(self) -> str:
        """How far it is, in words."""
        return tr("{n} of {of} draws, {seconds:.1f} s", n=len(self.rows), of=DRAWS, seconds=self.seconds)

    def step(self) -> None:
        """Measure the next way. Raises FileNotFoundError where what the draw is made of is missing."""
        began = time.perf_counter()
        number, which = divmod(len(self.reached), len(self.panel.live))
        own = self.panel
        self.reached.append(computed.reached(own.task, own.networks, own.live[which], self.budget, number))
        self.seconds += time.perf_counter() - began


def live(panel: Panel, view: View) -> None:
    """Write the button, and run what it asks for: each draw's accuracies as soon as they are there.

    It stands last on the page and is no fragment: a click elsewhere, or on Cancel, ends the script that runs,
    which a fragment's would not. A click elsewhere lets it go on where it stood.
    """
    found = computed.figures(panel)
    budget = found["budgets"][at(found, view)]
    st.html(f'<h3 class="mmf-h2">{tr("Run this setting live")}</h3>')
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="transfer-live"):
        words = tr("Run {n} new draws with {labels}", n=DRAWS, labels=computed.labels(budget))
        st.button(
            words,
            key="transfer_go",
            on_click=_begin,
            args=(panel, budget),
            disabled=locked(),
            help=tr("Trains and tests all three ways anew; compare the mean gain with the stored one."),
        )
        place = st.empty()
    note(
        tr("Each draw splits and labels the items anew and learns everything again; none of them is stored.")
    )
    table = st.empty()
    run: Run | None = st.session_state.get(_RUN)
    if run is None:
        return
    if run.on:
        _work(run, place, table)
    _table(table, run)
    if run.why:
        say(tr("It cannot run here: {error}.", error=retold(run.why)))
    elif run.rows:
        _summary(run)


def _begin(panel: Panel, budget: int) -> None:
    st.session_state[_RUN] = Run(panel, budget)


def _stop() -> None:
    st.session_state[_RUN].on = False


def _work(run: Run, place: DeltaGenerator, table: DeltaGenerator) -> None:
    """Run what is left of it."""
    with place.container(horizontal=True, vertical_alignment="center", gap="small"):
        bar = st.progress(run.share, text=run.progress)
        st.button(tr("Cancel"), key="transfer_stop", on_click=_stop)
    while run.share < 1:
        _table(table, run)
        try:
            run.step()
        except FileNotFoundError as error:
            run.why = str(error)
            break
        bar.progress(run.share, text=run.progress)
    run.on = False
    place.empty()


def _table(place: DeltaGenerator, run: Run) -> None:
    """Write what has been reached so far, a row a draw."""
    if not run.rows:
        return
    body = "".join(
        f"<tr><th>{tr('draw {n}', n=i + 1)}</th>"
        + "".join(f"<td>{100 * value:.1f}</td>" for value in row)
        + f"<td><b>{_signed(row[1] - row[0])}</b></td></tr>"
        for i, row in enumerate(run.rows)
    )
    names = (tr("alone"), tr(run.panel.lead[1]), tr(run.panel.control[1]), tr("gain"))
    heads = "".join(f"<th>{escape(name)}</th>" for name in names)
    place.html(
        f'<div class="mmf-results mmf-live" data-draws="{len(run.rows)}"><table><thead><tr>'
        f"<th>{tr('accuracy, %, {labels}', labels=computed.labels(run.budget))}</th>"
        f"{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _summary(run: Run) -> None:
    """Set the mean gain of what was run beside the stored one."""
    found, rows = computed.figures(run.panel), np.array(run.rows)
    gain = float((rows[:, 1] - rows[:, 0]).mean())
    stored = found["figures"][run.panel.lead[0]]["gain"][found["budgets"].index(run.budget)]
    parts = [
        trn(
            "Mean gain {gain} points over one new draw.",
            "Mean gain {gain} points over {n} new draws.",
            len(rows),
            gain=_signed(gain),
        )
    ]
    if len(rows) < DRAWS:
        parts.append(tr("Cancelled after {n} of {of}.", n=len(rows), of=DRAWS))
    parts += [
        tr(
            "Stored: {gain} ± {half:.1f} over {n} draws.",
            gain=_signed(stored["value"]),
            half=100 * stored["half"],
            n=found["seeds"],
        ),
        tr("It took {seconds:.1f} s here.", seconds=run.seconds),
    ]
    note(" ".join(parts))


def _signed(share: float) -> str:
    return f"{'−' if share < 0 else '+'}{abs(100 * share):.1f}"
