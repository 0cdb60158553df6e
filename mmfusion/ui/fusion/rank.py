"""Which strategies stand in front, and which can tell an answer better than chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmfusion.tasks.sounding import ANSWERS, MODALITIES

if TYPE_CHECKING:
    from mmfusion.cards.card import ModelCard
    from mmfusion.tasks.sounding.predictor import Instrument
    from mmfusion.ui.shell.state import View


FRONT = ("late", "mid", "bottleneck-mid")


def chance(question: str) -> float:
    """Return how often guessing is right."""
    return 1 / len(ANSWERS[question])


def best_single(lab: Instrument, question: str) -> str:
    """Return the sense that answers a question better alone, by the cards."""
    names = [name for name in MODALITIES if name in lab.cards]
    if not lab.trained:
        return names[0]
    return max(
        names, key=lambda name: float((lab.cards[name].metrics.get(question) or {"value": 0})["value"])
    )


def order(lab: Instrument, question: str) -> list[str]:
    """Return all strategies, those in front first."""
    best = best_single(lab, question)
    others = [name for name in MODALITIES if name != best]
    names = [best, *FRONT, *others, "early", "early-raw", "mid-cross", "bottleneck"]
    return [name for name in names if name in lab.cards]


def shown(lab: Instrument, view: View, question: str) -> list[str]:
    """Return the strategies that the URL asks for, or the four in front."""
    wanted = view["shown"].split()
    names = order(lab, question)
    return [name for name in names if name in wanted] or names[:4]


def can_tell(card: ModelCard, question: str) -> bool:
    """Return whether a strategy is better than chance on the test set, its whole interval above."""
    figure = card.metrics.get(question)
    return figure is not None and float(figure["low"]) > 1.1 * chance(question)
