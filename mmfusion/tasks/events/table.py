"""The results as a table: figures by row, strategies by column, from the cards alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mmfusion.cards.card import ModelCard

NATURAL = ("cross-entropy, nats", "calibration error", "calibration error, spoiled")
"""Figures that are no share and are not given in %."""


def figure_text(name: str, figure: Mapping[str, Any]) -> str:
    """Return a figure with the longer arm of its interval, in % where it is a share: ``95.4 ± 1.5``."""
    if name in NATURAL:
        return f"{figure['value']:.3f}"
    sign = "+" if name.startswith(("gain", "ruined")) else ""
    half = max(figure["high"] - figure["value"], figure["value"] - figure["low"])
    return f"{100 * figure['value']:{sign}.1f} ± {100 * half:.1f}".replace("-", "−")


def results_table(cards: Sequence[ModelCard], contains: str = "", without: str = "from ") -> list[list[str]]:
    """Return rows of text: the head with the strategies, then each figure of any of the cards.

    Args:
        cards: the cards, one a column.
        contains: only figures whose name contains this.
        without: leave out figures whose name contains this.

    """
    names: dict[str, None] = {}
    for card in cards:
        for name in card.metrics:
            if contains in name and (contains or without not in name):
                names[name] = None
    on = {card.metrics["accuracy"]["on"] for card in cards if "on" in card.metrics.get("accuracy", {})}
    tested = on.pop() if len(on) == 1 else "on the folds that each has"
    rows = [[f"macro over 13 kinds, %, {tested}", *(card.strategy for card in cards)]]
    for name in names:
        cells = [figure_text(name, c.metrics[name]) if name in c.metrics else "" for c in cards]
        rows.append([name, *cells])
    areas = [(f"area under {kind}", kind) for kind in ("blur", "noise")]
    if not contains:
        for name, kind in areas:
            cells = [f"{100 * c.robustness[kind]['area']:.1f}" if kind in c.robustness else "" for c in cards]
            rows.append([name, *cells])
    return rows


def as_markdown(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a Markdown table."""
    head, *body = rows
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in body)])
