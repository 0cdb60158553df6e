"""How a layer grows with its tokens, by formula and by the clock."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.explain.cost import WAYS, Way, counted
from mmfusion.figures import cost as figures
from mmfusion.language import tr
from mmfusion.ui.cost.number import covered
from mmfusion.ui.cost.setting import Setting, costs
from mmfusion.ui.cost.takeaway import take_away
from mmfusion.ui.parts.chart import chart
from mmfusion.ui.parts.formula import strip
from mmfusion.ui.parts.plotly_fold import Made, fold
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.state import locked
from mmfusion.ui.shell.work import computed

if TYPE_CHECKING:
    from mmfusion.ui.shell.state import View

COUNTED = "cost_counted"
"""Where a session keeps the settings whose multiply-adds it has had counted."""
TIMED, TIMED_WAYS = "cost_timed", "cost_timed_ways"
"""Where a session keeps what it has measured: layers by width, heads and ratio; ways by their setting."""
MOST_TIMED = 30e9
"""Multiply-adds up to which the ways are timed on demand: some seconds of one core."""
FORMULA = r"2\,n^2 d \;+\; (4 + 2r)\, n\, d^2"


def below(shown: Setting, view: View, made: Sequence[Made]) -> None:
    """Write how a layer grows, the formula and what can be taken away."""
    total = sum(shown.counts.values())
    heading = tr("From how many tokens on does attention cost more than all else?")
    st.html(f'<p class="mmf-h2" style="margin-top:18px">{escape(heading)}</p>')
    chart(
        lambda colours: figures.scaling(total, shown.width, shown.ratio, colours, timed(shown)),
        key="cost-scaling",
        alt=heading,
    )
    _measure(shown, timed(shown))
    _count(shown)
    note(
        tr(
            "O(n² d) is the cost of attention alone. In one layer it exceeds that of "
            "projections and MLP only beyond n = (2 + r) d tokens, where r is the MLP ratio: 6 "
            "d for the usual r = 4. Long films have that many tokens, and narrow networks need "
            "fewer."
        )
    )
    with strip("mmfusion.explain.cost", FORMULA, _values(total, shown)):
        take_away(shown, made)
    fold("cost", made, covered=covered(shown, view))


def timed(shown: Setting) -> list[figures.Timed]:
    """Return what a layer took: measured in this session, else in a recorded run."""
    here: list[figures.Timed] = st.session_state.get(TIMED, {}).get(_layer(shown), [])
    return here or _recorded(shown)


def _recorded(shown: Setting) -> list[figures.Timed]:
    from mmfusion.explain.timing import layer_name, recorded

    rows = recorded().get("layers", {}).get(layer_name(*_layer(shown)), [])
    return [figures.Timed(int(n), float(seconds)) for n, seconds in rows]


def _layer(shown: Setting) -> tuple[int, int, float]:
    return shown.width, shown.heads, shown.ratio


def _measure(shown: Setting, timed: list[figures.Timed]) -> None:
    """Write the button that times a layer and the ways here, and with which power a layer grows."""
    from mmfusion.explain.timing import TOKENS, exponent, layer_times, machine, recorded, way_name, way_times

    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="cost-measure"):
        asked = st.button(
            tr("Measure on this machine"),
            key="cost_measure",
            disabled=locked(),
            help=tr(
                "Times one layer at growing numbers of tokens, and each way to fuse; the times appear as "
                "circles on the chart and beside the bars. It takes some seconds."
            ),
        )
        if timed and not asked:
            long = timed[len(timed) // 2 :]
            power = exponent([t.tokens for t in long], [t.seconds for t in long])
            own = _layer(shown) in st.session_state.get(TIMED, {})
            where = (
                tr("Measured here: {machine}.", machine=machine())
                if own
                else tr("Recorded: {machine}.", machine=recorded().get("machine", ""))
            )
            said = tr(
                "One layer takes {ms:.0f} ms for {most} tokens; from {first} tokens on, time "
                "grows as n to the power of {power:.2f}.",
                ms=1e3 * timed[-1].seconds,
                most=timed[-1].tokens,
                first=long[0].tokens,
                power=power,
            )
            note(f"{said} {where}")
        if asked:
            possible = max(c.total for c in costs(shown).values()) <= MOST_TIMED
            steps = len(TOKENS) + (len(WAYS) if possible else 0)
            bar = st.progress(0.0, tr("one layer"))
            rows: list[figures.Timed] = []
            for n, seconds in layer_times(*_layer(shown)):
                rows.append(figures.Timed(n, seconds))
                bar.progress(len(rows) / steps, tr("{n} tokens: {ms:.1f} ms", n=n, ms=1e3 * seconds))
            st.session_state.setdefault(TIMED, {})[_layer(shown)] = rows
            if possible:
                ways: dict[str, float] = {}
                for way, seconds in way_times(shown.counts, shown.shape):
                    ways[WAYS[way]] = seconds
                    bar.progress((len(rows) + len(ways)) / steps, f"{tr(WAYS[way])}: {1e3 * seconds:.1f} ms")
                st.session_state.setdefault(TIMED_WAYS, {})[way_name(shown.counts, shown.shape)] = ways
            st.rerun()


def _count(shown: Setting) -> None:
    """Write the button that has torch count the ways, and how the formula compares, once it was asked for."""
    asked: set[Setting] = st.session_state.setdefault(COUNTED, set())
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="cost-count"):
        if st.button(
            tr("Count with torch"),
            key="cost_count",
            disabled=locked(),
            help=tr(
                "Runs each network under torch's own counter and says whether it counts as "
                "many multiply-adds as the formula gives."
            ),
        ):
            asked.add(shown)
        if shown in asked:
            note(agreement(shown))


def agreement(shown: Setting) -> str:
    """Say how the formula compares with torch's own counter on this setting; it runs all the networks."""
    found = costs(shown)
    differ = [tr(words) for way, words in WAYS.items() if _counted(way, shown) != found[words].total]
    if differ:
        return tr("torch counts another number of multiply-adds for: {ways}.", ways=", ".join(differ))
    return tr("torch counts exactly as many multiply-adds as every bar shows.")


@computed(500)
def _counted(way: Way, shown: Setting) -> int:
    return counted(way, shown.counts, shown.shape)


def _values(total: int, shown: Setting) -> str:
    d, r = shown.width, shown.ratio
    parts = (2 * total**2 * d, (4 + 2 * r) * total * d**2)
    quadratic, linear = (figures.amount(part).replace("\u2009", r"\,") for part in parts)
    return (
        rf"2 \cdot {total}^2 \cdot {d} + {4 + 2 * r:g} \cdot {total} \cdot {d}^2 = "
        rf"\text{{{quadratic}}} + \text{{{linear}}}"
    )
