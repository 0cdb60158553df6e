"""What becomes of the answer without the sound: the number on one's own clip, and the guess."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from mmfusion.ui.parts import course
from mmfusion.ui.parts.number import ask, number, shown, track

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mmfusion.ui.fusion.now import Now

TITLE = "What does each strategy make of your clip?"
LEAD = (
    "Your own clip, four seconds at a time. Take a modality away, spoil it, swap its sound: "
    "the same trained networks answer again."
)
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
    def of(cls, strategy: str, p: NDArray[np.float64], classes: Sequence[str]) -> Loss | None:
        """Return it from probabilities `(3, 14)` by subset, or None where there is nothing to take away."""
        if np.isnan(p[:2]).any():
            return None
        top = int(p[0].argmax())
        return cls(strategy, classes[top], float(p[0, top]), float(p[1, top]), classes[int(p[1].argmax())])


def head(now: Now) -> None:
    """Write what becomes of the answer, or ask first; of one sense alone, the answer."""
    classes, tables = now.changed.classes, now.answers.probabilities
    loss = Loss.of(course.TAUGHT[now.speaker].title, tables[now.speaker][now.level], classes)
    if loss is None:
        for p in (row for table in (tables[now.focus], *tables.values()) for row in table[now.level]):
            if not np.isnan(p[0]):
                number(shown(p.max()), f"for <i>{classes[int(p.argmax())]}</i>, from one modality alone.")
                return
    elif now.covered:
        covered(loss)
    else:
        revealed(loss, now.view.guess)


def signed(value: float) -> str:
    """Return a difference of probabilities with its sign, −0.58."""
    return f"{'−' if value < 0 else '+'}{abs(value):.2f}" if abs(value) >= 0.005 else "±0.00"


def revealed(loss: Loss, guess: float | None) -> None:
    """Write the number once it has been uncovered."""
    then = "still comes first" if loss.then == loss.kind else f"and <i>{escape(loss.then)}</i> comes first"
    words = (
        f"for <i>{escape(loss.kind)}</i> in {escape(loss.strategy.lower())} without the sound: "
        f"{shown(loss.before)} to {shown(loss.after)}{', ' if loss.then != loss.kind else '; it '}{then}."
    )
    number(signed(loss.after - loss.before), words, track(loss.after, guess), own="")


def covered(loss: Loss) -> None:
    """Ask before the number is shown."""
    ask(
        f"{escape(loss.strategy)} gives <i>{escape(loss.kind)}</i> {shown(loss.before)}. "
        "What is left of it without the sound?",
        GUESSES,
        key="guess",
    )
