"""The headline number, and the guess before it: what becomes of the answer without the sound."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    pass


def shown(p: float) -> str:
    """Return a probability with two digits, never rounded to certainty."""
    return ">0.99" if p >= 0.995 else "<0.01" if p < 0.005 else f"{p:.2f}"


def number(big: str, words: str, track: str = "", unit: str = "") -> None:
    """Write a headline number, at most three lines of words beside it, and a track below."""
    suffix = f'<span style="font-size:26px">{unit}</span>' if unit else ""
    st.html(f'<div class="mmf-number"><div class="mmf-big">{big}{suffix}</div><p>{words}</p></div>{track}')


def track(
    truth: float,
    guess: float | None,
    low: float = 0.0,
    high: float = 1.0,
    words: Callable[[float], str] | None = None,
) -> str:
    """Return the axis below the number: truth a dot, own guess a hollow triangle, both named."""
    at = 100 * (truth - low) / (high - low)
    inside = min(max(at, 5), 95)
    said = (words or shown)(truth)
    marks = [f'<i class="dot" style="left:{at:.1f}%"></i><b style="left:{inside:.1f}%">{said}</b>']
    names = [at]
    if guess is not None:
        own = 100 * (guess - low) / (high - low)
        marks.append(f'<u style="left:{own:.1f}%">▽</u>')
        if abs(own - at) >= 16:
            marks.append(f'<span style="left:{min(max(own, 9), 91):.1f}%">your guess</span>')
            names.append(own)
    # End labels give way to what stands near them.
    for place, label in ((0.0, f"{low:g}"), (100.0, f"{high:g}")):
        if all(abs(name - place) > 17 for name in names):
            marks.append(f'<em style="left:{place:.0f}%">{label}</em>')
    return f'<div class="mmf-track">{"".join(marks)}</div>'


def count_track(truth: int, most: int, guess: float | None) -> str:
    """Return the axis below a count: as `track`, with whole numbers."""
    return track(truth, guess, 0, most, str)
