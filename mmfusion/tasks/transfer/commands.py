"""`mmfusion evaluate emoji-transfer`: every way on every draw, stored and printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mmfusion.printing import print_table, say
from mmfusion.tasks.transfer import SEEDS, said


def evaluate(strategies: Sequence[str] = ()) -> None:
    """Measure transfer; there are no strategies. Store the figures and print the tables.

    Raises:
        FileNotFoundError: the pairs are not there.

    """
    from mmfusion.tasks.transfer import measured

    for name, make in (("emoji", measured.emoji), ("students", measured.students)):
        found = make(SEEDS, say)
        measured.write(name, found)
        print_table(table(found))
        print()


def table(measured: Mapping[str, Any]) -> list[tuple[object, ...]]:
    """Return accuracy, %, of every arm by budget; in brackets what it gains, paired by draw."""
    rows: list[tuple[object, ...]] = [("labels a class", *(said(budget) for budget in measured["budgets"]))]
    for arm, title in measured["arms"].items():
        own = measured["figures"][arm]
        gains = own.get("gain", [None] * len(own["accuracy"]))
        rows.append((title, *(_cell(a, g) for a, g in zip(own["accuracy"], gains, strict=True))))
    return rows


def _cell(accuracy: Mapping[str, float], gain: Mapping[str, float] | None) -> str:
    text = f"{100 * accuracy['value']:.1f}"
    if gain is None:
        return f"{text} ± {100 * accuracy['half']:.1f}"
    sign = "−" if gain["value"] < 0 else "+"
    return f"{text} ({sign}{abs(100 * gain['value']):.1f} ± {100 * gain['half']:.1f})"
