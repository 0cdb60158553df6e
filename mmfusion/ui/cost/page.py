"""The bars of the page of cost: a bar a way to fuse, what bottlenecks save, and what n² alone comes to."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.explain.cost import WAYS, Cost, saved_by_bottlenecks
from mmfusion.figures import cost as figures
from mmfusion.modality import title
from mmfusion.ui.clips.choose import not_shown
from mmfusion.ui.cost.growth import TIMED_WAYS
from mmfusion.ui.cost.number import covered
from mmfusion.ui.cost.setting import Setting, costs
from mmfusion.ui.shell.frame import note

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

STRENGTHS = "Strong: scores and weighted sums, O(n² d). Faint: projections and MLP, O(n d²)."


def figure(shown: Setting, view: View) -> None:
    """Draw the bars, and say what bottlenecks save; not before the page's own example has been guessed."""
    found = costs(shown)
    if covered(shown, view):
        st.html(bars({**found, WAYS["bottleneck"]: None}))
        note(f"{scores(shown)} {STRENGTHS}")
        return
    times, where = _ways_timed(shown)
    st.html(bars(found, times))
    if times:
        note(f"Time: one pass, {where}.")
    saved = saved_by_bottlenecks(shown.counts, shown.bottlenecks, shown.width, shown.ratio)
    own = (
        f"they save {figures.amount(saved)} multiply-adds a layer"
        if saved > 0
        else f"they cost {figures.amount(-saved)} multiply-adds a layer more than they save"
    )
    st.html(
        f'<p class="mmf-note">{escape(scores(shown))} {STRENGTHS} '
        f"Bottleneck tokens are tokens too: with B = {shown.bottlenecks}, against shared self-attention, "
        f"<b>{own}</b>.</p>"
    )


def scores(shown: Setting) -> str:
    """Say how many scores one head of shared self-attention has, against each modality alone."""
    counts = shown.counts
    n = sum(counts.values())
    joined = " + ".join(str(own) for own in counts.values())
    against = [f"{n**2 / own**2:.2f} times those of the {title(m)} alone" for m, own in counts.items()]
    if len(counts) == 1:
        return f"n = {n}: n² = {figures.grouped(n**2)} scores a head."
    return f"n = {joined} = {n}: n² = {figures.grouped(n**2)} scores a head, {', '.join(against)}."


def _ways_timed(shown: Setting) -> tuple[dict[str, float], str]:
    """Return the seconds of each way, by its name, and where: measured here, else in a recorded run."""
    from mmfusion.explain.timing import machine, recorded, way_name

    name = way_name(shown.counts, shown.shape)
    here = st.session_state.get(TIMED_WAYS, {}).get(name)
    if here:
        return here, f"measured here: {machine()}"
    run = recorded()
    found = run.get("ways", {}).get(name, {})
    return {WAYS[way]: seconds for way, seconds in found.items()}, f"recorded: {run.get('machine', '')}"


def bars(found: Mapping[str, Cost | None], times: Mapping[str, float] | None = None) -> str:
    """Return a table as HTML: a bar a way, its sum, its weights' memory, its time; None is covered."""
    most = max(c.total for c in found.values() if c is not None)
    rows = "".join(
        f'{_way(name)}<i class="covered" style="width:100%"></i></div>'
        '<b role="cell">?</b><span role="cell">?</span></div>'
        if c is None
        else f'{_way(name)}<i style="width:{100 * c.attention / most:.2f}%"></i>'
        f'<i class="rest" style="width:{100 * c.rest / most:.2f}%"></i></div>'
        f'<b role="cell">{figures.amount(c.total)}</b>'
        f'<span role="cell">{figures.amount(c.memory, "B", 1024.0)}</span>'
        f"{_milliseconds(times.get(name)) if times else ''}</div>"
        for name, c in found.items()
    )
    heads = ("multiply-adds", "attention weights", *(("time",) if times else ()))
    said = "".join(f'<em role="columnheader">{head}</em>' for head in heads)
    return (
        f'<div class="mmf-ways{" timed" if times else ""}" role="table" aria-label="what each way costs">'
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
    not_shown(view, "costs are the same for every clip", aside=True)
