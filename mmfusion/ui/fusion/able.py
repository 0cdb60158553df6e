"""Who can tell: the headline of a drawn clip, on which only the test set counts, and the guess."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from mmfusion.language import marked, tr
from mmfusion.ui.fusion.rank import can_tell
from mmfusion.ui.parts import course, number

if TYPE_CHECKING:
    from mmfusion.ui.fusion.now import Now

TITLE = marked("Which question needs which kind of exchange?")
GUESSES = tuple(str(able) for able in range(5))


def head(now: Now) -> None:
    """Write how many of the four in front can tell, or ask first."""
    lab, question, classes = now.lab, now.changed.measured, now.changed.classes
    names = now.order[:4]
    if now.covered:
        number.ask(_asked(now), GUESSES, key="count", of=question)
        return
    if not lab.trained or not all(question in lab.cards[name].metrics for name in names):
        return
    able = sum(can_tell(lab.cards[name], question, now.chance) for name in names)
    late, mid = lab.cards["late"].metrics, lab.cards["mid"].metrics
    if question in ("side", "sync"):
        words = tr(
            "answer it better than chance. Late stays at chance ({nats:.3f} nats, ln {n}); Mid is correct in "
            "{mid}.",
            nats=late[f"{question}, nats"]["value"],
            n=len(classes),
            mid=_percent(mid[question]),
        )
    else:
        words = tr(
            "answer it better than chance: {where}. Late is correct in {late}, Mid in {mid}.",
            where=tr(course.NEEDS[question]),
            late=_percent(late[question]),
            mid=_percent(mid[question]),
        )
    number.number(
        tr("{n} of {of}", n=able, of=len(names)),
        words,
        number.count_track(able, 4, now.view.guess_of(4)),
        own="",
        guesses=GUESSES,
        truth=able,
        of=question,
    )


def _asked(now: Now) -> str:
    question = escape(tr(now.changed.offer.questions[now.changed.measured]))
    figure = now.lab.cards["mid"].metrics.get(now.changed.measured)
    if figure is None:
        return tr(
            "How many of these four networks answer <i>{question}</i> better than chance?", question=question
        )
    return tr(
        "How many of these four networks answer <i>{question}</i> better than chance, on {n:,} test clips?",
        question=question,
        n=int(figure["n"]),
    )


def _percent(figure: dict[str, Any]) -> str:
    return f"{100 * figure['value']:.1f}\u00a0%"
