"""Who can tell: the headline of a drawn clip, on which only the test set counts, and the guess."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from mmfusion.ui.fusion.rank import can_tell
from mmfusion.ui.parts import course, number

if TYPE_CHECKING:
    from mmfusion.ui.fusion.now import Now

TITLE = "Which question needs which kind of exchange?"


def head(now: Now) -> None:
    """Write how many of the four in front can tell, or ask first."""
    lab, question, classes = now.lab, now.changed.measured, now.changed.classes
    names = now.order[:4]
    if now.covered:
        number.ask(
            "How many of these four networks can tell "
            f"<i>{escape(now.changed.offer.questions[question].rstrip('?'))}</i>, on "
            f"{_clips(now)} test clips?",
            [str(i) for i in range(5)],
            key="count",
        )
        return
    if not lab.trained or not all(question in lab.cards[name].metrics for name in names):
        return
    able = sum(can_tell(lab.cards[name], question, now.chance) for name in names)
    late, mid = lab.cards["late"].metrics, lab.cards["mid"].metrics
    right = f"{_percent(late[question])}, mid {_percent(mid[question])}"
    words = f"can tell better than chance: {course.NEEDS[question]}. Late is right in {right}."
    if question in ("side", "sync"):
        nats = late[f"{question}, nats"]["value"]
        log = f"ln {len(classes)}"
        words = f"can tell better than chance. Late stays at {log}: {nats:.3f} nats; "
        words += f"mid is right in {_percent(mid[question])}."
    number.number(f"{able} of 4", words, number.count_track(able, 4, now.view.guess_of(4)), own="")


def _clips(now: Now) -> str:
    figure = now.lab.cards["mid"].metrics.get(now.changed.measured)
    return f"{int(figure['n']):,}" if figure else "the"


def _percent(figure: dict[str, Any]) -> str:
    return f"{100 * figure['value']:.1f}\u00a0%"
