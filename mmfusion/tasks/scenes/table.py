"""The results of `scenes` as tables, from the cards alone: strategies by forms, and where words look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mmfusion.cards.card import ModelCard
from mmfusion.tasks.scenes import FORMS
from mmfusion.tasks.scenes.measures import APART, SEEN, SHUFFLED, UNSEEN
from mmfusion.tasks.scenes.pointing import GROUPS
from mmfusion.tasks.sounding.table import percent

NULLS = ("area", "random", "centre", "shuffled", "swapped")


WORTH = 0.02
"""Accuracy that goes with a head, below which it has no row."""


def question_table(cards: Sequence[ModelCard]) -> list[list[str]]:
    """Return a row a strategy: mean accuracies in %, then that of each form on unseen combinations."""
    rows = [["strategy", "seen", "unseen", "shuffled", *FORMS]]
    for card in cards:
        m = card.metrics
        means = [percent(m.get(name)) for name in (SEEN, UNSEEN, SHUFFLED)]
        rows.append([card.strategy, *means, *(percent(m.get(f"{form}, {UNSEEN}")) for form in FORMS)])
    return rows


def seed_table(cards: Sequence[ModelCard]) -> list[list[str]]:
    """Return a row a strategy: means in % over seeds, with Student's interval from three seeds on.

    Two seeds are listed, the one that ships first: Student's factor is 9, and no interval worth having.
    """
    forms = [SEEN, UNSEEN, *(f"{form}, {UNSEEN}" for form in APART)]
    pointed = [f"pointing, {group}" for group in GROUPS]
    rows = [["strategy", "seeds", *forms, *pointed]]
    for card in cards:
        each = []
        for name in (*forms, *pointed):
            values = [seed[name] for seed in card.seeds.values() if name in seed]
            listed = " / ".join(f"{100 * value:.1f}" for value in values)
            each.append(percent(card.metrics[f"{name}, over seeds"]) if len(values) > 2 else listed)
        rows.append([card.strategy, str(len(card.seeds)), *each])
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


def head_table(by_strategy: Mapping[str, Mapping[str, Any]]) -> list[list[str]]:
    """Return a row a strategy and group of words: its best head, and what it loses in one head for all.

    Args:
        by_strategy: what `heads.head_figures` returns. Layers and heads are counted from 1 in the table.

    """
    rows = [
        [
            "strategy",
            "words",
            "best head",
            "inside",
            "one head for all",
            "loses there",
            "words it is best for",
        ]
    ]
    for strategy, found in by_strategy.items():
        one = found["one head"]
        for group, by in found["groups"].items():
            layer, head = by["best"]
            words = [word["best"] for word in found["words"].values() if word["group"] == group]
            rows.append(
                [
                    strategy,
                    group,
                    named(by["best"]),
                    percent(by["inside"][layer][head]),
                    named(one["head"]),
                    percent(one["loses"][group]),
                    f"{words.count(by['best'])} of {len(words)}",
                ]
            )
    return rows


def off_table(by_strategy: Mapping[str, Mapping[str, Any]]) -> list[list[str]]:
    """Return a row a strategy and head that is worth `WORTH` and more than chance: points lost, by form."""
    rows = [["strategy", "head off", "all", *FORMS]]
    for strategy, found in by_strategy.items():
        for layer, heads in enumerate(found["off"]["all"]):
            for head, lost in enumerate(heads):
                if lost["low"] > 0 and lost["value"] >= WORTH:
                    each = (found["off"][form][layer][head] for form in ("all", *FORMS))
                    rows.append([strategy, named((layer, head)), *map(percent, each)])
    return rows


def named(head: Sequence[int]) -> str:
    """Return a head ``(layer, number)`` as tables name it, counted from 1.

    Example:
        >>> from mmfusion.tasks.scenes.table import named
        >>> named((0, 1))
        'layer 1, head 2'

    """
    return f"layer {head[0] + 1}, head {head[1] + 1}"
