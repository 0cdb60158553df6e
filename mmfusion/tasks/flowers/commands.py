"""The commands of Flowers-17, which has kernels and no clips: `data features flowers`, `evaluate flowers`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from mmfusion.printing import print_table, say

TABLE, TRIANGLE, CARD = "table.json", "triangle.json", "card.json"


def features() -> None:
    """Describe every picture of the pack and store descriptions, one split's kernels and the card."""
    from mmfusion.tasks.flowers.features import FOLDER, load_features
    from mmfusion.tasks.flowers.grams import distances
    from mmfusion.tasks.flowers.recipe import card, make_features
    from mmfusion.tasks.flowers.split_grams import save_split_grams

    path = make_features(say)
    load_features.cache_clear()
    distances.cache_clear()
    found = load_features()
    grams = save_split_grams(distances(), found.labels, found.groups)
    _write(CARD, card(datetime.now(UTC).date().isoformat()))
    say(f"{path} {path.stat().st_size:,} bytes; {grams} {grams.stat().st_size:,} bytes; {FOLDER / CARD}")


def evaluate(strategies: Sequence[str] = ()) -> None:
    """Measure every way to weight the kernels, then the triangle; store both and print the table.

    There are no strategies: the models are kernels.
    """
    from mmfusion.tasks.flowers.evaluate import table
    from mmfusion.tasks.flowers.features import load_features
    from mmfusion.tasks.flowers.grams import distances
    from mmfusion.tasks.flowers.triangle import triangle

    found = load_features()
    drawn = triangle(distances(), found.labels, found.groups, say)
    _write(TRIANGLE, drawn)
    measured = table(say)
    _write(TABLE, measured)
    for rows in (alone(measured), methods(measured), against(measured)):
        print_table(rows)
        print()
    inside = sum(s >= 0 for s in drawn["slack"]) / len(drawn["slack"])
    print(f"share of the triangle as good as its best: {inside:.2f}")


def figure(found: Mapping[str, float], sign: bool = False) -> str:
    """Return an accuracy, or a difference, in points with its interval: 85.7 ± 1.1."""
    return f"{100 * found['value']:{'+' if sign else ''}.1f} ± {100 * found['half']:.1f}"


def alone(measured: Mapping[str, Any]) -> list[tuple[object, ...]]:
    """Return the table of single kernels."""
    from mmfusion.tasks.flowers import NAMES

    rows: list[tuple[object, ...]] = [("kernel alone", "accuracy, %")]
    return rows + [(NAMES[name], figure(own)) for name, own in measured["accuracy"]["alone"].items()]


def methods(measured: Mapping[str, Any]) -> list[tuple[object, ...]]:
    """Return the table of ways to weight, a column a set of kernels."""
    sets = [label for label in measured["accuracy"] if label != "alone"]
    rows: list[tuple[object, ...]] = [("accuracy, %", *sets)]
    for name in measured["accuracy"][sets[0]]:
        rows.append((name, *(figure(measured["accuracy"][label][name]) for label in sets)))
    return rows


def against(measured: Mapping[str, Any]) -> list[tuple[object, ...]]:
    """Return the paired differences: from the average, and what noise costs."""
    sets = list(measured["against average"])
    noisy = list(measured["lost"])
    heads = [f"lost to noise, {label.removesuffix(' and noise')}" for label in noisy]
    rows: list[tuple[object, ...]] = [("points", *(f"− average, {label}" for label in sets), *heads)]
    for name in measured["lost"][noisy[0]]:
        own = [measured["against average"][label].get(name) for label in sets]
        lost = [measured["lost"][label][name] for label in noisy]
        rows.append((name, *("-" if o is None else figure(o, True) for o in own), *map(figure, lost)))
    return rows


def _write(name: str, content: Any) -> None:
    from mmfusion.tasks.flowers.features import FOLDER

    text = json.dumps(content, ensure_ascii=False, indent=None if name == TRIANGLE else 1)
    (FOLDER / name).write_text(text + "\n", encoding="utf-8")
