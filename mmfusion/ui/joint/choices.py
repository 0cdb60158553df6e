"""What is chosen on the page of joint spaces: the method, the switches, what *train now* trains with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mmfusion.language import marked, tr
from mmfusion.tasks.pairs.runs import BATCHES, DIMENSIONS, MARGINS, METHODS, TEMPERATURES, Setting
from mmfusion.ui.parts.controls import choose, held
from mmfusion.ui.shell.state import locked

if TYPE_CHECKING:
    from mmfusion.tasks.pairs.recorded import Recorded

ALL = {**METHODS, "margin": marked("margin"), "cca": "CCA"}
"""What can be chosen."""
ALONE, SHUFFLE = marked("no negatives"), marked("shuffle the pairs")
CENTRE = marked("centre each modality")
SWITCHES = (ALONE, SHUFFLE, CENTRE)
HELP = marked(
    "Without negatives the loss only pulls pairs together; shuffled pairs are a control; "
    "centring takes away each modality’s mean, and with it the gap. Watch the two clouds and "
    "R@10."
)
BESIDE = {"cca": "CCA, k = 3", "wide": "CCA, k = 64"}
"""What the second sphere shows."""
_TEMPERATURES = {str(value): value for value in TEMPERATURES}
_MARGINS = {str(value): value for value in MARGINS}


def method() -> str:
    """Write the choice of the method; return it."""
    return choose("joint_method", marked("method"), ALL, "infonce", hidden=True)


def switches() -> frozenset[str]:
    """Write the switches; return those that are on."""
    shown = {switch: tr(switch) for switch in SWITCHES}
    linked = st.query_params.get_all("joint_with")
    said = [shown.get(label, label) for label in linked]
    if "joint_with" not in st.session_state and said != linked:
        st.query_params["joint_with"] = said  # a widget reads what stands on it, in its language
        st.rerun()
    on = st.pills(
        tr("changes to the training"),
        SWITCHES,
        format_func=shown.__getitem__,
        selection_mode="multi",
        key="joint_with",
        bind="query-params",
        label_visibility="collapsed",
        disabled=locked(),
        help=tr(HELP),
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
            st.select_slider(
                tr("margin m"),
                list(_MARGINS),
                value="1.0",
                key="joint_margin",
                bind="query-params",
                disabled=locked(),
                help=tr(
                    "How far apart the negatives are pushed at least; watch the spread after training anew."
                ),
            )
        else:
            st.select_slider(
                tr("initial temperature τ"),
                list(_TEMPERATURES),
                value="0.07",
                key="joint_temperature",
                bind="query-params",
                disabled=locked(),
                help=tr(
                    "Small: only the hardest negatives count; large: all alike. It takes effect in "
                    "the next run."
                ),
            )
        st.select_slider(
            tr("batch size n"),
            [str(b) for b in BATCHES],
            value="64",
            key="joint_batch",
            bind="query-params",
            disabled=locked(),
            help=tr("Pairs in a step: all but one are negatives of each. It takes effect in the next run."),
        )
        st.select_slider(
            tr("dimensions k"),
            [str(k) for k in DIMENSIONS],
            value="3",
            key="joint_k",
            bind="query-params",
            disabled=locked(),
            help=tr(
                "Of the space; more than three are drawn as principal components. It takes effect "
                "in the next run."
            ),
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
        return own.margin**2, tr("all in one place: m² = {level:.2f}", level=own.margin**2)
    if own.method == "infonce":
        return log(n), tr("ln {n} = {level:.2f}: guessing", n=n, level=log(n))
    guess = log(n) + (n - 1) * log(n / (n - 1))
    return guess, tr("{level:.2f}: knows only that 1 in {n} is a pair", level=guess, n=n)


def said(run: Recorded) -> str:
    """Return what is said behind a sphere's title: how much of the space is drawn."""
    return (
        ""
        if run.sphere
        else tr("principal components: {share:.0f} % of the variance", share=100 * run.variance)
    )
