"""What becomes of the answer without the sound: the number on one's own clip, and the guess."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from mmfusion.language import marked, tr
from mmfusion.ui.parts import course
from mmfusion.ui.parts.number import ask, number, shown, track

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mmfusion.ui.fusion.now import Now

TITLE = marked("How does each strategy classify your clip?")
LEAD = marked(
    "The networks read your own clip four seconds at a time. Take a modality away, spoil the "
    "clip or swap its sound: the same trained networks answer again."
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

    @property
    def what(self) -> str:
        """Which loss it is, in any language: who guesses about the same clip and strategy has the same."""
        return f"{self.before:.4f} {self.after:.4f}"


def head(now: Now) -> None:
    """Write what becomes of the answer, or ask first; of one sense alone, the answer."""
    classes, tables = now.changed.classes, now.probabilities
    loss = Loss.of(tr(course.TAUGHT[now.speaker].title), tables[now.speaker][now.level], classes)
    if loss is None:
        for p in (row for table in (tables[now.focus], *tables.values()) for row in table[now.level]):
            if not np.isnan(p[0]):
                kind = escape(tr(classes[int(p.argmax())]))
                words = tr("is the probability of <i>{kind}</i>, from one modality alone.", kind=kind)
                number(shown(p.max()), words)
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
    values = {
        "strategy": escape(loss.strategy),
        "kind": escape(tr(loss.kind)),
        "before": escape(shown(loss.before)),
        "after": escape(shown(loss.after)),
        "then": escape(tr(loss.then)),
    }
    if loss.then == loss.kind:
        words = tr(
            "{strategy} without the sound: <i>{kind}</i> goes from {before} to {after} and "
            "still comes first.",
            **values,
        )
    else:
        words = tr(
            "{strategy} without the sound: <i>{kind}</i> goes from {before} to {after}, and <i>{then}</i> "
            "comes first.",
            **values,
        )
    number(
        signed(loss.after - loss.before),
        words,
        track(loss.after, guess),
        own="",
        guesses=GUESSES,
        truth=loss.after,
        of=loss.what,
    )


def covered(loss: Loss) -> None:
    """Ask before the number is shown."""
    ask(
        tr(
            "{strategy} gives <i>{kind}</i> the probability {before}. What is left of it without the sound?",
            strategy=escape(loss.strategy),
            kind=escape(tr(loss.kind)),
            before=escape(shown(loss.before)),
        ),
        GUESSES,
        key="guess",
        of=loss.what,
    )
