"""Which strategies stand in front, and which can tell an answer better than chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mmfusion.modality import FILM

if TYPE_CHECKING:
    from mmfusion.cards.card import ModelCard
    from mmfusion.cards.shipped import Collection
    from mmfusion.ui.clips.changed import Answers

FRONT = ("late", "mid", "bottleneck-mid")


def best_single(lab: Collection[Any], measured: str, answers: Answers | None = None) -> str:
    """Return the sense that is better alone by a figure of the cards, among those that the clip has."""
    names = [name for name in FILM if name in lab.cards]
    if answers is not None:
        able = [name for name in names if not np.isnan(answers.probabilities[name][0]).all()]
        names = able or names
    if not lab.trained:
        return names[0]
    return max(names, key=lambda name: (figure(lab.cards[name], measured) or {"value": 0.0})["value"])


def order(lab: Collection[Any], measured: str, answers: Answers | None = None) -> list[str]:
    """Return all strategies, those in front first."""
    best = best_single(lab, measured, answers)
    others = [name for name in FILM if name != best]
    names = [best, *FRONT, *others, "early", "early-raw", "mid-cross", "bottleneck"]
    return [name for name in names if name in lab.cards]


def front(lab: Collection[Any], measured: str, answers: Answers | None = None) -> list[str]:
    """Return the four strategies that the page opens with."""
    return order(lab, measured, answers)[:4]


def figure(card: ModelCard, measured: str) -> dict[str, float] | None:
    """Return value, low and high of a figure of a card, if it has it."""
    found = card.metrics.get(measured)
    return None if found is None else {key: float(found[key]) for key in ("value", "low", "high")}


def can_tell(card: ModelCard, measured: str, chance: float) -> bool:
    """Return whether a strategy is better than chance on the test set, its whole interval above."""
    found = figure(card, measured)
    return found is not None and found["low"] > 1.1 * chance
