"""The bars of the page of cost: a bar a way to fuse, what bottlenecks save, and what n² alone comes to."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.explain.cost import WAYS, Cost, saved_by_bottlenecks
from mmfusion.figures import cost as figures
from mmfusion.language import marked, tr
from mmfusion.modality import title
from mmfusion.ui.clips.choose import not_shown
from mmfusion.ui.cost.growth import TIMED_WAYS
from mmfusion.ui.cost.number import covered
from mmfusion.ui.cost.setting import Setting, costs
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

STRENGTHS = marked(
    "The strong part of a bar is attention (scores and weighted sums, O(n² d)), the faint part "
    "projections and MLP (O(n d²))."
)


def figure(shown: Setting, view: View) -> None:
    """Draw the bars, and say what bottlenecks save; not before the page's own example has been guessed."""
    found = costs(shown)
    if covered(shown, view):
        st.html(bars({**found, WAYS["bottleneck"]: None}))
        note(f"{scores(shown)} {tr(STRENGTHS)}")
        return
    times, where = _ways_timed(shown)
    st.html(bars(found, times))
    if times:
        note(where)
    saved = saved_by_bottlenecks(shown.counts, shown.bottlenecks, shown.width, shown.ratio)
    own = (
        tr(
            "Bottleneck tokens are tokens too: with B = {b}, compared with shared self-attention, "
            "<b>they save {amount} multiply-adds per layer</b>.",
            b=shown.bottlenecks,
            amount=figures.amount(saved),
        )
        if saved > 0
        else tr(
            "Bottleneck tokens are tokens too: with B = {b}, compared with shared self-attention, "
            "<b>they cost {amount} multiply-adds per layer more than they save</b>.",
            b=shown.bottlenecks,
            amount=figures.amount(-saved),
        )
    )
    note(f"{escape(scores(shown))} {escape(tr(STRENGTHS))} {own}", escaped=True)


def scores(shown: Setting) -> str:
    """Say how many scores one head of shared self-attention has, against each modality alone."""
    counts = shown.counts
    n = sum(counts.values())
    joined = " + ".join(str(own) for own in counts.values())
    square = figures.grouped(n**2)
    if len(counts) == 1:
        return tr("n = {n}: each head computes n² = {square} scores.", n=n, square=square)
    against = [
        tr("{times:.2f} times those of the {modality} alone", times=n**2 / own**2, modality=title(m))
        for m, own in counts.items()
    ]
    return tr(
        "n = {joined} = {n}: each head computes n² = {square} scores, {against}.",
        joined=joined,
        n=n,
        square=square,
        against=", ".join(against),
    )


def _ways_timed(shown: Setting) -> tuple[dict[str, float], str]:
    """Return the seconds of each way, by its name, and where: measured here, else in a recorded run."""
    from mmfusion.explain.timing import machine, recorded, way_name

    name = way_name(shown.counts, shown.shape)
    here = st.session_state.get(TIMED_WAYS, {}).get(name)
    if here:
        return here, tr("The times are of one pass, measured here: {machine}.", machine=machine())
    run = recorded()
    found = run.get("ways", {}).get(name, {})
    where = tr("The times are of one pass, recorded: {machine}.", machine=run.get("machine", ""))
    return {WAYS[way]: seconds for way, seconds in found.items()}, where


def bars(found: Mapping[str, Cost | None], times: Mapping[str, float] | None = None) -> str:
    """Return a table as HTML: a bar a way, its sum, its weights' memory, its time; None is covered."""
    most = max(c.total for c in found.values() if c is not None)
    rows = "".join(
        f'{_way(tr(name))}<i class="covered" style="width:100%"></i></div>'
        '<b role="cell">?</b><span role="cell">?</span></div>'
        if c is None
        else f'{_way(tr(name))}<i style="width:{100 * c.attention / most:.2f}%"></i>'
        f'<i class="rest" style="width:{100 * c.rest / most:.2f}%"></i></div>'
        f'<b role="cell">{figures.amount(c.total)}</b>'
        f'<span role="cell">{figures.amount(c.memory, "B", 1024.0)}</span>'
        f"{_milliseconds(times.get(name)) if times else ''}</div>"
        for name, c in found.items()
    )
    heads = (tr("multiply-adds"), tr("attention memory"), *((tr("time"),) if times else ()))
    said = "".join(f'<em role="columnheader">{escape(head)}</em>' for head in heads)
    return (
        f'<div class="mmf-ways{" timed" if times else ""}" role="table" '
        f'aria-label="{escape(tr("what each way to fuse costs"))}">'
        f"{_way('', 'cell')}</div>{said}</div>{rows}</div>"
    )


def _way(name: str, role: str = "rowheader") -> str:
    """Return how a row begins: its name, then what holds its bar, left open."""
    cell = f'<div class="way" role="{role}">{escape(name)}</div>'
    return f'<div role="row">{cell}<div class="part" role="cell">'


def _milliseconds(seconds: float | None) -> str:
    if seconds is None:
        return '<span role="cell"></span>'
    value = 1e3 * seconds
    return f'<span role="cell">{value:.{0 if value >= 20 else 1}f}\u2009ms</span>'


def other_clip(view: View) -> None:
    """Say that the clip of the link is not shown here, if it is none of this page's."""
    not_shown(view, tr("costs are the same for every clip"), aside=True)
