"""`mmfusion evaluate store`: every experiment on every split, stored and printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mmfusion.printing import print_table, say


def evaluate(strategies: Sequence[str] = ()) -> None:
    """Measure weights against a store; some minutes. There are no strategies.

    Raises:
        FileNotFoundError: the pictures or the pairs are not there.

    """
    from mmfusion.tasks.store import measured

    table = measured.measure(say)
    measured.write(table)
    for name in table["figures"]:
        print_table(rows(table, name))
        print()


def rows(table: Mapping[str, Any], name: str) -> list[tuple[object, ...]]:
    """Return an experiment as rows: arms, then differences paired by split."""
    head: tuple[object, ...] = (name, *table["levels"][name])
    return [
        head,
        *(
            (arm, *(cell(one) for one in own))
            for part in ("figures", "differences")
            for arm, own in table[part][name].items()
        ),
    ]


def cell(one: Mapping[str, float]) -> str:
    """Return a figure with half its interval.

    Example:
        >>> from mmfusion.tasks.store.commands import cell
        >>> cell({"value": 0.851, "low": 0.84, "high": 0.862})
        '0.851 ± 0.011'

    """
    return f"{one['value']:.3f} ± {one['high'] - one['value']:.3f}".replace("-", "−")
