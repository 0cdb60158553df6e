"""The results of `scenes` as tables, from the cards alone: strategies by forms, and where words look."""

from __future__ import annotations

from collections.abc import Sequence

from mmfusion.cards.card import ModelCard
from mmfusion.tasks.scenes import FORMS
from mmfusion.tasks.scenes.measures import SEEN, SHUFFLED, UNSEEN
from mmfusion.tasks.scenes.pointing import GROUPS
from mmfusion.tasks.sounding.table import percent

NULLS = ("area", "random", "centre", "shuffled", "swapped")


def question_table(cards: Sequence[ModelCard]) -> list[list[str]]:
    """Return a row a strategy: mean accuracies in %, then that of each form on unseen combinations."""
    rows = [["strategy", "seen", "unseen", "shuffled", *FORMS]]
    for card in cards:
        m = card.metrics
        means = [percent(m.get(name)) for name in (SEEN, UNSEEN, SHUFFLED)]
        rows.append([card.strategy, *means, *(percent(m.get(f"{form}, {UNSEEN}")) for form in FORMS)])
    return rows


def seed_table(cards: Sequence[ModelCard]) -> list[list[str]]:
    """Return a row a strategy: means in % over seeds, with Student's interval where there are several."""
    rows = [["strategy", "seeds", SEEN, UNSEEN, "count, unseen", "who, unseen", *GROUPS]]
    for card in cards:
        names = (
            SEEN,
            UNSEEN,
            f"count, {UNSEEN}",
            f"who, {UNSEEN}",
            *(f"pointing, {group}" for group in GROUPS),
        )
        each = [card.metrics.get(f"{name}, over seeds", card.metrics.get(name)) for name in names]
        rows.append([card.strategy, str(len(card.seeds)), *map(percent, each)])
    return rows


def pointing_table(cards: Sequence[ModelCard]) -> list[list[str]]:
    """Return a row a strategy and group of words: pointing accuracy in % and its nulls."""
    rows = [["strategy", "words", "inside their region", *NULLS]]
    for card in cards:
        for group in GROUPS:
            name = f"pointing, {group}"
            if name in card.metrics:
                nulls = [percent(card.metrics.get(f"{name}, {null}")) for null in NULLS]
                rows.append([card.strategy, group, percent(card.metrics[name]), *nulls])
    return rows
