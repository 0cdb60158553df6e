"""The tables of pairs in docs/measurements.md."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Rows = list[list[str]]
FOUND: Any = json.loads(
    (Path(__file__).resolve().parents[1] / "assets" / "pairs" / "table.json").read_text(encoding="utf-8")
)
COLUMNS = ("R@1, name to picture", "R@10, name to picture", "R@10, picture to name")


def share(figure: Mapping[str, float], digits: int = 3) -> str:
    """Return a figure with its interval, without the nought before the point."""
    parts = [f"{round(figure[key], digits) + 0.0:.{digits}f}" for key in ("value", "low", "high")]
    value, low, high = (part.replace("0.", ".", 1).replace("-", "−") for part in parts)
    return f"{value} [{low}, {high}]"


def methods(words: str) -> Rows:
    """Return retrieval of every method, and the paired difference to ridge."""
    rows = [["", "R@1, name → picture", "R@10, name → picture", "R@10, picture → name", "less ridge, R@10"]]
    for name, own in FOUND["words"][words]["methods"].items():
        less = share(own["less ridge"][COLUMNS[1]]) if name != "ridge" else "–"
        rows.append([name, *(share(own["figures"][column]) for column in COLUMNS), less])
    return rows


def clouds() -> Rows:
    """Return hubs and the shape of the clouds."""
    rows = [["", "largest hub", "never met", "gap", "alignment", "uniformity", "spread"]]
    for name, own in FOUND["words"]["minilm"]["methods"].items():
        figures = own["figures"]
        rows.append(
            [
                name,
                f"{figures['largest hub, name to picture']['value']:.0f}",
                *(
                    f"{figures[key]['value']:.2f}".replace("-", "−")
                    for key in ("never met, name to picture", "gap", "alignment", "uniformity", "spread")
                ),
            ]
        )
    return rows


def photographs() -> Rows:
    """Return retrieval of the held-out photographs."""
    own = FOUND["photographs"]
    ways = ("sentence to photograph", "photograph to sentence")
    rows = [["", *(f"R@{k}" for k in (1, 5, 10))]]
    return rows + [[way, *(share(own[f"R@{k}, {way}"]) for k in (1, 5, 10))] for way in ways]


TABLES: dict[str, Callable[[], Rows]] = {
    "pairs, MiniLM": lambda: methods("minilm"),
    "pairs, GloVe": lambda: methods("glove"),
    "pairs, clouds": clouds,
    "pairs, photographs": photographs,
}
