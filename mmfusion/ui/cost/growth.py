"""Where n² bites: how a layer grows with its tokens, by formula and by the clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from mmfusion.explain.cost import WAYS, Way, counted
from mmfusion.figures import cost as figures
from mmfusion.ui.cost.number import covered
from mmfusion.ui.cost.setting import Setting, costs
from mmfusion.ui.cost.takeaway import take_away
from mmfusion.ui.parts.plotly_fold import Made, fold
from mmfusion.ui.shell.frame import note
from mmfusion.ui.shell.theme import palette
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
    st.html('<p class="mmf-h2" style="margin-top:18px">Where does n² bite?</p>')
    chart(figures.scaling(total, shown.width, shown.ratio, palette(), timed(shown)), "cost-scaling")
    _measure(shown, timed(shown))
    _count(shown)
    note(
        "“O(n² d)” is the attention alone. In one layer it overtakes projections and MLP only beyond "
        "n = (2 + r) d tokens, r the ratio of the MLP: 6 d for the usual r = 4. Long films, or narrow "
        "networks, get there."
    )
    st.html('<hr class="mmf-rule" style="margin-top:14px">')
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="formula"
    ):
        st.latex(FORMULA, width="content")
        st.latex(_values(total, shown), width="content")
        st.html('<span class="mmf-fn">mmfusion.explain.cost</span>', width="content")
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
        asked = st.button("Measure on this machine", key="cost_measure")
        if timed and not asked:
            long = timed[len(timed) // 2 :]
            power = exponent([t.tokens for t in long], [t.seconds for t in long])
            own = _layer(shown) in st.session_state.get(TIMED, {})
            where = f"Measured here: {machine()}" if own else f"Recorded: {recorded().get('machine', '')}"
            note(
                f"One layer, {timed[-1].tokens} tokens: {1e3 * timed[-1].seconds:.0f} ms; from "
                f"{long[0].tokens} tokens on, time grows as n to the {power:.2f}. {where}."
            )
        if asked:
            possible = max(c.total for c in costs(shown).values()) <= MOST_TIMED
            steps = len(TOKENS) + (len(WAYS) if possible else 0)
            bar = st.progress(0.0, "one layer")
            rows: list[figures.Timed] = []
            for n, seconds in layer_times(*_layer(shown)):
                rows.append(figures.Timed(n, seconds))
                bar.progress(len(rows) / steps, f"{n} tokens: {1e3 * seconds:.1f} ms")
            st.session_state.setdefault(TIMED, {})[_layer(shown)] = rows
            if possible:
                ways: dict[str, float] = {}
                for way, seconds in way_times(shown.counts, shown.shape):
                    ways[WAYS[way]] = seconds
                    bar.progress((len(rows) + len(ways)) / steps, f"{WAYS[way]}: {1e3 * seconds:.1f} ms")
                st.session_state.setdefault(TIMED_WAYS, {})[way_name(shown.counts, shown.shape)] = ways
            st.rerun()


def _count(shown: Setting) -> None:
    """Write the button that has torch count the ways, and how the formula compares, once it was asked for."""
    asked: set[Setting] = st.session_state.setdefault(COUNTED, set())
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="cost-count"):
        if st.button("Count with torch", key="cost_count"):
            asked.add(shown)
        if shown in asked:
            note(agreement(shown))


def agreement(shown: Setting) -> str:
    """Say how the formula compares with torch's own counter on this setting; it runs all the networks."""
    found = costs(shown)
    differ = [words for way, words in WAYS.items() if _counted(way, shown) != found[words].total]
    if differ:
        return f"Multiply-adds: torch counts otherwise for {', '.join(differ)}."
    return "Multiply-adds: torch's counter agrees with every bar to the last one."


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


def chart(made: Any, key: str) -> None:
    """Write a chart without its mode bar."""
    st.plotly_chart(made, key=key, config={"displayModeBar": False})
