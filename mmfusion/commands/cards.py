"""`mmfusion cards`: the networks that ship."""

from __future__ import annotations

import json
from dataclasses import asdict

from mmfusion.commands.asked import AsJson
from mmfusion.printing import percent, print_table


def cards(as_json: AsJson = False) -> None:
    """List the shipped networks: what they are and how good."""
    from mmfusion.cards.checkpoint import load_cards, model_paths

    found = load_cards()
    if as_json:
        print(json.dumps([asdict(card) for card in found], ensure_ascii=False, indent=1))
        return
    rows: list[tuple[object, ...]] = [
        ("task", "strategy", "parameters", "MACs", "accuracy, %", "real clips, right", "weights")
    ]
    for card in found:
        accuracy = card.metrics.get("accuracy")
        state = "as on the card" if card.describes(model_paths(card.task, card.strategy)[0]) else "changed"
        figure = percent(accuracy) if accuracy else "-"
        every = card.elsewhere.get("figures", {}).get("all")
        real = f"{every['right']} of {every['n']:.0f}" if every else "-"
        rows.append((card.task, card.strategy, f"{card.parameters:,}", f"{card.macs:,}", figure, real, state))
    print_table(rows)
