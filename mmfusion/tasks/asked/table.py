"""The results of `asked-objects` as tables, from the cards alone and from the construction."""

from __future__ import annotations

from collections.abc import Sequence

from mmfusion.cards.card import ModelCard
from mmfusion.modality import listed
from mmfusion.tasks.asked import MODALITIES, SUBSETS
from mmfusion.tasks.asked.asking import reachable
from mmfusion.tasks.asked.measures import FORMS, without
from mmfusion.tasks.sounding.table import percent


def strategy_table(cards: Sequence[ModelCard]) -> list[list[str]]:
    """Return a row a strategy: accuracies in %, of sentences never read too, nats, and multiply-adds."""
    rows = [
        ["strategy", "is …", "which …", "is …, never read", "which …, never read", "nats", "MMAC", "seeds"]
    ]
    for card in cards:
        m = card.metrics
        shares = [percent(m.get(form)) for form in FORMS]
        new = [percent(m.get(f"{form}, sentences never read")) for form in FORMS]
        nats = " / ".join(f"{m[f'{form}, nats']['value']:.3f}" for form in FORMS)
        rows.append([card.strategy, *shares, *new, nats, f"{card.macs / 1e6:.1f}", str(len(card.seeds))])
    return rows


def lacking_table(cards: Sequence[ModelCard]) -> list[list[str]]:
    """Return a row a subset of modalities: what it allows by construction, and what strategies reach."""
    shown = [card for card in cards if len(card.spec["modalities"]) == len(MODALITIES)]
    rows = [["at hand", "sentence", "can reach", *(card.strategy for card in shown)]]
    for subset in SUBSETS:
        for form in FORMS:
            best = f"{100 * float(reachable(subset, form)):.1f}"
            found = [percent(card.metrics.get(form + without(subset, MODALITIES))) for card in shown]
            rows.append([listed(subset) if form == "is" else "", f"{form} …", best, *found])
    return rows
