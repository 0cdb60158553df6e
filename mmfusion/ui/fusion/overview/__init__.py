"""The whole of a clip that is longer than the window: its sound, the answer window by window, the bracket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mmfusion.language import tr
from mmfusion.media import WINDOW, Clip
from mmfusion.tasks.events import CLASSES, NONE
from mmfusion.ui.shell import components
from mmfusion.ui.shell.state import put

if TYPE_CHECKING:
    from mmfusion.tasks.events.over_time import Timeline


class Data(TypedDict):
    """What the overview is told, as `Data` in overview.js.

    Attributes:
        total: of the clip, seconds.
        start: of the window, seconds.
        window: its length, seconds.
        peaks: of the waveform, 1 the loudest.
        classes: names of the answers.
        none: the class that is none of the others.
        names: of the strategies; none while they are being asked.
        focus: the strategy of the curve.
        waiting: what stands in the curve's place.
        middles: of the windows, seconds.
        curves: of each strategy, its top class and the probability of it, window by window; None where
            it has no answer, because the sound is silence.

    """

    total: float
    start: float
    window: float
    peaks: list[float]
    classes: list[str]
    none: int
    names: dict[str, str]
    focus: str
    waiting: str
    middles: list[float]
    curves: dict[str, list[list[float] | None]]


def peaks(waveform: NDArray[np.float32] | None, count: int = 420) -> list[float]:
    """Return the largest amplitude in each of `count` equal parts, 1 at the loudest."""
    if waveform is None or waveform.size < count:
        return []
    parts = np.abs(waveform[: waveform.size // count * count]).reshape(count, -1).max(axis=1)
    return [round(float(v), 3) for v in parts / max(float(parts.max()), 0.02)]


def curves(timeline: Timeline | None) -> dict[str, Any]:
    """Return for every strategy its top class and the probability of it, window by window.

    A window that it cannot answer is None; a strategy that answers none has no curve.
    """
    if timeline is None:
        return {"middles": [], "curves": {}}
    tops = {
        name: [None if np.isnan(row[0]) else [int(row.argmax()), round(float(row.max()), 3)] for row in p]
        for name, p in timeline.probabilities.items()
        if not np.isnan(p).all()
    }
    return {"middles": [round(float(t), 2) for t in timeline.middles], "curves": tops}


def shown(span: Clip, timeline: Timeline | None, *, names: dict[str, str], focus: str, start: float) -> Data:
    """Return what the overview shows: the sound, each strategy's first answers, the window in use."""
    seen = curves(timeline)
    return {
        "total": float(span.total or span.duration),
        "start": start,
        "window": WINDOW,
        "peaks": peaks(span.waveform),
        "classes": [tr(name) for name in CLASSES],
        "none": NONE,
        "names": names if timeline is not None else {},
        "focus": focus,
        "waiting": "" if timeline is not None else "…",
        "middles": seen["middles"],
        "curves": seen["curves"],
    }


def overview(
    span: Clip, timeline: Timeline | None, *, key: str, names: dict[str, str], focus: str, start: float
) -> None:
    """Mount the overview. Its bracket moves the window, its list the strategy in focus, by the URL."""

    def moved() -> None:
        chosen = st.session_state[key].get("start")
        if chosen is not None:
            put(t=f"{float(chosen):.1f}")

    def focused() -> None:
        put(focus=st.session_state[key]["focus"])

    data = shown(span, timeline, names=names, focus=focus, start=start)
    components.mount(__file__, key=key, data=data, on_start_change=moved, on_focus_change=focused)
