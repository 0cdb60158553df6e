"""What is chosen on the page of joint spaces: the method, the switches, what *train now* trains with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.tasks.pairs.runs import BATCHES, DIMENSIONS, MARGINS, METHODS, TEMPERATURES, Setting
from mmfusion.ui.parts.controls import choose, held

if TYPE_CHECKING:
    from mmfusion.tasks.pairs.recorded import Recorded

ALL = {**METHODS, "cca": "CCA"}
"""What can be chosen."""
ALONE, SHUFFLE, CENTRE = "no negatives", "shuffle the pairs", "centre away the gap"
SWITCHES = (ALONE, SHUFFLE, CENTRE)
BESIDE = {"cca": "CCA, k = 3", "wide": "CCA, k = 64"}
"""What the second sphere shows."""
_TEMPERATURES = {str(value): value for value in TEMPERATURES}
_MARGINS = {str(value): value for value in MARGINS}


def method() -> str:
    """Write the choice of the method; return it."""
    return choose("joint_method", "method", ALL, "infonce", hidden=True)


def switches() -> frozenset[str]:
    """Write the switches; return those that are on."""
    on = st.pills(
        "changes",
        SWITCHES,
        selection_mode="multi",
        key="joint_with",
        bind="query-params",
        label_visibility="collapsed",
    )
    return frozenset(on or ()) & frozenset(SWITCHES)


def beside() -> str:
    """Return what the second sphere shows."""
    return held("joint_beside", BESIDE, "cca")


def way(on: frozenset[str]) -> str:
    """Return which of the recorded runs the switches mean; without negatives nothing is shuffled besides."""
    return "no negatives" if ALONE in on else "shuffled" if SHUFFLE in on else "plain"


def sliders(name: str) -> None:
    """Write what the next run is trained with: each takes effect when a run begins."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom", key="joint-sliders"):
        if name == "margin":
            st.select_slider("margin m", list(_MARGINS), value="1.0", key="joint_margin", bind="query-params")
        else:
            st.select_slider(
                "temperature τ, at first",
                list(_TEMPERATURES),
                value="0.07",
                key="joint_temperature",
                bind="query-params",
            )
        st.select_slider(
            "batch", [str(b) for b in BATCHES], value="64", key="joint_batch", bind="query-params"
        )
        st.select_slider(
            "dimensions k", [str(k) for k in DIMENSIONS], value="3", key="joint_k", bind="query-params"
        )


def setting(name: str, on: frozenset[str]) -> Setting:
    """Return what *train now* would run: what the link says, each part of it if it is offered."""
    return Setting(
        name if name in METHODS else "infonce",
        negatives=ALONE not in on,
        shuffled=SHUFFLE in on,
        dimensions=_said("joint_k", DIMENSIONS, 3),
        batch=_said("joint_batch", BATCHES, 64),
        temperature=_said_real("joint_temperature", _TEMPERATURES, 0.07),
        margin=_said_real("joint_margin", _MARGINS, 1.0),
    )


def _said(key: str, offered: tuple[int, ...], default: int) -> int:
    values = {str(value): value for value in offered}
    return values.get(str(st.session_state.get(key) or st.query_params.get(key)), default)


def _said_real(key: str, offered: dict[str, float], default: float) -> float:
    return offered.get(str(st.session_state.get(key) or st.query_params.get(key)), default)


def level(own: Setting) -> tuple[float | None, str]:
    """Return the loss where nothing is told apart, and how it is said; none without negatives."""
    from math import log

    n = own.batch
    if not own.negatives:
        return None, ""
    if own.method == "margin":
        return own.margin**2, f"all in one place: m² = {own.margin**2:.2f}"
    if own.method == "infonce":
        return log(n), f"ln {n} = {log(n):.2f}: pure guessing"
    guess = log(n) + (n - 1) * log(n / (n - 1))
    return guess, f"{guess:.2f}: knowing only that 1 in {n} is a pair"


def said(run: Recorded) -> str:
    """Return what is said behind a sphere's title: how much of the space is drawn."""
    return "" if run.sphere else f"principal components: {100 * run.variance:.0f} % of the variance"
