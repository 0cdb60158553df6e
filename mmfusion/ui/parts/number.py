"""The headline number, and the guess before it: what becomes of the answer without the sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mmfusion.ui.shell.state import put

if TYPE_CHECKING:
    from numpy.typing import NDArray

GUESSES = ("0", ".25", ".5", ".75", "1")


@dataclass(frozen=True)
class Loss:
    """What a strategy's answer loses with the sound: first class, p with and without, who is first then."""

    strategy: str
    kind: str
    before: float
    after: float
    then: str

    @classmethod
    def of(cls, strategy: str, p: NDArray[np.float64], classes: tuple[str, ...]) -> Loss | None:
        """Return it from probabilities `(3, 14)` by subset, or None where there is nothing to take away."""
        if np.isnan(p[:2]).any():
            return None
        top = int(p[0].argmax())
        return cls(strategy, classes[top], float(p[0, top]), float(p[1, top]), classes[int(p[1].argmax())])


def signed(value: float) -> str:
    """Return a difference of probabilities with its sign, −0.58."""
    return f"{'−' if value < 0 else '+'}{abs(value):.2f}" if abs(value) >= 0.005 else "±0.00"


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


def revealed(loss: Loss, guess: float | None) -> None:
    """Write the number once it has been uncovered."""
    then = "still comes first" if loss.then == loss.kind else f"and <i>{escape(loss.then)}</i> comes first"
    words = (
        f"for <i>{escape(loss.kind)}</i> in {escape(loss.strategy.lower())} without the sound: "
        f"{shown(loss.before)} to {shown(loss.after)}{', ' if loss.then != loss.kind else '; it '}{then}."
    )
    number(signed(loss.after - loss.before), words, track(loss.after, guess))


def covered(loss: Loss) -> None:
    """Ask before the number is shown."""
    st.html(
        f'<div class="mmf-number"><div class="mmf-big mmf-q">?</div><p>{escape(loss.strategy)} gives '
        f"<i>{escape(loss.kind)}</i> {shown(loss.before)}. What is left of it without the sound?</p></div>"
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="guessing"):
        st.segmented_control("your guess", GUESSES, key="guess", label_visibility="collapsed", wrap=False)
        st.button("Reveal", key="reveal", on_click=_reveal)


def _reveal() -> None:
    put(seen="1", guess=str(st.session_state.get("guess") or ""))
